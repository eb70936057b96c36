import { type PairSpan, scanToml, type TomlPath, type ValueSpan } from "./scan.ts";

/** Where a key stands and where its value does, as offsets into the text. */
export interface Location {
  readonly key: number;
  readonly value: number;
}

/**
 * Finds a value of a text that has been parsed; for one that is not there, what is nearest above it.
 * Scans the whole text, so it is for errors, which happen once.
 */
export function locate(text: string, path: TomlPath): Location | undefined {
  const found = new Map<string, Location>();
  const note = (at: TomlPath, location: Location): void => {
    const name = JSON.stringify(at);
    if (!found.has(name)) found.set(name, location);
  };
  const notePair = (base: TomlPath, pair: PairSpan): void => {
    pair.key.forEach((_, index) => {
      const isWhole = index === pair.key.length - 1;
      note([...base, ...pair.key.slice(0, index + 1)], {
        key: pair.start,
        value: isWhole ? pair.value.start : pair.start,
      });
    });
    noteValue([...base, ...pair.key], pair.value);
  };
  const noteValue = (at: TomlPath, value: ValueSpan): void => {
    for (const pair of value.pairs ?? []) notePair(at, pair);
    for (const [index, item] of (value.items ?? []).entries()) {
      note([...at, index], { key: item.start, value: item.start });
      noteValue([...at, index], item);
    }
  };
  for (const { path: at, header, pairs } of scanToml(text)) {
    if (header !== undefined) {
      at.forEach((_, index) => {
        note(at.slice(0, index + 1), { key: header.start, value: header.start });
      });
    }
    for (const pair of pairs) notePair(at, pair);
  }
  for (let length = path.length; length > 0; length -= 1) {
    const location = found.get(JSON.stringify(path.slice(0, length)));
    if (location !== undefined) return location;
  }
  return undefined;
}
