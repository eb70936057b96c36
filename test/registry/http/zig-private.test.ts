import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LogEntry, RunningRegistry } from "../../../registry/main.ts";
import { addressOf, paths, readIndexDocument } from "../../../src/protocol/index.ts";
import { temporaryFolder } from "../../support/folders.ts";
import { publishNpm } from "../support/npm.ts";
import { dependency, type TestPackage, testPackage } from "../support/package.ts";
import { type Answer, ask, password, publish, signUp, testRegistry } from "../support/registry.ts";

const restricted = (pack: TestPackage) => withAccess(pack, "restricted");
const withAccess = (pack: TestPackage, access: "public" | "restricted"): TestPackage => ({
  ...pack,
  facts: { ...pack.facts, access },
});
const code = (answer: Answer) => (answer.status < 300 ? answer.status : answer.json()["code"]);
/** What `pack` depends on, at its address in this registry. */
const needs = (registry: RunningRegistry, ...packs: TestPackage[]) =>
  packs
    .map(({ name, version, hash }) =>
      dependency(name, addressOf(registry.url, paths.zigArchive(name, version)), hash),
    )
    .join(" ");

/** ada owns the private `leaf`; eve is a stranger with an account. */
async function withPrivateLeaf() {
  const registry = await testRegistry();
  const [ada, eve] = [await signUp(registry, "ada"), await signUp(registry, "eve")];
  const leaf = testPackage();
  expect(code(await publish(registry, ada, restricted(leaf)))).toBe(201);
  const get = (path: string, token?: string, headers = {}) => ask(registry, "GET", path, { token, headers });
  const setAccess = (access: unknown, token = ada) =>
    ask(registry, "PUT", paths.zigAccess("leaf"), { token, body: { access } });
  return { registry, ada, eve, leaf, get, setAccess };
}

const places = (pack: TestPackage) => [
  paths.zigDocument(pack.name),
  paths.zigArchive(pack.name, pack.version),
  paths.zigByHash(pack.hash),
];

