import { beforeEach, describe, expect, it } from "vitest";
import type { RunningRegistry } from "../../../registry/main.ts";
import { paths, readIndexDocument, readOwners } from "../../../src/protocol/index.ts";
import { testPackage } from "../support/package.ts";
import { ask, publish, signUp, testRegistry } from "../support/registry.ts";

let registry: RunningRegistry;
let ada: string;
let bob: string;

beforeEach(async () => {
  registry = await testRegistry();
  [ada, bob] = [await signUp(registry, "ada"), await signUp(registry, "bob")];
  await publish(registry, ada, testPackage());
});

const owners = async () => readOwners((await ask(registry, "GET", paths.zigOwners("leaf"))).body);
const codeOf = async (answering: Promise<{ status: number; json(): Record<string, unknown> }>) => {
  const answer = await answering;
  return [answer.status, answer.json()["code"]];
};

describe("owners", () => {
  it("begin with the first publisher, who alone may publish", async () => {
    expect(await owners()).toEqual(["ada"]);
    expect(await codeOf(publish(registry, bob, testPackage({ version: "2.0.0" })))).toEqual([
      403,
      "NOT_OWNER",
    ]);
    expect(await codeOf(publish(registry, undefined, testPackage({ version: "2.0.0" })))).toEqual([
      401,
      "SIGN_IN_REQUIRED",
    ]);
    expect((await publish(registry, ada, testPackage({ version: "2.0.0" }))).status).toBe(201);
  });

  it("add others, who then may do the same, and remove them", async () => {
    const added = await ask(registry, "PUT", paths.zigOwner("leaf", "bob"), { token: ada });
    expect(added.json()).toEqual({ owners: ["ada", "bob"] });
    expect((await publish(registry, bob, testPackage({ version: "2.0.0" }))).status).toBe(201);
    await ask(registry, "DELETE", paths.zigOwner("leaf", "ada"), { token: bob });
    expect(await owners()).toEqual(["bob"]);
    expect((await publish(registry, ada, testPackage({ version: "3.0.0" }))).status).toBe(403);
    const document = await ask(registry, "GET", paths.zigDocument("leaf"));
    expect(readIndexDocument(document.body, "leaf").owners).toEqual(["bob"]);
  });

  it("are changed by owners only, and never all removed", async () => {
    const put = (name: string, user: string, token?: string) =>
      codeOf(ask(registry, "PUT", paths.zigOwner(name, user), { token }));
    expect(await put("leaf", "bob")).toEqual([401, "SIGN_IN_REQUIRED"]);
    expect(await put("leaf", "bob", bob)).toEqual([403, "NOT_OWNER"]);
    expect(await put("leaf", "nobody", ada)).toEqual([404, "USER_MISSING"]);
    expect(await put("other", "bob", ada)).toEqual([404, "PACKAGE_MISSING"]);
    const last = ask(registry, "DELETE", paths.zigOwner("leaf", "ada"), { token: ada });
    expect(await codeOf(last)).toEqual([409, "LAST_OWNER"]);
    expect(await owners()).toEqual(["ada"]);
  });
});

describe("yanking", () => {
  const isYanked = async () => {
    const document = await ask(registry, "GET", paths.zigDocument("leaf"));
    return readIndexDocument(document.body, "leaf").versions[0]?.yanked;
  };

  it("marks a version, whose bytes stay, and is taken back", async () => {
    const path = paths.zigYank("leaf", "1.0.0");
    expect((await ask(registry, "PUT", path, { token: ada })).json()).toEqual({ ok: true });
    expect(await isYanked()).toBe(true);
    expect((await ask(registry, "GET", paths.zigArchive("leaf", "1.0.0"))).status).toBe(200);
    expect((await publish(registry, ada, testPackage())).status).toBe(409);
    await ask(registry, "DELETE", path, { token: ada });
    expect(await isYanked()).toBe(false);
  });

  it("is for owners, and for versions that are there", async () => {
    const yank = (name: string, version: string, token?: string) =>
      codeOf(ask(registry, "PUT", paths.zigYank(name, version), { token }));
    expect(await yank("leaf", "1.0.0")).toEqual([401, "SIGN_IN_REQUIRED"]);
    expect(await yank("leaf", "1.0.0", bob)).toEqual([403, "NOT_OWNER"]);
    expect(await yank("leaf", "2.0.0", ada)).toEqual([404, "VERSION_MISSING"]);
    expect(await yank("other", "1.0.0", ada)).toEqual([404, "PACKAGE_MISSING"]);
    expect(await yank("LEAF", "1.0.0", ada)).toEqual([404, "PACKAGE_MISSING"]);
    expect(await isYanked()).toBe(false);
  });
});
