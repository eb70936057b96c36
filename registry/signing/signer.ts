import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from "node:crypto";
import { join } from "node:path";
import type { Disk } from "../../src/disk/index.ts";
import { isSystemError } from "../../src/errors.ts";
import type { Signature } from "../../src/protocol/index.ts";
import { registryError } from "../errors.ts";

/** Signs as npm's registry does: ECDSA on P-256 with SHA-256. */
export interface Signer {
  sign(text: string): Signature;
  /** The public keys as `GET /-/npm/v1/keys` shows them. */
  readonly keys: readonly PublicKey[];
}

export interface PublicKey {
  readonly expires: string | null;
  readonly keyid: string;
  readonly keytype: string;
  readonly scheme: string;
  readonly key: string;
}

/**
 * The signer whose private keys are the PEM files of a folder, by name; the last one signs. The first start
 * makes the first key, for the owner's eyes only. Throws SETTINGS_INVALID for a file that holds no such key.
 */
export function folderSigner(disk: Disk, folder: string): Signer {
  disk.makeFolders(folder);
  if (keyFiles(disk, folder).length === 0) makeKey(disk, folder);
  const keys = keyFiles(disk, folder).map((name) => readKey(disk, join(folder, name)));
  const current = keys.at(-1);
  if (current === undefined) throw new Error(`the key that was just made in ${folder} is gone`);
  return {
    keys: keys.map(({ shown }) => shown),
    sign(text) {
      const sig = sign("sha256", Buffer.from(text), current.secret).toString("base64");
      return { keyid: current.shown.keyid, sig };
    },
  };
}

function keyFiles(disk: Disk, folder: string): string[] {
  return disk
    .list(folder)
    .map((entry) => entry.name.toString())
    .filter((name) => name.endsWith(".pem"))
    .sort();
}

/** Of several processes that start at once the first one's key stays. */
function makeKey(disk: Disk, folder: string): void {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" });
  const scratch = join(folder, `new-${randomBytes(6).toString("hex")}`);
  const path = join(folder, "0001.pem");
  disk.create(scratch, Buffer.from(pem), { mode: 0o600, flush: true });
  try {
    if (disk.link(scratch, path) === "unsupported") disk.rename(scratch, path);
  } catch (error) {
    if (!isSystemError(error, "EEXIST")) throw error;
  }
  disk.removeTree(scratch);
  disk.flushFolder(folder);
}

function readKey(disk: Disk, path: string): { readonly secret: KeyObject; readonly shown: PublicKey } {
  const secret = privateKeyIn(disk.read(path, 10_000));
  if (secret?.asymmetricKeyDetails?.namedCurve !== "prime256v1") {
    throw registryError("SETTINGS_INVALID", {
      message: `cannot sign with ${path}: it holds no private key on P-256`,
      hint: "put the key back from a backup; clients know its public half",
    });
  }
  const der = createPublicKey(secret).export({ type: "spki", format: "der" });
  const keyid = `SHA256:${createHash("sha256").update(der).digest("base64").replace(/=+$/, "")}`;
  return {
    secret,
    shown: {
      expires: null,
      keyid,
      keytype: "ecdsa-sha2-nistp256",
      scheme: "ecdsa-sha2-nistp256",
      key: der.toString("base64"),
    },
  };
}

function privateKeyIn(pem: Buffer): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}
