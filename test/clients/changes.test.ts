import { describe, expect, it } from "vitest";
import { signUp } from "../registry/support/registry.ts";
import type { ClientName } from "./support/clients.ts";
import { published, seen, versionsOf } from "./support/packages.ts";
import { clientRegistry, type User, userOf } from "./support/user.ts";

interface Setting {
  readonly registry: { readonly url: string };
  readonly ada: User;
  /** A project of ada's: some clients run only inside of one. */
  readonly folder: string;
}

/** A package of ada's with two versions. */
async function setting(client: ClientName): Promise<Setting> {
  const registry = await clientRegistry();
  const ada = await userOf(registry, client);
  await published(registry, ada, { name: "@ada/lib", version: "1.0.0" });
  await published(registry, ada, { name: "@ada/lib", version: "1.1.0" });
  const folder = ada.folder({ "package.json": { name: "app", version: "1.0.0" } });
  if (client === "yarn-4") await ada.run(folder, "install");
  return { registry, ada, folder };
}

const tags = async ({ registry }: Setting) => (await seen(registry, "@ada/lib"))?.["dist-tags"];

describe.each<ClientName>(["npm-11", "npm-12", "pnpm-11", "pnpm-12"])("%s", (client) => {
  it("deprecates, and takes it back", async () => {
    const { registry, ada, folder } = await setting(client);
    const deprecated = async (version: string) =>
      (await seen(registry, "@ada/lib"))?.versions[version]?.["deprecated"];
    await ada.run(folder, "deprecate", "@ada/lib@1.0.0", "use 1.1");
    expect([await deprecated("1.0.0"), await deprecated("1.1.0")]).toEqual(["use 1.1", undefined]);
    if (client.startsWith("npm")) await ada.run(folder, "deprecate", "@ada/lib@1.0.0", "");
    else await ada.run(folder, "undeprecate", "@ada/lib@1.0.0");
    expect(await deprecated("1.0.0")).toBeUndefined();
  });

  it("unpublishes one version, then all of them", async () => {
    const { registry, ada, folder } = await setting(client);
    await ada.run(folder, "unpublish", "@ada/lib@1.1.0");
    expect(await versionsOf(registry, "@ada/lib")).toEqual(["1.0.0"]);
    expect((await seen(registry, "@ada/lib"))?.["dist-tags"]).toEqual({ latest: "1.0.0" });
    await ada.run(folder, "unpublish", "@ada/lib", "--force");
    expect(await seen(registry, "@ada/lib")).toBeUndefined();
    const again = ada.folder({
      "package.json": { name: "@ada/lib", version: "1.1.0" },
      "README.md": "# Again",
    });
    const refused = await ada.try(again, [
      "publish",
      ...(client.startsWith("pnpm") ? ["--no-git-checks"] : []),
    ]);
    expect(refused.exitCode, refused.said).not.toBe(0);
    expect(refused.said).toMatch(/published before|409|previously published/);
  });
});

interface TagCommands {
  readonly add: readonly string[];
  readonly list: readonly string[];
  readonly remove: readonly string[];
}

const tagCommands: [ClientName, TagCommands][] = [
  ...(["npm-11", "npm-12", "pnpm-11", "pnpm-12"] as const).map((client): [ClientName, TagCommands] => [
    client,
    {
      add: ["dist-tag", "add", "@ada/lib@1.0.0", "old"],
      list: ["dist-tag", "ls", "@ada/lib"],
      remove: ["dist-tag", "rm", "@ada/lib", "old"],
    },
  ]),
  [
    "yarn-1",
    {
      add: ["tag", "add", "@ada/lib@1.0.0", "old"],
      list: ["tag", "list", "@ada/lib"],
      remove: ["tag", "remove", "@ada/lib", "old"],
    },
  ],
  [
    "yarn-4",
    {
      add: ["npm", "tag", "add", "@ada/lib@1.0.0", "old"],
      list: ["npm", "tag", "list", "@ada/lib"],
      remove: ["npm", "tag", "remove", "@ada/lib", "old"],
    },
  ],
];

