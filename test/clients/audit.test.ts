import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { osv } from "../osv/advisories.ts";
import { integrityOf, npmTarball } from "../registry/support/npm.ts";
import { json, serve, upstreamServer } from "../registry/upstream/fixture.ts";
import type { HttpServer } from "../support/http-server.ts";
import type { ClientName } from "./support/clients.ts";
import { published } from "./support/packages.ts";
import { clientRegistry, type RegistrySetting, type User, userOf } from "./support/user.ts";

interface Setting extends RegistrySetting {
  /** What the application needs beside ada's package. */
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** An installed application with one package of ada's. */
async function setting(client: ClientName, { dependencies, ...more }: Setting = {}) {
  const registry = await clientRegistry(more);
  const ada = await userOf(registry, client);
  await published(registry, ada, { name: "@ada/lib" });
  const manifest = { name: "app", version: "1.0.0", dependencies: { "@ada/lib": "1.0.0", ...dependencies } };
  const folder = ada.folder({ "package.json": manifest });
  // deno waits a day before it takes a release.
  await ada.run(folder, "install", ...(client === "deno" ? ["--minimum-dependency-age=0"] : []));
  return { ada, folder };
}

/** yarn 1 is not among them: it asks its own registry, whichever it installs from. */
const auditing: [ClientName, readonly string[]][] = [
  ["npm-11", ["audit"]],
  ["npm-12", ["audit"]],
  ["pnpm-11", ["audit"]],
  ["pnpm-12", ["audit"]],
  ["bun", ["audit"]],
  ["yarn-4", ["npm", "audit"]],
  ["deno", ["audit"]],
];

it.each(auditing)("%s finds nothing where nothing is known", async (client, command) => {
  const { ada, folder } = await setting(client);
  const { exitCode, said } = await ada.try(folder, command);
  expect(exitCode, said).toBe(0);
});

it.each(auditing)("%s finds what the registry's operator knows", async (client, command) => {
  const known = osv(
    { id: "GHSA-xxxx", summary: "It falls over" },
    { package: { ecosystem: "npm", name: "@ada/lib" } },
  );
  const { ada, folder } = await setting(client, { advisories: [known] });
  const { exitCode, said } = await ada.try(folder, command);
  expect(exitCode, said).not.toBe(0);
  expect(said).toContain("It falls over");
});

/** An upstream that signs, as npm's registry does: one package, whose signature is over `signed`. */
async function signingUpstream(signed = (text: string) => text): Promise<HttpServer> {
  const server = await upstreamServer();
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = publicKey.export({ format: "der", type: "spki" });
  const keyid = `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
  const scheme = "ecdsa-sha2-nistp256";
  const shown = { expires: null, keyid, keytype: scheme, scheme, key: key.toString("base64") };
  server.on("/-/npm/v1/keys", json({ keys: [shown] }));
  const tarball = npmTarball({ name: "afar" });
  const text = signed(`afar@1.0.0:${integrityOf(tarball)}`);
  const sig = sign("sha256", Buffer.from(text), privateKey).toString("base64");
  serve(server, "afar", { "1.0.0": { tarball, dist: { signatures: [{ keyid, sig }] } } });
  return server;
}

describe.each<ClientName>(["npm-11", "npm-12", "pnpm-11", "pnpm-12"])("%s", (client) => {
  const signatures = (ada: User, folder: string) => {
    const stub = fileURLToPath(new URL("support/no-sigstore.cjs", import.meta.url));
    const env = client.startsWith("npm") ? { NODE_OPTIONS: `--require=${stub}` } : {};
    return ada.try(folder, ["audit", "signatures"], { env });
  };

  it("verifies the registry's signatures, and those that came with a package from upstream", async () => {
    const { origin } = await signingUpstream();
    const { ada, folder } = await setting(client, {
      upstream: { url: origin },
      dependencies: { afar: "1.0.0" },
    });
    const { exitCode, said } = await signatures(ada, folder);
    expect(exitCode, said).toBe(0);
    expect(said).toMatch(/2 packages have (verified|valid) registry signatures|2.*verified/i);
  });

  it("refuses a signature from upstream that is over something else", async () => {
    const { origin } = await signingUpstream((text) => `${text}=`);
    const { ada, folder } = await setting(client, {
      upstream: { url: origin },
      dependencies: { afar: "1.0.0" },
    });
    const { exitCode, said } = await signatures(ada, folder);
    expect(exitCode, said).not.toBe(0);
    expect(said).toMatch(/invalid registry signature/i);
  });
});
