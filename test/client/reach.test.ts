import { describe, expect, it, vi } from "vitest";
import { unreachable } from "../../src/client/answer-failure.ts";
import { createClient } from "../../src/client/index.ts";
import { nodeDisk } from "../../src/disk/index.ts";
import { PantryError } from "../../src/errors.ts";
import { failureOf } from "../support/failure-of.ts";
import { temporaryFolder } from "../support/folders.ts";
import { silence } from "../support/http-server.ts";
import { clientFor, documentPath, hash, hashPath, scriptedRegistry } from "./fixtures.ts";

/** The address of a registry that was there and is not any more. */
async function deadAddress(): Promise<string> {
  const server = await scriptedRegistry();
  await server.close();
  return server.origin;
}

describe("where nobody answers", () => {
  it("says how to start a registry or name another, at the address that nobody chose", () => {
    const cause = new PantryError("FETCH_CONNECTION", "network", { message: "no connection" });
    const failure = unreachable("http://localhost:7117/", cause, true);
    expect(failure).toMatchObject({ code: "REGISTRY_UNREACHABLE", exit: "network", cause });
    for (const words of [
      "`pantry registry`",
      "--registry URL",
      "PANTRY_REGISTRY",
      "pantry config set registry URL",
    ]) {
      expect(failure.hint).toContain(words);
    }
  });

  it("says so, at once, at an address that somebody chose", async () => {
    const address = await deadAddress();
    const { client } = clientFor(address);
    const failure = await failureOf(client.document("known_folders"));
    expect(failure).toMatchObject({ code: "REGISTRY_UNREACHABLE", exit: "network" });
    expect(failure.message).toContain(address);
    expect(failure.hint).not.toContain("pantry registry");
  });

  it("waits for a silent registry no longer than it must", async () => {
    const server = await scriptedRegistry();
    server.on(documentPath, silence);
    const exchange = { wait: async () => undefined, limits: { headersTimeoutMs: 50, attempts: 2 } };
    const { client } = clientFor(server.origin, { exchange });
    expect(await failureOf(client.document("known_folders"))).toMatchObject({
      code: "FETCH_TIMEOUT",
      exit: "network",
    });
    // What was sent may arrive when nobody waits for it any more.
    await vi.waitFor(() => expect(server.requests).toHaveLength(2), 60_000);
  });

  it("ends what is under way when it is closed", async () => {
    const server = await scriptedRegistry();
    server.on(hashPath, silence);
    const { client } = clientFor(server.origin);
    const asked = failureOf(client.archiveByHash(hash));
    while (server.requests.length === 0) await new Promise(setImmediate);
    await client.close();
    expect(await asked).toMatchObject({ code: "FETCH_CLOSED" });
    await server.allClosed();
  });
});

describe("offline", () => {
  it.each<[string, (client: ReturnType<typeof clientFor>["client"]) => Promise<unknown>]>([
    ["whoami", (client) => client.whoami()],
    ["hasHash", (client) => client.hasHash(hash)],
    ["owners", (client) => client.owners("known_folders")],
    ["archive", (client) => client.archive("known_folders", "0.0.0")],
  ])("%s fails, and asks nobody", async (_, act) => {
    const server = await scriptedRegistry();
    const { client } = clientFor(server.origin, { offline: true });
    expect(await failureOf(act(client))).toMatchObject({ code: "REGISTRY_OFFLINE", exit: "network" });
    expect(server.requests).toEqual([]);
  });
});

describe("an address that is none of a registry", () => {
  it.each(["ftp://x/", "zig.example", "https://ada:secret@zig.example/", "https://zig.example/?token=1"])(
    "%s",
    (url) => {
      const make = () => createClient({ registryUrl: url, disk: nodeDisk, cacheFolder: temporaryFolder() });
      expect(make).toThrowError(expect.objectContaining({ code: "ADDRESS_INVALID", exit: "usage" }));
    },
  );
});
