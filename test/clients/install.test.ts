import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ClientName } from "./support/clients.ts";
import { published } from "./support/packages.ts";
import { clientRegistry, type User, userOf } from "./support/user.ts";

interface Commands {
  readonly install: readonly string[];
  /** As the lockfile says, or not at all. */
  readonly frozen: readonly string[];
  readonly lockfile: string;
}

const commands: [ClientName, Commands][] = [
  ["npm-11", { install: ["install"], frozen: ["ci"], lockfile: "package-lock.json" }],
  ["npm-12", { install: ["install"], frozen: ["ci"], lockfile: "package-lock.json" }],
  ["pnpm-11", { install: ["install"], frozen: ["install", "--frozen-lockfile"], lockfile: "pnpm-lock.yaml" }],
  ["pnpm-12", { install: ["install"], frozen: ["install", "--frozen-lockfile"], lockfile: "pnpm-lock.yaml" }],
  ["bun", { install: ["install"], frozen: ["install", "--frozen-lockfile"], lockfile: "bun.lock" }],
  ["yarn-1", { install: ["install"], frozen: ["install", "--frozen-lockfile"], lockfile: "yarn.lock" }],
  ["yarn-4", { install: ["install"], frozen: ["install", "--immutable"], lockfile: "yarn.lock" }],
  // It waits a day before it takes a release.
  [
    "deno",
    {
      install: ["install", "--minimum-dependency-age=0"],
      frozen: ["install", "--frozen", "--minimum-dependency-age=0"],
      lockfile: "deno.lock",
    },
  ],
];

describe.each(commands)("%s", (client, { install, frozen, lockfile }) => {
  /** An application that needs one package of ada's, one more through it, and one from upstream. */
  async function setting(): Promise<{ registry: { readonly url: string }; ada: User; folder: string }> {
    const registry = await clientRegistry();
    const ada = await userOf(registry, client);
    await published(registry, ada, { name: "@ada/deep", version: "0.3.1" });
    await published(registry, ada, {
      name: "@ada/lib",
      manifest: { dependencies: { "@ada/deep": "^0.3.0" } },
    });
    const dependencies = { "@ada/lib": "^1.0.0", "is-odd": "3.0.1" };
    return {
      registry,
      ada,
      folder: ada.folder({ "package.json": { name: "app", version: "1.0.0", dependencies } }),
    };
  }
  const installed = (folder: string, name: string): string =>
    JSON.parse(readFileSync(join(folder, "node_modules", name, "package.json"), "utf8")).version;

  it("installs what is published here, and what comes from upstream, and again from its lockfile", async () => {
    const { registry, ada, folder } = await setting();
    await ada.run(folder, ...install);
    expect([installed(folder, "@ada/lib"), installed(folder, "is-odd")]).toEqual(["1.0.0", "3.0.1"]);
    const lock = readFileSync(join(folder, lockfile), "utf8");
    expect(lock).toContain("0.3.1");

    await published(registry, ada, { name: "@ada/lib", version: "1.1.0" });
    rmSync(join(folder, "node_modules"), { recursive: true });
    await ada.run(folder, ...frozen);
    expect([installed(folder, "@ada/lib"), installed(folder, "is-odd")]).toEqual(["1.0.0", "3.0.1"]);
    expect(readFileSync(join(folder, lockfile), "utf8")).toBe(lock);
  });

  it("sees a new version right after it was published", async () => {
    const { registry, ada, folder } = await setting();
    await ada.run(folder, ...install);
    await published(registry, ada, { name: "@ada/lib", version: "1.1.0" });
    const next = ada.folder({
      "package.json": { name: "next", version: "1.0.0", dependencies: { "@ada/lib": "1.1.0" } },
    });
    await ada.run(next, ...install);
    expect(installed(next, "@ada/lib")).toBe("1.1.0");
  });

  it.each(["localhost", "127.0.0.1"])(
    "installs a private package for those who may see it, and not for others, at %s",
    async (host) => {
      const { url } = await clientRegistry();
      const registry = { url: url.replace("localhost", host) };
      const [ada, eve] = [await userOf(registry, client), await userOf(registry, client, "eve")];
      await published(registry, ada, { name: "@ada/secret", access: "restricted" });
      const manifest = { name: "app", version: "1.0.0", dependencies: { "@ada/secret": "1.0.0" } };
      const [own, others] = [
        ada.folder({ "package.json": manifest }),
        eve.folder({ "package.json": manifest }),
      ];
      await ada.run(own, ...install);
      expect(installed(own, "@ada/secret")).toBe("1.0.0");
      const refused = await eve.try(others, install);
      expect(refused.exitCode, refused.said).not.toBe(0);
      expect(existsSync(join(others, "node_modules/@ada/secret"))).toBe(false);
    },
  );
});