describe("a private Zig package", () => {
  it("is read by its owners with their token, and no cache keeps it for others", async () => {
    const { ada, eve, leaf, get } = await withPrivateLeaf();
    for (const path of places(leaf)) {
      const own = await get(path, ada);
      expect(own.status).toBe(200);
      expect(own.headers["cache-control"]).toMatch(/^private, /);
      expect(own.headers["vary"]).toContain("Authorization");
      const again = await get(path, ada, { "if-none-match": own.headers["etag"] });
      expect([again.status, again.headers["cache-control"]]).toEqual([304, own.headers["cache-control"]]);
      // Also where all of it is in the registry's memory, and known by its tag.
      for (const token of [undefined, eve]) {
        expect((await get(path, token, { "if-none-match": own.headers["etag"] })).status).toBe(404);
      }
    }
    expect(readIndexDocument((await get(paths.zigDocument("leaf"), ada)).body, "leaf").access).toBe(
      "restricted",
    );
  });

  it("is read by tokens that may read it only", async () => {
    const { registry, ada, leaf, get } = await withPrivateLeaf();
    const made = async (limits: object) => {
      const body = { password, ...limits };
      return String((await ask(registry, "POST", paths.tokens, { token: ada, body })).json()["token"]);
    };
    const statuses = async (token: string) =>
      Promise.all(places(leaf).map(async (path) => (await get(path, token)).status));
    expect(await statuses(await made({ rights: ["read"], packages: ["zig:leaf"] }))).toEqual([200, 200, 200]);
    expect(await statuses(await made({ rights: ["read"], packages: ["zig:other"] }))).toEqual([
      404, 404, 404,
    ]);
    expect(await statuses(await made({ rights: ["publish"] }))).toEqual([404, 404, 404]);
  });

  it("takes in new owners, and lets go of old ones", async () => {
    const { registry, ada, eve, leaf, get } = await withPrivateLeaf();
    const statuses = async () => Promise.all(places(leaf).map(async (path) => (await get(path, eve)).status));
    await ask(registry, "PUT", paths.zigOwner("leaf", "eve"), { token: ada });
    expect(await statuses()).toEqual([200, 200, 200]);
    await ask(registry, "DELETE", paths.zigOwner("leaf", "eve"), { token: ada });
    expect(await statuses()).toEqual([404, 404, 404]);
  });

  it("becomes public and private again, by its owners", async () => {
    const { registry, ada, eve, leaf, get, setAccess } = await withPrivateLeaf();
    const access = async (token?: string) => (await get(paths.zigAccess("leaf"), token)).json()["access"];
    expect([await access(ada), await access(eve)]).toEqual(["restricted", undefined]);
    expect(code(await setAccess("public", eve))).toBe("PACKAGE_MISSING");
    expect(code(await setAccess("secret"))).toBe("REQUEST_INVALID");
    for (const [to, status] of [
      ["public", 200],
      ["restricted", 404],
      ["public", 200],
    ] as const) {
      expect(code(await setAccess(to))).toBe(200);
      for (const path of places(leaf)) expect((await get(path)).status, path).toBe(status);
    }
    expect(code(await setAccess("restricted", eve))).toBe("NOT_OWNER");
    expect(await access()).toBe("public");
    expect(code(await publish(registry, ada, restricted(testPackage({ version: "1.1.0" }))))).toBe(201);
    expect(await access()).toBe(undefined);
  });

  it("stays private in a publish that does not say, and becomes public in one that does", async () => {
    const { registry, ada, get } = await withPrivateLeaf();
    expect(code(await publish(registry, ada, testPackage({ version: "1.1.0" })))).toBe(201);
    expect((await get(paths.zigDocument("leaf"))).status).toBe(404);
    expect(code(await publish(registry, ada, withAccess(testPackage({ version: "1.2.0" }), "public")))).toBe(
      201,
    );
    expect((await get(paths.zigDocument("leaf"))).status).toBe(200);
  });

  it("is opened and closed by tokens that may do what owners may, in a publish too", async () => {
    const { registry, ada } = await withPrivateLeaf();
    const body = { password, rights: ["publish"] };
    const made = await ask(registry, "POST", paths.tokens, { token: ada, body });
    const token = String(made.json()["token"]);
    const next = (version: string, access: "public" | "restricted") =>
      publish(registry, token, withAccess(testPackage({ version }), access));
    expect(code(await next("1.1.0", "restricted"))).toBe(201);
    expect(code(await next("1.2.0", "public"))).toBe("TOKEN_RIGHT");
    expect(code(await publish(registry, token, testPackage({ version: "1.2.0" })))).toBe(201);
    const fresh = testPackage({ name: "fresh" });
    expect(code(await publish(registry, token, restricted(fresh)))).toBe(201);
    await publishNpm(registry, ada, { name: "@ada/secret", access: "restricted" });
    const opening = await publishNpm(registry, token, {
      name: "@ada/secret",
      version: "2.0.0",
      access: "public",
    });
    expect(code(opening)).toBe("TOKEN_RIGHT");
  });

  it("does not give its name away to those who publish under it, nor how it is spelt", async () => {
    const { registry, eve, get } = await withPrivateLeaf();
    for (const name of ["leaf", "Le_af"]) {
      const answer = await publish(registry, eve, testPackage({ name, version: "2.0.0" }));
      expect(answer.json()).toMatchObject({ code: "NAME_TAKEN", error: `the name \`${name}\` is not free` });
    }
    expect(String((await get("-/zig/Le_af", eve)).body)).not.toContain("`leaf`");
  });

  it("has advisories for those who see it", async () => {
    const dataFolder = temporaryFolder();
    mkdirSync(join(dataFolder, "advisories"));
    for (const [ecosystem, id] of [
      ["Zig", "A-1"],
      ["npm", "A-2"],
    ]) {
      const affected = [{ package: { ecosystem, name: "leaf" }, versions: ["1.0.0"] }];
      const advisory = { id, modified: "2026-01-01T00:00:00Z", summary: "it leaks", affected };
      writeFileSync(join(dataFolder, "advisories", `${id}.json`), JSON.stringify(advisory));
    }
    let isRead = () => {};
    const read = new Promise<void>((done) => {
      isRead = done;
    });
    const log = ({ event }: LogEntry) => event === "advisories-read" && isRead();
    const registry = await testRegistry({ dataFolder, log });
    await read;
    const [ada, eve] = [await signUp(registry, "ada"), await signUp(registry, "eve")];
    const asked = async (token?: string) => {
      const body = { packages: [{ ecosystem: "Zig", name: "leaf", versions: ["1.0.0"] }] };
      return String((await ask(registry, "POST", paths.advisories, { token, body })).body);
    };
    expect(await asked()).toContain("A-1");
    await publish(registry, ada, restricted(testPackage()));
    for (const token of [undefined, eve, "ptry_none"]) expect(await asked(token)).toBe('{"advisories":[]}');
    expect(await asked(ada)).toContain("A-1");
  });
});

