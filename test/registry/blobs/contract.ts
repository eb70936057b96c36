import { buffer } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { patiently } from "../../../registry/attempts.ts";
import { type Blobs, blobKey } from "../../../registry/blobs/index.ts";

/** What every adapter of the port keeps, whatever its storage does to it meanwhile. */
export function blobsContract(name: string, make: () => Promise<Blobs>): void {
  describe(`blobs: ${name}`, () => {
    const bytes = Buffer.from("the bytes\0\xff", "latin1");
    const key = blobKey(bytes);

    it("gives back what was put, whole, as a stream and by its size", async () => {
      const blobs = await make();
      await patiently(() => blobs.put(key, bytes));
      expect(await patiently(() => blobs.get(key))).toEqual(bytes);
      expect(await patiently(() => blobs.head(key))).toEqual({ sizeBytes: bytes.length });
      const open = await patiently(() => blobs.open(key));
      expect(open?.sizeBytes).toBe(bytes.length);
      expect(open && (await buffer(open.stream))).toEqual(bytes);
      const part = await patiently(() => blobs.open(key, { start: 1, end: bytes.length - 1 }));
      expect(part?.sizeBytes).toBe(bytes.length);
      expect(part && (await buffer(part.stream))).toEqual(bytes.subarray(1, -1));
    });

    it("has nothing where nothing was put", async () => {
      const blobs = await make();
      expect(await patiently(() => blobs.get(key))).toBeUndefined();
      expect(await patiently(() => blobs.head(key))).toBeUndefined();
      expect(await patiently(() => blobs.open(key))).toBeUndefined();
      await patiently(() => blobs.delete(key));
    });

    it("keeps an empty blob and a large one", async () => {
      const blobs = await make();
      for (const content of [Buffer.alloc(0), Buffer.alloc(3_000_000, 7)]) {
        await patiently(() => blobs.put(blobKey(content), content));
        const back = await patiently(() => blobs.get(blobKey(content)));
        expect(back?.equals(content)).toBe(true);
      }
    });

    it("never replaces what is there", async () => {
      const blobs = await make();
      await patiently(() => blobs.put(key, bytes));
      expect(await patiently(() => blobs.put(key, Buffer.from("other")))).toBe("there");
      expect(await patiently(() => blobs.get(key))).toEqual(bytes);
    });

    it("keeps the first of a hundred that come at once, and shows nothing else to anybody", async () => {
      const blobs = await make();
      const contents = Array.from({ length: 100 }, (_, index) => Buffer.alloc(20_000, index));
      const seen = new Set<string>();
      const look = async () => {
        const found = await patiently(() => blobs.get(key));
        if (found !== undefined) seen.add(`${found.length} ${found[0]} ${found.at(-1)}`);
      };
      await Promise.all(
        contents.map(async (content) => {
          await patiently(() => blobs.put(key, content));
          await look();
        }),
      );
      await look();
      expect(seen.size).toBe(1);
      expect([...seen][0]).toMatch(/^20000 (\d+) \1$/);
    });

    it("forgets what was deleted, and takes it again", async () => {
      const blobs = await make();
      await patiently(() => blobs.put(key, bytes));
      await patiently(() => blobs.delete(key));
      expect(await patiently(() => blobs.get(key))).toBeUndefined();
      await patiently(() => blobs.put(key, bytes));
      expect(await patiently(() => blobs.get(key))).toEqual(bytes);
    });

    it("discards what was put before a moment, and nothing that was put after it", async () => {
      const blobs = await make();
      await patiently(() => blobs.put(key, bytes));
      await patiently(() => blobs.discard(key, new Date(0)));
      expect(await patiently(() => blobs.get(key))).toEqual(bytes);
      await patiently(() => blobs.discard(key, new Date(Date.now() + 60_000)));
      expect(await patiently(() => blobs.get(key))).toBeUndefined();
      await patiently(() => blobs.discard(key, new Date()));
      await patiently(() => blobs.put(key, bytes));
      expect(await patiently(() => blobs.get(key))).toEqual(bytes);
    });

    it("lists every key once", async () => {
      const blobs = await make();
      const keys = ["a", "b", "c"].map((text) => blobKey(Buffer.from(text)));
      for (const text of ["a", "b", "c"])
        await patiently(() => blobs.put(blobKey(Buffer.from(text)), Buffer.from(text)));
      const listed: string[] = [];
      for await (const listedKey of blobs.list()) listed.push(listedKey);
      expect(listed.sort()).toEqual(keys.sort());
    });
  });
}
