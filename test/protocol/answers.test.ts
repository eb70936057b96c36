import { describe, expect, it } from "vitest";
import {
  readErrorBody,
  readOwners,
  readPublishAnswer,
  readSignIn,
  readToken,
  readTokens,
  readWhoami,
} from "../../src/protocol/index.ts";

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));

describe("readErrorBody", () => {
  it("reads message, code and hint", () => {
    const body = { error: "no", code: "VERSION_TAKEN", hint: "raise it" };
    expect(readErrorBody(bytes(body))).toEqual(body);
  });
  it("reads what npm's registry says, which has no code", () => {
    expect(readErrorBody(bytes({ error: "Not found" }))).toEqual({
      error: "Not found",
      code: "",
      hint: undefined,
    });
  });
  it("keeps escape sequences and endless texts from the terminal", () => {
    const body = readErrorBody(bytes({ error: `\u001b[31mred\u202e${"x".repeat(5000)}` }));
    expect(body?.error).toMatch(/^ \[31mred x{100}/);
    expect(body?.error.length).toBeLessThanOrEqual(2000);
  });
  it.each(["", "<html>", "[]", "{}", '{"error":1}'])("finds nothing in %j", (text) => {
    expect(readErrorBody(Buffer.from(text))).toBeUndefined();
  });
});

describe("other answers", () => {
  it("are read typed", () => {
    expect(readToken(bytes({ ok: true, token: "ptry_1" }))).toBe("ptry_1");
    expect(readSignIn(bytes({ ok: true, token: "ptry_1" }))).toEqual({ token: "ptry_1", created: false });
    expect(readSignIn(bytes({ token: "ptry_1", created: true }))).toEqual({ token: "ptry_1", created: true });
    // npm's answer to a new token has the moment there.
    expect(readToken(bytes({ token: "ptry_1", created: "2026-01-31T12:00:00.000Z" }))).toBe("ptry_1");
    expect(readWhoami(bytes({ username: "ada" }))).toBe("ada");
    expect(readOwners(bytes({ owners: ["ada", "bob"] }))).toEqual(["ada", "bob"]);
  });
  it("list tokens, without what npm's clients want besides", () => {
    const createdAt = "2026-01-31T12:00:00.000Z";
    const listed = { key: "1f", token: "ptry_1234", readonly: true, created: createdAt, updated: createdAt };
    expect(readTokens(bytes({ objects: [listed], urls: {} }))).toEqual([
      { key: "1f", masked: "ptry_1234", readOnly: true, createdAt },
    ]);
    const limits = { name: "ci", packages: ["@a/*"], expires: createdAt };
    expect(readTokens(bytes({ objects: [{ ...listed, ...limits }], urls: {} }))).toEqual([
      expect.objectContaining({ name: "ci", packages: ["@a/*"], expiresAt: createdAt }),
    ]);
  });
  it.each([
    ["a list that is none", () => readTokens(bytes({ objects: {} }))],
    [
      "a masked token with an escape sequence",
      () =>
        readTokens(
          bytes({
            objects: [{ key: "1f", token: "\u001b[31m", readonly: true, created: "2026-01-31T12:00:00Z" }],
          }),
        ),
    ],
    ["no token", () => readToken(bytes({ ok: true }))],
    ["a token that breaks out of its header", () => readToken(bytes({ token: "a\r\nb" }))],
    ["a page", () => readWhoami(Buffer.from("<html>"))],
    ["no list", () => readOwners(bytes({ owners: "ada" }))],
    ["half an answer", () => readPublishAnswer(bytes({ name: "a" }))],
  ])("with %s are refused", (_, act) => {
    expect(act).toThrowError(expect.objectContaining({ code: "ANSWER_INVALID" }));
  });
});
