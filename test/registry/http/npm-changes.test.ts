import { describe, expect, it } from "vitest";
import type { RunningRegistry } from "../../../registry/main.ts";
import { forWriting, publishNpm } from "../support/npm.ts";
import { type Answer, ask, signUp, testRegistry } from "../support/registry.ts";

interface Setting {
  readonly registry: RunningRegistry;
  readonly ada: string;
  readonly bob: string;
}

/** A package of ada's with two versions, and bob, who has nothing to do with it. */
async function withTwoVersions(): Promise<Setting> {
  const registry = await testRegistry();
  const [ada, bob] = [await signUp(registry, "ada"), await signUp(registry, "bob")];
  await publishNpm(registry, ada, { version: "1.0.0" });
  await publishNpm(registry, ada, { version: "1.1.0" });
  return { registry, ada, bob };
}

const code = (answer: Answer) => answer.json()["code"];
const put = (registry: RunningRegistry, path: string, token: string, body: unknown) =>
  ask(registry, "PUT", path, { token, body });

describe("deprecating", () => {
  /** What `npm deprecate` does: reads the document, writes into it, sends it back. */
  async function deprecate({ registry, ada }: Setting, text: string, token = ada): Promise<Answer> {
    const document = await forWriting(registry, "leaf");
    Object.assign(document.versions["1.0.0"] ?? {}, { deprecated: text });
    return put(registry, "leaf", token, document);
  }

  it("shows in both documents, and is taken back by an empty text", async () => {
    const setting = await withTwoVersions();
    const { registry } = setting;
    const shown = async () => (await forWriting(registry, "leaf")).versions["1.0.0"]?.["deprecated"];
    expect((await deprecate(setting, "use 1.1")).status).toBe(201);
    expect(await shown()).toBe("use 1.1");
    const short = await ask(registry, "GET", "leaf", {
      headers: { accept: "application/vnd.npm.install-v1+json" },
    });
    expect(short.body.toString()).toContain('"deprecated":"use 1.1"');
    expect((await deprecate(setting, "")).status).toBe(201);
    expect(await shown()).toBeUndefined();
  });

  it("is for owners, and for those who saw the package as it is", async () => {
    const setting = await withTwoVersions();
    const { registry, ada, bob } = setting;
    expect(code(await deprecate(setting, "x", bob))).toBe("NOT_OWNER");
    const old = await forWriting(registry, "leaf");
    await publishNpm(registry, ada, { version: "1.2.0" });
    expect(code(await put(registry, "leaf", ada, old))).toBe("REVISION_OLD");
    expect(code(await deprecate(setting, "x".repeat(2001)))).toBe("CHANGE_INVALID");
  });
});

