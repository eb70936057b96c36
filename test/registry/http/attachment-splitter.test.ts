import { describe, expect, it } from "vitest";
import { AttachmentSplitter } from "../../../registry/http/attachment-splitter.ts";
import { fc } from "../../support/fast-check.ts";

/** Takes a text in pieces of these sizes, in turn. */
function split(text: string, sizes: readonly number[]): { readonly json: string; readonly tarball: Buffer } {
  const splitter = new AttachmentSplitter();
  const bytes = Buffer.from(text);
  const json: Buffer[] = [];
  const tarball: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    const taken = splitter.take(bytes.subarray(at, at + size));
    json.push(...taken.json);
    tarball.push(...taken.tarball);
    at += size;
  }
  return { json: Buffer.concat(json).toString(), tarball: Buffer.concat(tarball) };
}

const whole = [1_000_000];

describe("a document in pieces", () => {
  it("gives the tarball's bytes and the rest, however it is cut", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.jsonValue(),
        fc.string({ unit: "binary" }),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
        (bytes, other, text, sizes) => {
          const document = (data: string) => ({
            other,
            [`key ${text}`]: text,
            _attachments: { "a-1.0.0.tgz": { text, data, length: 1 }, "a.sigstore": { data: text } },
            versions: { "1.0.0": { _attachments: { "b.tgz": { data: text } } } },
          });
          const sent = JSON.stringify(document(Buffer.from(bytes).toString("base64")));
          const { json, tarball } = split(sent, sizes);
          expect(tarball.equals(bytes)).toBe(true);
          expect(json).toBe(JSON.stringify(document("")));
        },
      ),
    );
  });

  it.each([
    ["in a list", '{"_attachments":[{"a.tgz":{"data":"AAAA"}}]}'],
    ["too deep", '{"x":{"_attachments":{"a.tgz":{"data":"AAAA"}}}}'],
    ["of another file", '{"_attachments":{"a.zip":{"data":"AAAA"}}}'],
    ["under another key", '{"_attachments":{"a.tgz":{"date":"AAAA"}}}'],
    ["with an escaped key", '{"_attachment\\u0073":{"a.tgz":{"data":"AAAA"}}}'],
    ["as a key", '{"_attachments":{"a.tgz":{"data":{"AAAA":1}}}}'],
  ])("what is no attachment stays: %s", (_, text) => {
    const { json, tarball } = split(text, whole);
    expect([json, tarball.length]).toEqual([text, 0]);
  });

  it.each([
    ["no base64", "AA*A"],
    ["an escape in it", "AAA\\u0041"],
    ["half a group", "AAAAA"],
    ["what stands behind its end", "AA==AAAA"],
  ])("a tarball that is %s is refused", (_, data) => {
    expect(() => split(`{"_attachments":{"a.tgz":{"data":"${data}"}}}`, whole)).toThrowError(
      expect.objectContaining({ code: "DOCUMENT_UNREADABLE" }),
    );
  });

  it("is not followed into any depth", () => {
    expect(() => split("[".repeat(101), [7])).toThrowError(
      expect.objectContaining({ code: "DOCUMENT_UNREADABLE" }),
    );
    expect(split("[".repeat(100), [7]).json).toHaveLength(100);
  });
});
