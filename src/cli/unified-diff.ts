/**
 * The difference of two texts as `diff -u` writes it, for `git apply` too; `""` where there is none. An undefined
 * `before` is a file that is not there yet.
 */
export function unifiedDiff(path: string, before: string | undefined, after: string): string {
  const [a, b] = [linesOf(before ?? ""), linesOf(after)];
  const hunks = hunksOf(changesOf(a, b));
  if (hunks.length === 0) return "";
  return [
    before === undefined ? "--- /dev/null" : `--- a/${path}`,
    `+++ b/${path}`,
    ...hunks.flatMap((hunk) => hunkText(hunk, a, b)),
  ].join("\n");
}

const contextLines = 3;

/** Beyond so many changed lines a file counts as rewritten: nobody reads that as a diff, and finding one takes long. */
const maxChanged = 500;

/** Lines `fromA` to `toA` of the one text stand as `fromB` to `toB` in the other; the ends are not included. */
interface LineChange {
  readonly fromA: number;
  readonly toA: number;
  readonly fromB: number;
  readonly toB: number;
}

/** A line without its end is another line than one with it. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** What differs, as few lines as possible (Myers, “An O(ND) Difference Algorithm”). */
function changesOf(a: readonly string[], b: readonly string[]): LineChange[] {
  const pairs = [...(commonLines(a, b) ?? []), [a.length, b.length] as const];
  let [fromA, fromB] = [0, 0];
  return pairs.flatMap(([toA, toB]) => {
    const change = { fromA, toA, fromB, toB };
    [fromA, fromB] = [toA + 1, toB + 1];
    return change.fromA === toA && change.fromB === toB ? [] : [change];
  });
}

/** The lines that stay, as pairs of their numbers; undefined where there is too much that does not. */
function commonLines(a: readonly string[], b: readonly string[]): (readonly [number, number])[] | undefined {
  const furthest = new Map([[1, 0]]);
  const at = (map: ReadonlyMap<number, number>, diagonal: number) => map.get(diagonal) ?? -1;
  const trace: Map<number, number>[] = [];
  for (let depth = 0; depth <= maxChanged; depth += 1) {
    trace.push(new Map(furthest));
    for (let diagonal = -depth; diagonal <= depth; diagonal += 2) {
      let x = Math.max(at(furthest, diagonal + 1), at(furthest, diagonal - 1) + 1);
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x += 1;
      furthest.set(diagonal, x);
      if (x >= a.length && x - diagonal >= b.length) return walkBack(trace, a.length, b.length);
    }
  }
  return undefined;

  function walkBack(steps: readonly Map<number, number>[], endA: number, endB: number) {
    const pairs: (readonly [number, number])[] = [];
    let [x, y] = [endA, endB];
    for (const [depth, before] of [...steps.entries()].reverse()) {
      const diagonal = x - y;
      const down = at(before, diagonal + 1) >= at(before, diagonal - 1) + 1;
      const startX = depth === 0 ? 0 : down ? at(before, diagonal + 1) : at(before, diagonal - 1);
      const startY = depth === 0 ? 0 : startX - (down ? diagonal + 1 : diagonal - 1);
      const slideX = depth === 0 ? 0 : down ? startX : startX + 1;
      for (; x > slideX; x -= 1, y -= 1) pairs.push([x - 1, y - 1]);
      [x, y] = [startX, startY];
    }
    return pairs.reverse();
  }
}

/** Changes that are near each other stand in one hunk. */
function hunksOf(changes: readonly LineChange[]): LineChange[][] {
  const hunks: LineChange[][] = [];
  for (const change of changes) {
    const last = hunks.at(-1)?.at(-1);
    if (last !== undefined && change.fromA - last.toA <= 2 * contextLines) hunks.at(-1)?.push(change);
    else hunks.push([change]);
  }
  return hunks;
}

function hunkText(hunk: readonly LineChange[], a: readonly string[], b: readonly string[]): string[] {
  const [first, last] = [hunk[0], hunk.at(-1)];
  if (first === undefined || last === undefined) return [];
  const before = Math.min(contextLines, first.fromA);
  const after = Math.min(contextLines, a.length - last.toA);
  const [startA, endA] = [first.fromA - before, last.toA + after];
  const [startB, endB] = [first.fromB - before, last.toB + after];
  const lines: string[] = [];
  let at = startA;
  for (const { fromA, toA, fromB, toB } of hunk) {
    lines.push(
      ...marked(" ", a.slice(at, fromA)),
      ...marked("-", a.slice(fromA, toA)),
      ...marked("+", b.slice(fromB, toB)),
    );
    at = toA;
  }
  lines.push(...marked(" ", a.slice(at, endA)));
  return [`@@ -${span(startA, endA)} +${span(startB, endB)} @@`, ...lines];
}

/** As POSIX has it: the first line and how many; nothing stands behind the line before it. */
function span(start: number, end: number): string {
  const count = end - start;
  return count === 1 ? `${start + 1}` : `${count === 0 ? start : start + 1},${count}`;
}

function marked(mark: string, lines: readonly string[]): string[] {
  return lines.flatMap((line) =>
    line.endsWith("\n") ? [mark + line.slice(0, -1)] : [mark + line, "\\ No newline at end of file"],
  );
}
