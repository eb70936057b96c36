import { readFileSync } from "node:fs";
import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { crc64 } from "../../src/archive/crc64.ts";
import { xxh64 } from "../../src/archive/xxh64.ts";
import { unxz } from "../../src/archive/xz.ts";
import { unzstd } from "../../src/archive/zstd.ts";
import { sampleBytes } from "../support/sample-bytes.ts";
import { storedLzma2, xz } from "../support/xz.ts";

interface Packed {
  readonly kind: "xz" | "zstd";
  /** How the tool was called. */
  readonly options: string;
  readonly length: number;
  readonly packed: string;
}

/** `sampleBytes(length)` as the real xz and zstd pack it. */
const packed = JSON.parse(
  readFileSync(new URL("./fixtures/packed.json", import.meta.url), "utf8"),
) as Packed[];
const decode = { xz: unxz, zstd: unzstd };
const budget = 1024 * 1024;

describe("what the real tools pack", () => {
  it.each(packed)("$kind $options, $length bytes", ({ kind, length, packed: text }) => {
    const { bytes, beyond } = decode[kind](Buffer.from(text, "base64"), budget);
    expect(bytes.equals(sampleBytes(length))).toBe(true);
    expect(beyond).toBeUndefined();
  });

  it.each(packed.filter(({ length }) => length < 100))(
    "every prefix of $kind, $length bytes, is refused",
    (each) => {
      const bytes = Buffer.from(each.packed, "base64");
      for (let end = 0; end < bytes.length; end += 1) {
        expect(() => decode[each.kind](bytes.subarray(0, end), budget), `cut at ${end}`).toThrow(
          expect.objectContaining({ code: "ARCHIVE_DAMAGED" }),
        );
      }
    },
  );

  it.each(packed.filter(({ options }) => !/none|no-check/.test(options)))(
    "$kind $options, $length bytes: a changed bit never changes what comes out",
    ({ kind, length, packed: text }) => {
      const bytes = Buffer.from(text, "base64");
      const step = Math.ceil(bytes.length / 150);
      for (let at = 0; at < bytes.length; at += step) {
        const broken = Buffer.from(bytes);
        broken[at] = broken.readUInt8(at) ^ (1 << (at % 8));
        let out: Buffer;
        try {
          out = decode[kind](broken, budget).bytes;
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^ARCHIVE_/) });
          continue;
        }
        expect(out.equals(sampleBytes(length)), `bit at ${at}`).toBe(true);
      }
    },
  );
});

describe("checksums", () => {
  it.each([
    ["", "ef46db3751d8e999"],
    ["a", "d24ec4f1a98c6e5b"],
    ["abc", "44bc2cf5ad770999"],
    ["The quick brown fox jumps over the lazy dog", "0b242d361fda71bc"],
  ])("XXH64 of %j", (text, sum) => {
    expect(xxh64(Buffer.from(text))).toBe(sum);
  });

  it("CRC-64 of the customary digits", () => {
    expect(crc64(Buffer.from("123456789"))).toBe("995dc9bbdf1939fa");
  });
});

describe("zstd by hand", () => {
  const frame = (body: Buffer, type: number): Buffer => {
    const header = Buffer.alloc(3);
    header.writeUIntLE((body.length << 3) | (type << 1) | 1, 0, 3);
    return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0x38]), header, body]);
  };
  /** One literal `a`, then sequences whose three tables have one symbol each. */
  const block = (count: number[], literalCode: number, offsetCode: number, matchCode: number, bits: number) =>
    frame(Buffer.from([0x08, 0x61, ...count, 0x54, literalCode, offsetCode, matchCode, bits]), 2);

  it("decodes tables of one symbol", () => {
    expect(unzstd(block([1], 1, 2, 0, 0b100), budget).bytes.toString()).toBe("aaaa");
  });

  it.each([
    ["a copy from before the beginning", block([1], 1, 2, 0, 0b101)],
    ["more literals than there are", block([1], 2, 2, 0, 0b100)],
    ["bits that are left", block([1], 1, 2, 0, 0b1000)],
    ["too few bits", block([2], 0, 2, 0, 0b100)],
    ["no bits", block([1], 1, 2, 0, 0)],
    ["a symbol beyond its table", block([1], 36, 2, 0, 0b100)],
    ["a block of no kind", frame(Buffer.from("x"), 3)],
    ["more than a block may hold", block([0xff, 0xff, 0xff], 0, 0, 31, 1)],
  ])("refuses %s", (_name, bytes) => {
    expect(() => unzstd(bytes, budget)).toThrow(expect.objectContaining({ code: "ARCHIVE_DAMAGED" }));
  });
});

describe("xz by hand", () => {
  /** A stream whose LZMA2 data are these, with the checksums right. */
  const withData = (data: Buffer, content: Buffer): Buffer => {
    const good = xz(content, { check: "none" });
    const own = storedLzma2(content);
    if (data.length !== own.length) throw new Error("only data of the same length fit");
    return Buffer.concat([good.subarray(0, 24), data, good.subarray(24 + own.length)]);
  };
  const content = Buffer.from("hello");
  const patch = (at: number, byte: number) => {
    const data = storedLzma2(content);
    data[at] = byte;
    return withData(data, content);
  };

  it("takes what the writer of the tests makes", () => {
    expect(unxz(patch(0, 1), budget).bytes.toString()).toBe("hello");
  });

  it.each([
    ["a chunk without a reset before it", patch(0, 2)],
    ["a chunk of no known kind", patch(0, 3)],
    ["a longer chunk", patch(2, 5)],
    ["a shorter chunk", patch(2, 3)],
    ["LZMA without properties", patch(0, 0x80)],
    ["data behind the end", patch(0, 0)],
  ])("refuses %s", (_name, bytes) => {
    expect(() => unxz(bytes, budget)).toThrow(expect.objectContaining({ code: "ARCHIVE_DAMAGED" }));
  });

  it("refuses filters that Zig does not have, and says so", () => {
    const bytes = xz(content);
    bytes[13] = 1;
    bytes.writeUInt32LE(crc32(bytes.subarray(12, 20)), 20);
    expect(() => unxz(bytes, budget)).toThrow(
      expect.objectContaining({ code: "ARCHIVE_UNREADABLE", message: expect.stringContaining("filters") }),
    );
  });
});
