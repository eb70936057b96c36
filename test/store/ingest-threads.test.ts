import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { packTarGz } from "../../src/archive/index.ts";
import { nodeDisk } from "../../src/disk/index.ts";
import { PantryError } from "../../src/errors.ts";
import { ingest, openIngestThreads, openStore } from "../../src/store/index.ts";
import { treeMatchesHash } from "../../src/zig/index.ts";
import { temporaryFolder } from "../support/folders.ts";
import { manifestText } from "../support/libraries.ts";

const script = fileURLToPath(new URL("../../dist/ingest-thread.js", import.meta.url));
const count = 40;

/** In memory that it has for itself, as a download is, unless it is to share it. */
function packed(index: number, shared = false) {
  const bytes = packTarGz(
    [
      { path: Buffer.from("build.zig.zon"), kind: "file", bytes: Buffer.from(manifestText(`soup${index}`)) },
      { path: Buffer.from([0x6b, 0xe4]), kind: "file", bytes: Buffer.from(`cheese ${index}`) },
    ],
    { root: "soup" },
  );
  const own = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(own);
  return {
    kind: "archive",
    url: `https://example.com/soup${index}.tar.gz`,
    format: "tar.gz",
    bytes: shared ? Buffer.from(bytes) : own,
  } as const;
}

/** Threads over an empty store, which have been told to expect several archives. */
function threadsIn(home: string, program = script) {
  const store = openStore({ disk: nodeDisk, home, boot: "one" });
  const threads = openIngestThreads(store, home, program, 2);
  onTestFinished(() => threads.close());
  for (let index = 0; index < count; index += 1) threads.expect();
  return { store, threads };
}

test("threads store what one would, and tell the same of it", async () => {
  const { store, threads } = threadsIn(temporaryFolder());
  const alone = openStore({ disk: nodeDisk, home: temporaryFolder(), boot: "one" });
  const archives = Array.from({ length: count }, (_, index) => packed(index, index % 2 === 1));
  const expected = archives.map((archive) => ingest(alone, archive, undefined));
  const stored = await Promise.all(archives.map((archive) => threads.ingest(archive, undefined)));
  expect(stored.map(({ hash }) => hash)).toEqual(expected.map(({ hash }) => hash));
  for (const each of stored) {
    expect(treeMatchesHash(nodeDisk, each.tree, each.hash)).toBe(true);
    expect(store.find(each.hash)).toEqual(each);
  }
  expect(readdirSync(store.layout.temporary)).toEqual([]);
});

test("what shares its memory keeps it", async () => {
  const { threads } = threadsIn(temporaryFolder());
  const neighbour = Buffer.from("neighbour");
  await Promise.all(Array.from({ length: 8 }, (_, index) => threads.ingest(packed(index, true), undefined)));
  expect(neighbour.toString()).toBe("neighbour");
  expect(Buffer.from("new").toString()).toBe("new");
});

test("each refusal reaches whoever asked, and only them", async () => {
  const { threads } = threadsIn(temporaryFolder());
  const pinned = "soup-1.0.0-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  const asked = Array.from({ length: count }, (_, index) =>
    threads.ingest(packed(index), index % 3 === 0 ? pinned : undefined),
  );
  const answers = await Promise.allSettled(asked);
  for (const [index, answer] of answers.entries()) {
    if (index % 3 !== 0) {
      expect(answer.status).toBe("fulfilled");
      continue;
    }
    const reason = answer.status === "rejected" ? answer.reason : undefined;
    expect(reason).toBeInstanceOf(PantryError);
    expect(reason).toMatchObject({ code: "HASH_MISMATCH", exit: "refused" });
    expect(reason.hint).toContain("pantry add");
    expect(reason.message).toContain(`https://example.com/soup${index}.tar.gz`);
  }
});

test("an error of the system keeps its code", async () => {
  const home = temporaryFolder();
  nodeDisk.makeFolders(join(home, "store", "v1"));
  nodeDisk.create(join(home, "store", "v1", "blobs"), Buffer.from("in the way"));
  const { threads } = threadsIn(home);
  const failure = await threads.ingest(packed(1), undefined).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "STORE_UNUSABLE", cause: { code: "EEXIST" } });
});

test("a thread that dies takes nobody's answer along silently", async () => {
  const { threads } = threadsIn(temporaryFolder(), join(temporaryFolder(), "missing.js"));
  await expect(threads.ingest(packed(1), undefined)).rejects.toThrow("missing.js");
  await expect(threads.ingest(packed(2), undefined)).rejects.toThrow("missing.js");
});

test("closed, what a thread has begun comes to its end", async () => {
  const { store, threads } = threadsIn(temporaryFolder());
  const first = threads.ingest(packed(1), undefined);
  await threads.close();
  expect(store.find((await first).hash)).toBeDefined();
  expect(readdirSync(store.layout.temporary)).toEqual([]);
});