describe.each(tagCommands)("%s", (client, { add, list, remove }) => {
  it("adds, lists and removes tags", async () => {
    const here = await setting(client);
    const { ada, folder } = here;
    await ada.run(folder, ...add);
    expect(await tags(here)).toEqual({ latest: "1.1.0", old: "1.0.0" });
    const listed = await ada.run(folder, ...list);
    expect(listed).toMatch(/old\W+1\.0\.0/);
    await ada.run(folder, ...remove);
    expect(await tags(here)).toEqual({ latest: "1.1.0" });
  });
});

// yarn 1 reads the abbreviated document, which has neither owners nor a revision, and would drop all owners but the new
// one; it is refused.
describe.each<ClientName>(["npm-11", "npm-12", "pnpm-11", "pnpm-12"])("%s", (client) => {
  it("adds, lists and removes owners", async () => {
    const { registry, ada, folder } = await setting(client);
    await signUp(registry, "bob");
    const owners = async () => (await seen(registry, "@ada/lib"))?.maintainers.map(({ name }) => name);
    // pnpm names the package first.
    const named = client.startsWith("pnpm") ? ["@ada/lib", "bob"] : ["bob", "@ada/lib"];
    await ada.run(folder, "owner", "add", ...named);
    expect(await owners()).toEqual(["ada", "bob"]);
    expect(await ada.run(folder, "owner", "ls", "@ada/lib")).toMatch(/ada[\s\S]*bob/);
    await ada.run(folder, "owner", "rm", ...named);
    expect(await owners()).toEqual(["ada"]);
  });
});

describe.each<ClientName>(["npm-11", "npm-12"])("%s", (client) => {
  it("shows and changes access", async () => {
    const { registry, ada, folder } = await setting(client);
    expect(await ada.run(folder, "access", "get", "status", "@ada/lib")).toContain("public");
    await ada.run(folder, "access", "set", "status=private", "@ada/lib");
    expect(await seen(registry, "@ada/lib")).toBeUndefined();
    expect(await ada.run(folder, "access", "get", "status", "@ada/lib")).toContain("private");
    await ada.run(folder, "access", "set", "status=public", "@ada/lib");
    expect(await versionsOf(registry, "@ada/lib")).toHaveLength(2);
    expect(await ada.run(folder, "access", "list", "collaborators", "@ada/lib")).toContain("ada: read-write");
    expect(await ada.run(folder, "access", "list", "packages", "ada")).toContain("@ada/lib: read-write");
  });
});

describe.each<ClientName>(["pnpm-11", "pnpm-12"])("%s", (client) => {
  it("shows and changes access", async () => {
    const { registry, ada, folder } = await setting(client);
    expect(await ada.run(folder, "access", "get", "status", "@ada/lib")).toContain("access: public");
    await ada.run(folder, "access", "set", "status=private", "@ada/lib");
    expect(await seen(registry, "@ada/lib")).toBeUndefined();
    expect(await ada.run(folder, "access", "get", "status", "@ada/lib")).toContain("access: restricted");
    await ada.run(folder, "access", "set", "status=public", "@ada/lib");
    expect(await versionsOf(registry, "@ada/lib")).toHaveLength(2);
    expect(await ada.run(folder, "access", "list", "collaborators", "@ada/lib")).toContain("ada: read-write");
    expect(await ada.run(folder, "access", "list", "packages", "ada")).toContain("@ada/lib: write");
    expect(await ada.run(folder, "access", "list", "packages")).toContain("@ada/lib: write");
  });
});

// npm 12 has no stars any more.
describe.each<ClientName>(["npm-11", "pnpm-11", "pnpm-12"])("%s", (client) => {
  it("gives a star, lists it and takes it back", async () => {
    const { ada, folder } = await setting(client);
    await ada.run(folder, "star", "@ada/lib");
    expect(await ada.run(folder, "stars")).toContain("@ada/lib");
    expect(await ada.run(folder, "stars", "ada")).toContain("@ada/lib");
    await ada.run(folder, "unstar", "@ada/lib");
    const listed = await ada.try(folder, ["stars"]);
    expect(listed.said).not.toContain("@ada/lib");
  });
});

it("yarn-1 lists owners", async () => {
  const { ada, folder } = await setting("yarn-1");
  expect(await ada.run(folder, "owner", "list", "@ada/lib")).toContain("ada");
});
