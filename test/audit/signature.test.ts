import { generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import { signatureProblem } from "../../src/audit/signature.ts";
import type { IndexVersion, SigningKey } from "../../src/protocol/index.ts";
import { documentAt } from "../client/fixtures.ts";

const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
const key = (more: Partial<SigningKey> = {}): SigningKey => ({
  keyid: "SHA256:one",
  key: pair.publicKey.export({ type: "spki", format: "der" }).toString("base64"),
  expires: undefined,
  ...more,
});
const [version] = documentAt("https://e.x").versions;
if (version === undefined) throw new Error("the fixture has no version");

function signed(text: string, keyid = "SHA256:one"): IndexVersion {
  const sig = sign("sha256", Buffer.from(text), pair.privateKey).toString("base64");
  return { ...(version as IndexVersion), signatures: [{ keyid, sig }] };
}
const right = `zig:known_folders@0.0.0:${version.integrity}`;

describe("a registry's signature", () => {
  it.each<[string, IndexVersion, SigningKey[], string | undefined]>([
    ["that is right holds", signed(right), [key()], undefined],
    ["of a kind that has another name is wrong", signed(right.slice(4)), [key()], "is wrong"],
    ["of another version is wrong", signed(right.replace("0.0.0", "0.0.1")), [key()], "is wrong"],
    ["of other bytes is wrong", signed(right.replace("sha512-", "sha512-x")), [key()], "is wrong"],
    [
      "by an unknown key proves nothing",
      signed(right, "SHA256:two"),
      [key()],
      "no key that the registry has",
    ],
    ["where the registry has no keys proves nothing", signed(right), [], "no key that the registry has"],
    ["that is missing is said", version, [key()], "has not signed it"],
    ["by a key that is none is wrong", signed(right), [key({ key: "AAAA" })], "is wrong"],
    [
      "by a key that had expired is none",
      signed(right),
      [key({ expires: "2020-01-01T00:00:00.000Z" })],
      "had expired",
    ],
    [
      "by a key that expired later holds",
      signed(right),
      [key({ expires: "2030-01-01T00:00:00.000Z" })],
      undefined,
    ],
    [
      "that is wrong counts beside one that is right",
      { ...version, signatures: [...signed(right).signatures, { keyid: "SHA256:one", sig: "AAAA" }] },
      [key()],
      "is wrong",
    ],
  ])("%s", (_, said, keys, problem) => {
    const found = signatureProblem("known_folders", said, keys);
    if (problem === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(problem);
  });
});
