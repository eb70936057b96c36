import { describe, expect, it } from "vitest";
import { osv } from "../osv/advisories.ts";
import { failureOf } from "../support/failure-of.ts";
import { afterBody, clientFor, json, refusal, scriptedRegistry } from "./fixtures.ts";

const asked = [{ ecosystem: "Zig", name: "soup", versions: ["1.0.0"] }] as const;
const path = "/-/v1/advisories";

describe("asking for advisories", () => {
  it("sends names and versions, and reads OSV", async () => {
    const server = await scriptedRegistry();
    const bodies: string[] = [];
    const withdrawn = osv({ id: "GONE", withdrawn: "2026-01-01T00:00:00Z" });
    server.on(
      path,
      afterBody(json({ advisories: [osv(), withdrawn] }), (body) => bodies.push(body.toString())),
    );
    const found = await clientFor(server.origin).client.advisories(asked);
    expect(found?.map(({ id }) => id)).toEqual(["ZIGSEC-2026-0001"]);
    expect(bodies.map((body) => JSON.parse(body))).toEqual([{ packages: asked }]);
  });

  it("knows a registry that does not answer such questions", async () => {
    const server = await scriptedRegistry();
    server.on(path, afterBody(refusal(404, { error: "not found" })));
    expect(await clientFor(server.origin).client.advisories(asked)).toBeUndefined();
  });

  it.each<[string, unknown, string]>([
    ["no list", { advisories: {} }, "ANSWER_INVALID"],
    ["no object", [], "ANSWER_INVALID"],
    ["too many", { advisories: Array(10_001).fill({}) }, "ANSWER_INVALID"],
    ["one without an id", { advisories: [{}] }, "ADVISORY_INVALID"],
    [
      "one whose events are a text",
      { advisories: [osv({}, { ranges: [{ type: "SEMVER", events: "all" }] })] },
      "ADVISORY_INVALID",
    ],
  ])("refuses %s", async (_, answer, code) => {
    const server = await scriptedRegistry();
    server.on(path, afterBody(json(answer)));
    expect(await failureOf(clientFor(server.origin).client.advisories(asked))).toMatchObject({ code });
  });
});

describe("asking for keys", () => {
  it("reads them, and none where a registry has none", async () => {
    const server = await scriptedRegistry();
    const key = { keyid: "SHA256:x", key: "AAAA", expires: null, keytype: "ecdsa-sha2-nistp256" };
    server.on("/-/npm/v1/keys", json({ keys: [key] }));
    expect(await clientFor(server.origin).client.signingKeys()).toEqual([
      { keyid: "SHA256:x", key: "AAAA", expires: undefined },
    ]);
    server.on("/-/npm/v1/keys", refusal(404, { error: "not found" }));
    expect(await clientFor(server.origin).client.signingKeys()).toEqual([]);
  });

  it("refuses what is no key", async () => {
    const server = await scriptedRegistry();
    server.on("/-/npm/v1/keys", json({ keys: [{ keyid: "x", key: "not base64!" }] }));
    const failure = await failureOf(clientFor(server.origin).client.signingKeys());
    expect(failure).toMatchObject({ code: "ANSWER_INVALID" });
  });
});
