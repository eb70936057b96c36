/**
 * A set of a slot's candidates, which are numbered from 0: 32 to a word. Never changed once made.
 * Nearly all sets have one word, so this is as fast as numbers and grows where a package has a thousand versions.
 */
export type VersionSet = readonly number[];

export const noVersions: VersionSet = [];

export function oneVersion(index: number): VersionSet {
  const known = singles[index];
  if (known !== undefined) return known;
  const words = new Array<number>((index >>> 5) + 1).fill(0);
  words[index >>> 5] = 1 << (index & 31);
  if (index < maxKnownSingles) singles[index] = words;
  return words;
}

export function versionSet(indices: Iterable<number>): VersionSet {
  const words: number[] = [];
  for (const index of indices) {
    const word = index >>> 5;
    while (words.length <= word) words.push(0);
    words[word] = (words[word] ?? 0) | (1 << (index & 31));
  }
  return words;
}

export function hasVersion(set: VersionSet, index: number): boolean {
  return ((set[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0;
}

export function isEmpty(set: VersionSet): boolean {
  for (let word = 0; word < set.length; word += 1) if (set[word] !== 0) return false;
  return true;
}

export function isSubset(a: VersionSet, b: VersionSet): boolean {
  for (let word = 0; word < a.length; word += 1) {
    if (((a[word] ?? 0) & ~(b[word] ?? 0)) !== 0) return false;
  }
  return true;
}

export function areDisjoint(a: VersionSet, b: VersionSet): boolean {
  const length = Math.min(a.length, b.length);
  for (let word = 0; word < length; word += 1) {
    if (((a[word] ?? 0) & (b[word] ?? 0)) !== 0) return false;
  }
  return true;
}

export function intersection(a: VersionSet, b: VersionSet): VersionSet {
  const words = new Array<number>(Math.min(a.length, b.length));
  for (let word = 0; word < words.length; word += 1) words[word] = (a[word] ?? 0) & (b[word] ?? 0);
  return words;
}

export function union(a: VersionSet, b: VersionSet): VersionSet {
  const words = new Array<number>(Math.max(a.length, b.length));
  for (let word = 0; word < words.length; word += 1) words[word] = (a[word] ?? 0) | (b[word] ?? 0);
  return words;
}

export function difference(a: VersionSet, b: VersionSet): VersionSet {
  const words = new Array<number>(a.length);
  for (let word = 0; word < a.length; word += 1) words[word] = (a[word] ?? 0) & ~(b[word] ?? 0);
  return words;
}

export function countVersions(set: VersionSet): number {
  let count = 0;
  for (let word = 0; word < set.length; word += 1) {
    for (let rest = set[word] ?? 0; rest !== 0; rest &= rest - 1) count += 1;
  }
  return count;
}

/** In rising order. */
export function versionsOf(set: VersionSet): number[] {
  const indices: number[] = [];
  for (let word = 0; word < set.length; word += 1) {
    for (let rest = set[word] ?? 0; rest !== 0; rest &= rest - 1) {
      indices.push(word * 32 + 31 - Math.clz32(rest & -rest));
    }
  }
  return indices;
}

const singles: VersionSet[] = [];
const maxKnownSingles = 256;
