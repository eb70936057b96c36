import { describe, expect, test } from "vitest";
import { patiently } from "../../../registry/attempts.ts";
import { hostileBlobs, memoryBlobs } from "../../../registry/blobs/index.ts";
import { hostileMetadata, memoryMetadata } from "../../../registry/metadata/index.ts";
import { seededTrouble } from "../../../registry/trouble.ts";
import { silence } from "../../support/http-server.ts";
import { read, serve, tarballOf, upstreamServer, versionsOf, world } from "./fixture.ts";

const hours = 60 * 60_000;

describe.each([1, 2, 3, 4])("on storage that loses calls and answers (%i)", (seed) => {
  test("three processes serve what upstream has, and lose nothing of it", async () => {
    const server = await upstreamServer();
    const trouble = seededTrouble(seed);
    const stored = memoryBlobs();
    const metadata = hostileMetadata(memoryMetadata(), trouble);
    const blobs = hostileBlobs(stored, trouble);
    const worlds = [1, 2, 3].map(() => world(server, { metadata, blobs }));
    const names = ["one", "two", "@acme/three"];
    const versions: Record<string, object> = {};
    for (let round = 1; round <= 4; round++) {
      versions[`${round}.0.0`] = {};
      for (const name of names) serve(server, name, versions);
      for (const one of worlds) one.pass(2 * hours);
      await Promise.all(
        worlds.flatMap((one) =>
          names.map(async (name) => {
            const document = await retried(() => read(one, name));
            expect(versionsOf(document)).toEqual(Object.keys(versions));
            const file = `${name.replace("@acme/", "")}-${round}.0.0.tgz`;
            const tarball = await retried(() => one.upstream.tarball(name, file));
            expect(tarball?.bytes).toEqual(tarballOf(name, `${round}.0.0`));
          }),
        ),
      );
    }
    const pointed = await Promise.all(
      names.map(async (name) => (await patiently(() => metadata.upstreamDocument(name, "fresh")))?.blob),
    );
    for (const blob of pointed) expect(await stored.head(blob ?? "")).toBeDefined();
  });
});

test("a source that says nothing holds up no other", async () => {
  const [main, silent] = [await upstreamServer(), await upstreamServer()];
  serve(main, "one", { "1.0.0": {} });
  const names = Array.from({ length: 60 }, (_, at) => `@silent/n${at}`);
  for (const name of names) silent.on(`/${name.replace("/", "%2f")}`, silence);
  const scopes = { "@silent": { url: silent.origin } };
  const { upstream, ...rest } = world(main, { scopes, timeoutMs: 120_000 });
  const waiting = Promise.allSettled(names.map((name) => upstream.document(name, "full", "plain")));
  expect(versionsOf(await read({ upstream, ...rest }, "one"))).toEqual(["1.0.0"]);
  await upstream.close();
  for (const { status } of await waiting) expect(status).toBe("rejected");
});

/** A client comes again where the registry said 503. */
async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries === 20) throw error;
    }
  }
}