describe("what depends on a private Zig package", () => {
  it("is private itself, or nobody else could build it", async () => {
    const { registry, ada, eve, leaf, setAccess } = await withPrivateLeaf();
    const app = testPackage({ name: "app", dependencies: needs(registry, leaf) });
    expect(code(await publish(registry, ada, app))).toBe("DEPENDENCY_PRIVATE");
    expect(code(await publish(registry, eve, app))).toBe("DEPENDENCY_UNAVAILABLE");
    expect(code(await publish(registry, eve, restricted(app)))).toBe("DEPENDENCY_UNAVAILABLE");
    expect(code(await publish(registry, ada, restricted(app)))).toBe(201);
    const access = (name: string) =>
      ask(registry, "PUT", paths.zigAccess(name), { token: ada, body: { access: "public" } });
    expect(code(await access("app"))).toBe("DEPENDENCY_PRIVATE");
    const next = testPackage({ name: "app", version: "2.0.0" });
    expect(code(await publish(registry, ada, withAccess(next, "public")))).toBe("DEPENDENCY_PRIVATE");
    expect(code(await setAccess("public"))).toBe(200);
    expect(code(await access("app"))).toBe(200);
  });

  it("still gets it by its hash when it was public before: nothing that was published stops working", async () => {
    const { registry, ada, eve, leaf, get, setAccess } = await withPrivateLeaf();
    await setAccess("public");
    const other = testPackage({ version: "1.1.0" });
    await publish(registry, ada, other);
    await publish(registry, eve, testPackage({ name: "app", dependencies: needs(registry, leaf) }));
    await setAccess("restricted");
    expect((await get(paths.zigByHash(leaf.hash))).status).toBe(200);
    expect((await get(paths.zigByHash(leaf.hash))).headers["cache-control"]).toMatch(/^public/);
    for (const path of [...places(other), paths.zigArchive("leaf", "1.0.0")]) {
      expect((await get(path)).status, path).toBe(404);
    }
  });

  it("may bring it along where it is had from elsewhere, which makes it no secret", async () => {
    const { registry, ada, eve, leaf, get } = await withPrivateLeaf();
    const app = testPackage({
      name: "app",
      dependencies: dependency("leaf", "https://e.x/leaf.tar.gz", leaf.hash),
    });
    const bring = (token: string) =>
      ask(registry, "PUT", paths.zigByHash(leaf.hash), { token, body: leaf.archive });
    // Its owner, who has it from here, gives nothing away by it: also with a token that does not read it.
    expect((await bring(ada)).status).toBe(200);
    expect((await get(paths.zigByHash(leaf.hash), eve)).status).toBe(404);
    expect(code(await publish(registry, eve, app))).toBe("DEPENDENCY_UNAVAILABLE");
    expect((await bring(eve)).status).toBe(201);
    expect(code(await publish(registry, eve, app))).toBe(201);
    expect((await get(paths.zigByHash(leaf.hash))).status).toBe(200);
    expect((await get(paths.zigArchive("leaf", "1.0.0"))).status).toBe(404);
  });
});