describe("unpublishing", () => {
  /** What `npm unpublish leaf@1.1.0` does. */
  async function unpublish({ registry, ada }: Setting, token = ada): Promise<readonly Answer[]> {
    const document = await forWriting(registry, "leaf");
    const { "1.1.0": _, ...versions } = document.versions;
    const changed = { ...document, versions, "dist-tags": { latest: "1.0.0" } };
    const first = await put(registry, `leaf/-rev/${document._rev}`, token, changed);
    const { _rev } = await forWriting(registry, "leaf");
    const second = await ask(registry, "DELETE", `leaf/-/leaf-1.1.0.tgz/-rev/${_rev}`, { token });
    return [first, second];
  }

  it("of one version takes it out of the documents, and its tarball away", async () => {
    const setting = await withTwoVersions();
    const { registry } = setting;
    expect((await unpublish(setting)).map(({ status }) => status)).toEqual([201, 200]);
    const { versions, "dist-tags": tags, time } = await forWriting(registry, "leaf");
    expect(Object.keys(versions)).toEqual(["1.0.0"]);
    expect(tags).toEqual({ latest: "1.0.0" });
    expect(time["1.1.0"]).toBeUndefined();
    expect((await ask(registry, "GET", "leaf/-/leaf-1.1.0.tgz")).status).toBe(404);
    expect((await ask(registry, "GET", "leaf/-/leaf-1.0.0.tgz")).status).toBe(200);
  });

  it("of all versions leaves the name to its owners", async () => {
    const { registry, ada, bob } = await withTwoVersions();
    const { _rev } = await forWriting(registry, "leaf");
    expect(code(await ask(registry, "DELETE", "leaf/-rev/1-old", { token: ada }))).toBe("REVISION_OLD");
    const answer = await ask(registry, "DELETE", `leaf/-rev/${_rev}`, { token: ada });
    expect(answer.status).toBe(200);
    expect(answer.headers["npm-notice"]).toContain("never used again");
    expect((await ask(registry, "GET", "leaf")).status).toBe(404);
    expect(code(await publishNpm(registry, bob, { version: "2.0.0" }))).toBe("NOT_OWNER");
    expect((await publishNpm(registry, ada, { version: "2.0.0" })).status).toBe(201);
    expect(Object.keys((await forWriting(registry, "leaf")).versions)).toEqual(["2.0.0"]);
  });

  it("is for owners", async () => {
    const setting = await withTwoVersions();
    const answers = await unpublish(setting, setting.bob);
    expect(answers.map(code)).toEqual(["NOT_OWNER", "NOT_OWNER"]);
    expect(Object.keys((await forWriting(setting.registry, "leaf")).versions)).toHaveLength(2);
  });

  it("may be asked for twice", async () => {
    const setting = await withTwoVersions();
    await unpublish(setting);
    const again = await unpublish(setting);
    expect(again.map(({ status }) => status)).toEqual([201, 200]);
  });
});

describe("tags", () => {
  const tags = async ({ registry }: Setting) =>
    (await ask(registry, "GET", "-/package/leaf/dist-tags")).json();

  it("are set, moved and removed", async () => {
    const setting = await withTwoVersions();
    const { registry, ada } = setting;
    expect((await put(registry, "-/package/leaf/dist-tags/old", ada, "1.0.0")).status).toBe(201);
    await put(registry, "-/package/leaf/dist-tags/latest", ada, "1.0.0");
    expect(await tags(setting)).toEqual({ latest: "1.0.0", old: "1.0.0" });
    await put(registry, "-/package/leaf/dist-tags/old", ada, "1.1.0");
    expect(await tags(setting)).toEqual({ latest: "1.0.0", old: "1.1.0" });
    expect((await ask(registry, "DELETE", "-/package/leaf/dist-tags/old", { token: ada })).status).toBe(200);
    expect(await tags(setting)).toEqual({ latest: "1.0.0" });
    expect((await ask(registry, "GET", "leaf")).json()["dist-tags"]).toEqual({ latest: "1.0.0" });
  });

  it("may be called like what every object has", async () => {
    const setting = await withTwoVersions();
    const { registry, ada } = setting;
    await put(registry, "-/package/leaf/dist-tags/constructor", ada, "1.0.0");
    expect(await tags(setting)).toEqual({ latest: "1.1.0", constructor: "1.0.0" });
    const document = await forWriting(registry, "leaf");
    await put(registry, "leaf", ada, { ...document, "dist-tags": { latest: "1.1.0" } });
    expect(await tags(setting)).toEqual({ latest: "1.1.0" });
    expect((await ask(registry, "GET", "leaf/toString")).status).toBe(404);
  });

  it("are sent all at once by old clients: added, or put in the place of all others", async () => {
    const setting = await withTwoVersions();
    const { registry, ada } = setting;
    await ask(registry, "POST", "-/package/leaf/dist-tags", { token: ada, body: { a: "1.0.0", b: "1.0.0" } });
    expect(await tags(setting)).toEqual({ latest: "1.1.0", a: "1.0.0", b: "1.0.0" });
    await put(registry, "-/package/leaf/dist-tags", ada, { b: "1.1.0", latest: "1.0.0" });
    expect(await tags(setting)).toEqual({ latest: "1.0.0", b: "1.1.0" });
  });

  it.each([
    ["old", "2.0.0", "VERSION_MISSING"],
    ["1.x", "1.0.0", "TAG_INVALID"],
    ["v1", "1.0.0", "TAG_INVALID"],
    ["old", { version: "1.0.0" }, "REQUEST_INVALID"],
  ])("%s for %j is refused: %s", async (tag, version, expected) => {
    const setting = await withTwoVersions();
    expect(code(await put(setting.registry, `-/package/leaf/dist-tags/${tag}`, setting.ada, version))).toBe(
      expected,
    );
    expect(await tags(setting)).toEqual({ latest: "1.1.0" });
  });

  it("`latest` stays, and all are for owners", async () => {
    const { registry, ada, bob } = await withTwoVersions();
    const removed = await ask(registry, "DELETE", "-/package/leaf/dist-tags/latest", { token: ada });
    expect(code(removed)).toBe("TAG_INVALID");
    expect(code(await put(registry, "-/package/leaf/dist-tags/old", bob, "1.0.0"))).toBe("NOT_OWNER");
  });
});

