import { describe, expect, it } from "vitest";
import { isToken, maskedToken, signedText, tokenSecretBytes, tokenText } from "../../src/protocol/index.ts";

describe("tokens", () => {
  const token = tokenText(Buffer.alloc(tokenSecretBytes, 0xab));
  it("have a prefix, a secret and a checksum", () => {
    expect(token).toMatch(/^ptry_(ab){20}[0-9a-f]{8}$/);
    expect(isToken(token)).toBe(true);
  });
  it("with one wrong character are none", () => {
    for (let at = 0; at < token.length; at++) {
      const other = token[at] === "0" ? "1" : "0";
      expect(isToken(token.slice(0, at) + other + token.slice(at + 1)), String(at)).toBe(false);
    }
    expect(isToken(`${token}\n`)).toBe(false);
  });
  it("are shown without their secret", () => {
    expect(maskedToken(token)).toBe("ptry_abab…");
  });
});

it("signs a kind, a name, a version and an integrity", () => {
  expect(signedText("httpz", "0.3.1", "sha512-x")).toBe("zig:httpz@0.3.1:sha512-x");
});
