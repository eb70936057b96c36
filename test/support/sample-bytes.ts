/**
 * Bytes that give a packer all it knows: text of a few words, noise, a long run, text that was there before.
 * The same ones every time, since packed forms of them are kept as fixtures.
 */
export function sampleBytes(length: number): Buffer {
  let seed = 0x2545f491;
  const next = (below: number): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const words = [
    "pub ",
    "fn ",
    "const ",
    "std",
    ".zig",
    "(allocator",
    ") !void {\n",
    "    ",
    "return ",
    "0x",
    ";\n",
  ];
  const parts: Buffer[] = [];
  let have = 0;
  while (have < length) {
    const kind = next(20);
    const before = Buffer.concat(parts);
    const part =
      kind === 0
        ? Buffer.from(Array.from({ length: next(300) }, () => next(256)))
        : kind === 1
          ? Buffer.alloc(next(2000), next(256))
          : kind === 2 && have > 0
            ? before.subarray(next(have)).subarray(0, next(600))
            : Buffer.from(Array.from({ length: next(60) }, () => words[next(words.length)]).join(""));
    parts.push(part);
    have += part.length;
  }
  return Buffer.concat(parts).subarray(0, length);
}