describe("owners", () => {
  /** What `npm owner` does: a document with nothing but all owners. */
  async function own({ registry, ada }: Setting, names: readonly string[], token = ada): Promise<Answer> {
    const { _id, _rev } = await forWriting(registry, "leaf");
    const maintainers = names.map((name) => ({ name, email: "" }));
    return put(registry, `leaf/-rev/${_rev}`, token, { _id, _rev, maintainers });
  }
  const owners = async ({ registry }: Setting) =>
    (await forWriting(registry, "leaf")).maintainers.map(({ name }) => name);

  it("are added and removed", async () => {
    const setting = await withTwoVersions();
    expect((await own(setting, ["ada", "bob"])).status).toBe(201);
    expect(await owners(setting)).toEqual(["ada", "bob"]);
    expect((await publishNpm(setting.registry, setting.bob, { version: "1.2.0" })).status).toBe(201);
    expect((await own(setting, ["bob"], setting.bob)).status).toBe(201);
    expect(await owners(setting)).toEqual(["bob"]);
    expect(code(await publishNpm(setting.registry, setting.ada, { version: "1.3.0" }))).toBe("NOT_OWNER");
  });

  it("stay at least one, are users, and change by their own will", async () => {
    const setting = await withTwoVersions();
    expect(code(await own(setting, []))).toBe("LAST_OWNER");
    expect(code(await own(setting, ["ada", "nobody"]))).toBe("USER_MISSING");
    expect(code(await own(setting, ["bob"], setting.bob))).toBe("NOT_OWNER");
    expect(await owners(setting)).toEqual(["ada"]);
  });

  it("are not replaced by those who did not see who they are, as yarn 1 tries", async () => {
    const setting = await withTwoVersions();
    const body = { _id: "leaf", maintainers: [{ name: "bob", email: "" }] };
    expect(code(await put(setting.registry, "leaf/-rev/undefined", setting.ada, body))).toBe("REVISION_OLD");
    expect(await owners(setting)).toEqual(["ada"]);
  });

  it("are added and removed one by one, as pnpm does", async () => {
    const setting = await withTwoVersions();
    const { registry, ada, bob } = setting;
    expect(code(await put(registry, "-/package/leaf/owners", bob, { user: "bob" }))).toBe("NOT_OWNER");
    await put(registry, "-/package/leaf/owners", ada, { user: "bob" });
    expect(await owners(setting)).toEqual(["ada", "bob"]);
    await ask(registry, "DELETE", "-/package/leaf/owners/bob", { token: ada });
    expect(await owners(setting)).toEqual(["ada"]);
  });

  it("have their packages, and see which", async () => {
    const { registry, ada, bob } = await withTwoVersions();
    await publishNpm(registry, ada, { name: "@ada/secret", access: "restricted" });
    const owned = async (token: string) =>
      (await ask(registry, "GET", "-/user/ada/package?format=cli", { token })).json();
    expect(await owned(ada)).toEqual({ leaf: "write", "@ada/secret": "write" });
    expect(await owned(bob)).toEqual({ leaf: "write" });
  });

  it("are shown as collaborators", async () => {
    const { registry, ada } = await withTwoVersions();
    const shown = async (query: string) =>
      (await ask(registry, "GET", `-/package/leaf/collaborators${query}`, { token: ada })).json();
    expect(await shown("")).toEqual({ ada: "write" });
    expect(await shown("?format=cli")).toEqual([{ user: "ada", permissions: "read-write" }]);
  });
});

