import { createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../../support/folders.ts";
import { publishNpm } from "../support/npm.ts";
import { ask, signUp, testRegistry } from "../support/registry.ts";

it("a registry that gets a second key signs with it, and what the first one signed can still be verified", async () => {
  const dataFolder = temporaryFolder();
  const before = await testRegistry({ dataFolder });
  const token = await signUp(before, "ada");
  await publishNpm(before, token);
  await before.close();

  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  writeFileSync(join(dataFolder, "keys/0002.pem"), privateKey.export({ type: "pkcs8", format: "pem" }));
  const after = await testRegistry({ dataFolder });
  await publishNpm(after, token, { version: "2.0.0" });

  const { keys } = (await ask(after, "GET", "-/npm/v1/keys")).json() as {
    keys: { readonly keyid: string; readonly key: string }[];
  };
  const { versions } = (await ask(after, "GET", "leaf")).json() as {
    versions: Record<string, { dist: { integrity: string; signatures: { keyid: string; sig: string }[] } }>;
  };
  const signers = Object.entries(versions).map(([version, { dist }]) => {
    const [{ keyid, sig } = { keyid: "", sig: "" }] = dist.signatures;
    const key = Buffer.from(keys.find((one) => one.keyid === keyid)?.key ?? "", "base64");
    const publicKey = createPublicKey({ key, format: "der", type: "spki" });
    const signed = Buffer.from(`leaf@${version}:${dist.integrity}`);
    expect(verify("sha256", signed, publicKey, Buffer.from(sig, "base64"))).toBe(true);
    return keyid;
  });
  expect(signers).toEqual(keys.map(({ keyid }) => keyid));
  expect(new Set(signers).size).toBe(2);
});
