import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ask } from "../registry/support/registry.ts";
import type { ClientName } from "./support/clients.ts";
import { seen } from "./support/packages.ts";
import { clientRegistry, userOf } from "./support/user.ts";

const publishing: [ClientName, readonly string[]][] = [
  ["npm-11", ["publish"]],
  ["npm-12", ["publish"]],
  ["pnpm-11", ["publish", "--no-git-checks"]],
  ["pnpm-12", ["publish", "--no-git-checks"]],
  ["bun", ["publish"]],
  ["yarn-1", ["publish", "--non-interactive"]],
  // It makes packages in a scope private unless it is told.
  ["yarn-4", ["npm", "publish", "--access", "public"]],
];

describe.each(publishing)("%s", (client, command) => {
  it.each(["@ada/made", "pantry-made-by-ada"])(
    "publishes %s, and its bytes are the ones that it packed",
    async (name) => {
      const registry = await clientRegistry();
      const ada = await userOf(registry, client);
      const manifest = { name, version: "1.0.0", license: "MIT", main: "index.js" };
      const folder = ada.folder({
        "package.json": manifest,
        "index.js": "exports.made = 1;",
        "README.md": "# Made",
      });
      if (client === "yarn-4") await ada.run(folder, "install");
      await ada.run(folder, ...command);

      const document = await seen(registry, name);
      expect(document).toMatchObject({ "dist-tags": { latest: "1.0.0" }, maintainers: [{ name: "ada" }] });
      const { dist } = (document?.versions["1.0.0"] ?? {}) as { dist: Record<string, string> };
      const { body } = await ask(registry, "GET", dist["tarball"] ?? "");
      expect(dist["integrity"]).toBe(`sha512-${createHash("sha512").update(body).digest("base64")}`);
    },
  );

  it("is told that a version is there already, and that a package is somebody else's", async () => {
    const registry = await clientRegistry();
    const [ada, bob] = [await userOf(registry, client), await userOf(registry, client, "bob")];
    const manifest = { name: "@shared/taken", version: "1.0.0", license: "MIT" };
    const folder = ada.folder({ "package.json": manifest, "README.md": "# Taken" });
    if (client === "yarn-4") await ada.run(folder, "install");
    await ada.run(folder, ...command);
    const again = await ada.try(folder, command);
    expect(again.exitCode, again.said).not.toBe(0);
    expect(again.said).toMatch(/published before|previously published|already|403|409/i);
    const others = bob.folder({ "package.json": { ...manifest, version: "2.0.0" }, "README.md": "# Mine" });
    if (client === "yarn-4") await bob.run(others, "install");
    const refused = await bob.try(others, command);
    expect(refused.exitCode, refused.said).not.toBe(0);
    expect(refused.said).toMatch(/owner|permission|403|forbidden/i);
    expect(Object.keys((await seen(registry, "@shared/taken"))?.versions ?? {})).toEqual(["1.0.0"]);
  });

  it("publishes under a tag", async () => {
    const registry = await clientRegistry();
    const ada = await userOf(registry, client);
    const folder = ada.folder({
      "package.json": { name: "@ada/next", version: "2.0.0-beta.1", license: "MIT" },
      "README.md": "# Next",
    });
    if (client === "yarn-4") await ada.run(folder, "install");
    await ada.run(folder, ...command, "--tag", "next");
    expect((await seen(registry, "@ada/next"))?.["dist-tags"]["next"]).toBe("2.0.0-beta.1");
  });
});

/** Each with how a package names another one of its workspace. */
const workspaces: [ClientName, readonly string[], string][] = [
  ["npm-11", ["publish", "--workspaces"], "^1.0.0"],
  ["npm-12", ["publish", "--workspaces"], "^1.0.0"],
  ["pnpm-11", ["publish", "--recursive", "--no-git-checks"], "workspace:^"],
  ["pnpm-12", ["publish", "--recursive", "--no-git-checks"], "workspace:^"],
];

it.each(workspaces)("%s publishes the packages of a workspace", async (client, command, range) => {
  const registry = await clientRegistry();
  const ada = await userOf(registry, client);
  const made = { version: "1.0.0", license: "MIT" };
  const folder = ada.folder({
    "package.json": { name: "all", private: true, workspaces: ["packages/*"] },
    "pnpm-workspace.yaml": "packages:\n  - packages/*\n",
    "packages/one/package.json": { name: "@ada/one", ...made },
    "packages/two/package.json": { name: "@ada/two", ...made, dependencies: { "@ada/one": range } },
  });
  await ada.run(folder, ...command);
  expect((await seen(registry, "@ada/one"))?.["dist-tags"]).toEqual({ latest: "1.0.0" });
  const two = await seen(registry, "@ada/two");
  expect(two?.versions["1.0.0"]?.["dependencies"]).toEqual({ "@ada/one": "^1.0.0" });
});