describe("access", () => {
  it("is shown and changed", async () => {
    const { registry, ada, bob } = await withTwoVersions();
    const visible = async () =>
      (await ask(registry, "GET", "-/package/leaf/visibility", { token: ada })).json();
    const change = (access: unknown, token = ada) =>
      ask(registry, "POST", "-/package/leaf/access", { token, body: { access } });
    expect(await visible()).toEqual({ public: true });
    expect(code(await change("restricted", bob))).toBe("NOT_OWNER");
    expect(code(await change(undefined))).toBe("REQUEST_INVALID");
    expect((await change("restricted")).status).toBe(204);
    expect(await visible()).toEqual({ public: false });
    expect((await ask(registry, "GET", "leaf")).status).toBe(404);
    expect((await change("public")).status).toBe(204);
    expect((await ask(registry, "GET", "leaf")).status).toBe(200);
  });
});

describe("stars", () => {
  const starred = async (registry: RunningRegistry, name = "leaf") =>
    (await forWriting(registry, name))["users"];
  const star = async (registry: RunningRegistry, token: string, users: object) => {
    const { _id, _rev } = await forWriting(registry, "leaf");
    return put(registry, "leaf", token, { _id, _rev, users });
  };

  it("are given and taken back by whoever sends them, for themselves only, and no revision grows", async () => {
    const { registry, ada, bob } = await withTwoVersions();
    const { _rev } = await forWriting(registry, "leaf");
    expect((await star(registry, bob, { bob: true, eve: true })).status).toBe(201);
    expect(await starred(registry)).toEqual({ bob: true });
    await star(registry, ada, { ada: true });
    expect(await starred(registry)).toEqual({ ada: true, bob: true });
    await star(registry, bob, { ada: true });
    expect(await starred(registry)).toEqual({ ada: true });
    expect((await forWriting(registry, "leaf"))._rev).toBe(_rev);
    expect(code(await star(registry, ada, "x" as never))).toBe("REQUEST_INVALID");
  });

  it("are given and listed as pnpm does, and listed as npm does", async () => {
    const { registry, ada, bob } = await withTwoVersions();
    const own = (method: string, token: string, name = "leaf") =>
      ask(registry, method, "-/user/v1/star", { token, body: { name } });
    const listed = async (path: string, token?: string) =>
      (await ask(registry, "GET", path, token === undefined ? {} : { token })).json();
    expect((await own("PUT", bob)).status).toBe(200);
    expect((await own("PUT", bob)).status).toBe(200);
    expect(code(await own("PUT", bob, "nothing"))).toBe("PACKAGE_MISSING");
    expect(await listed("-/user/v1/star", bob)).toEqual(["leaf"]);
    expect(await listed("-/user/bob/stars")).toEqual({ leaf: true });
    expect(await listed('-/_view/starredByUser?key="bob"')).toEqual({
      rows: [{ id: "leaf", key: "bob", value: "leaf" }],
    });
    expect(await listed('-/_view/starredByUser?key="ada"')).toEqual({ rows: [] });
    expect(await starred(registry)).toEqual({ bob: true });

    await ask(registry, "POST", "-/package/leaf/access", { token: ada, body: { access: "restricted" } });
    expect(await listed("-/user/bob/stars")).toEqual({});
    expect(await listed("-/user/v1/star", bob)).toEqual([]);
    expect(code(await own("DELETE", bob))).toBe("PACKAGE_MISSING");
    await ask(registry, "POST", "-/package/leaf/access", { token: ada, body: { access: "public" } });
    expect((await own("DELETE", bob)).status).toBe(200);
    expect(await listed("-/user/v1/star", bob)).toEqual([]);
  });
});
