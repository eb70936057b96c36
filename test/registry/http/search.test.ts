import { describe, expect, it } from "vitest";
import { readSearchAnswer } from "../../../src/protocol/index.ts";
import { publishNpm } from "../support/npm.ts";
import { testPackage } from "../support/package.ts";
import { ask, publish, signUp, testRegistry } from "../support/registry.ts";

const about = {
  description: "Cooks soup",
  license: "MIT",
  keywords: ["food"],
  repository: "https://example.com/soup",
  homepage: undefined,
};

async function registryWith(...names: string[]) {
  const registry = await testRegistry();
  const token = await signUp(registry, "ada");
  for (const name of names) {
    const made = testPackage({ name, id: name.length });
    const answer = await publish(registry, token, { ...made, facts: { ...made.facts, about } });
    expect(answer.status, String(answer.body)).toBe(201);
  }
  return registry;
}

describe("GET /-/v1/search", () => {
  it("answers in npm's shape, with every field that its clients look into", async () => {
    const registry = await registryWith("soup");
    const answer = await ask(registry, "GET", "-/v1/search?text=food&kind=zig");
    expect(answer.status).toBe(200);
    expect(answer.headers["content-type"]).toContain("application/json");
    const { objects, total, time } = answer.json() as { objects: never[]; total: number; time: string };
    expect(total).toBe(1);
    expect(Number.isNaN(Date.parse(time))).toBe(false);
    expect(objects).toEqual([
      {
        package: {
          kind: "zig",
          name: "soup",
          scope: "unscoped",
          version: "1.0.0",
          description: "Cooks soup",
          keywords: ["food"],
          license: "MIT",
          date: expect.stringMatching(/^\d{4}-/),
          links: { npm: `${registry.url}-/zig/soup`, repository: "https://example.com/soup" },
          author: { name: "ada" },
          publisher: { username: "ada", email: "" },
          maintainers: [{ username: "ada", email: "" }],
          zigVersions: ["0.16"],
        },
        downloads: { weekly: 0 },
        score: { final: expect.any(Number), detail: expect.any(Object) },
        searchScore: expect.any(Number),
        flags: {},
      },
    ]);
    expect(readSearchAnswer(answer.body)).toMatchObject({
      total: 1,
      packages: [{ kind: "zig", name: "soup", owners: ["ada"], zigVersions: ["0.16"], license: "MIT" }],
    });
  });

  it("gives npm's clients npm packages, unless the text names a kind", async () => {
    const registry = await registryWith("soup");
    const found = async (query: string) =>
      (await ask(registry, "GET", `-/v1/search?${query}`)).json()["total"];
    expect(await found("text=soup")).toBe(0);
    expect(await found("text=soup&kind=rust")).toBe(0);
    expect(await found("text=soup+kind:zig")).toBe(1);
    expect(await found("text=soup%20kind:npm&kind=zig")).toBe(0);
  });

  it("gives pages, and bends what is out of bounds", async () => {
    const registry = await registryWith("soup", "soupa", "soupab");
    const names = async (query: string) => {
      const { body } = await ask(registry, "GET", `-/v1/search?kind=zig&text=soup&${query}`);
      return readSearchAnswer(body).packages.map(({ name }) => name);
    };
    expect(await names("size=1")).toEqual(["soup"]);
    expect(await names("size=2&from=1")).toHaveLength(2);
    expect(await names("from=3")).toEqual([]);
    expect(await names("from=99999999999999999999")).toEqual([]);
    expect(await names("size=999999")).toHaveLength(3);
    for (const nonsense of ["size=-1", "size=x&from=-5", "size=1e3", "size=", "size=1&size=2&quality=NaN"]) {
      expect((await names(nonsense)).length).toBeGreaterThan(0);
    }
  });

  it.each([
    ["invalid UTF-8", "text=%ff%fe%80soup"],
    ["half a percent sign", "text=soup%"],
    ["a NUL", "text=soup%00"],
    ["operators of a query language", `text=${encodeURIComponent('soup" OR name:* NOT (')}`],
    ["no text", ""],
    ["several texts", "text=soup&text=other"],
  ])("takes %s", async (_, query) => {
    const registry = await registryWith("soup");
    const { status, body } = await ask(registry, "GET", `-/v1/search?kind=zig&${query}`);
    expect(status, String(body)).toBe(200);
  });

  it("refuses a text that is huge", async () => {
    const registry = await registryWith();
    const answer = await ask(registry, "GET", `-/v1/search?text=${"soup+".repeat(500)}`);
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({ code: "REQUEST_INVALID", hint: expect.any(String) });
  });

  it("shows a private package to its owner, and to nobody else", async () => {
    const registry = await registryWith();
    const [ada, bob] = [await signUp(registry, "bob-friend"), await signUp(registry, "bob")];
    for (const [name, access] of [
      ["@bob-friend/open", "public"],
      ["@bob-friend/secret", "restricted"],
    ] as const) {
      const sent = await publishNpm(registry, ada, { name, access });
      expect(sent.status, String(sent.body)).toBe(201);
    }
    const names = async (token?: string) => {
      const { body } = await ask(registry, "GET", "-/v1/search?text=bob-friend", { token });
      return readSearchAnswer(body).packages.map(({ name }) => name);
    };
    expect(await names()).toEqual(["@bob-friend/open"]);
    expect(await names(bob)).toEqual(["@bob-friend/open"]);
    expect((await names(ada)).sort()).toEqual(["@bob-friend/open", "@bob-friend/secret"]);
    const wrong = await ask(registry, "GET", "-/v1/search?text=x", { token: "ptry_wrong" });
    expect(wrong.status).toBe(401);
  });
});
