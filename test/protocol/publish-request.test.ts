import { describe, expect, it } from "vitest";
import { type PublishFacts, publishBody, readPublishBody } from "../../src/protocol/index.ts";

const facts: PublishFacts = {
  hash: "known_folders-0.0.0-Fy-PJpLKAAAmMEnwre7fFcfsxBGULd24N8Bp2pWEu3sf",
  testedZigVersions: ["0.16.0", "0.17.0-dev.123+abcdef012"],
  modules: ["known-folders"],
  artifacts: [{ name: "kf", kind: "exe" }],
};

describe("a publish request", () => {
  it("comes back as it was sent, whatever bytes the archive has", () => {
    const archive = Buffer.from([0x1f, 0x8b, 0x0a, 0x00, 0x0a]);
    expect(readPublishBody(publishBody(facts, archive))).toEqual({ facts, archive });
  });

  it.each<[string, unknown]>([
    ["no object", []],
    ["a hash of the old form", { ...facts, hash: `1220${"0".repeat(64)}` }],
    ["no list", { ...facts, modules: "known-folders" }],
    ["a missing field", { hash: facts.hash }],
    ["a Zig version that is none", { ...facts, testedZigVersions: ["latest"] }],
    ["a control character", { ...facts, modules: ["\u001b[2J"] }],
    ["a module that ends its string in a line of Zig", { ...facts, modules: ['a"); evil(b); _ = b.path("'] }],
    ["an artifact that ends its string", { ...facts, artifacts: [{ name: '"', kind: "exe" }] }],
    ["a module that escapes the end of its string", { ...facts, modules: ["a\\"] }],
    ["a line end", { ...facts, modules: ["a\nb"] }],
    ["a line separator", { ...facts, modules: ["a\u2028b"] }],
    ["a mark that turns a text", { ...facts, modules: ["a\u202eb"] }],
    ["a mark that reads to the left", { ...facts, modules: ["a\u200fb"] }],
    ["an Arabic letter mark", { ...facts, artifacts: [{ name: "a\u061cb", kind: "lib" }] }],
    ["an empty name", { ...facts, modules: [""] }],
    ["a name beyond the limit", { ...facts, modules: ["x".repeat(257)] }],
    ["too many names", { ...facts, modules: Array(501).fill("x") }],
    ["an unknown kind of artifact", { ...facts, artifacts: [{ name: "a", kind: "dll" }] }],
  ])("with %s is refused", (_, sent) => {
    const body = Buffer.from(`${JSON.stringify(sent)}\nbytes`);
    expect(() => readPublishBody(body)).toThrowError(
      expect.objectContaining({ code: "PUBLISH_FACTS_INVALID", hint: expect.any(String) }),
    );
  });

  it.each([
    ["no line at all", "no line"],
    ["a line that is no JSON", "{\n"],
    ["a line beyond the limit", `${" ".repeat(600 * 1024)}{}\n`],
  ])("with %s is refused", (_, body) => {
    expect(() => readPublishBody(Buffer.from(body))).toThrowError(
      expect.objectContaining({ code: "PUBLISH_FACTS_INVALID" }),
    );
  });
});
