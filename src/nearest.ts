/** The word that was probably meant: the nearest one, where it is at most a third of the letters away, and shares one. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, distance: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter((row) => row.distance <= Math.max(1, Math.floor(row.candidate.length / 3)))
    .filter((row) => row.distance < Math.max(word.length, row.candidate.length))
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.candidate;
}

/**
 * How many letters to add, drop or change, or to swap with the next one (Levenshtein's with Damerau's swaps). Words far
 * apart in length are not compared.
 */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > b.length) return Number.POSITIVE_INFINITY;
  let twoAgo: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const change = (row[j] ?? 0) + (letter === other ? 0 : 1);
      const isSwap = i > 0 && j > 0 && letter === b[j - 1] && other === a[i - 1];
      const swap = isSwap ? (twoAgo[j - 1] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min(change, swap, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    twoAgo = row;
    row = next;
  }
  return row.at(-1) ?? 0;
}
