import type { PantryError } from "../../errors.ts";
import { fetchError } from "../errors.ts";
import { printable } from "../redact.ts";

/** The full names of a repository's refs, in the server's order, from what `git ls-remote` printed. */
export function listedRefs(output: string, shown: string): string[] {
  return output.split("\n").flatMap((line) => {
    const [id, name] = line.split("\t");
    if (id?.length === 64) {
      throw fetchError("GIT_SHA256", {
        message: `${shown} names its objects by SHA-256, which Pantry does not fetch`,
        hint: "give an https:// address of an archive instead",
      });
    }
    // `^{}` is not a ref, but what the tag above it points to.
    return name === undefined || name.endsWith("^{}") ? [] : [name];
  });
}

/** Which ref is meant, as Zig finds it: the first in the server's order that has the name, or has it as a branch or tag. */
export function findRef(wanted: string, refs: readonly string[]): string | undefined {
  const names = [wanted, `refs/heads/${wanted}`, `refs/tags/${wanted}`];
  return refs.find((ref) => names.includes(ref));
}

/** The error for a ref that is not there, with those that may have been meant. */
export function refNotFound(wanted: string, refs: readonly string[], shown: string): PantryError {
  if (/^[0-9a-f]{4,39}$/i.test(wanted)) {
    return fetchError("GIT_REF_NOT_FOUND", {
      message: `${shown} has no branch or tag \`${wanted}\`, and an abbreviated commit cannot be fetched`,
      hint: "write all 40 digits of the commit",
    });
  }
  if (refs.length === 0) {
    return fetchError("GIT_REF_NOT_FOUND", {
      message: `${shown} has no branch or tag at all`,
      hint: "check the address: it is the one that `git clone` takes, with git+ in front",
    });
  }
  const names = refs.map((ref) => ref.replace(/^refs\/(heads|tags)\//, ""));
  const near = nearNames(wanted, names);
  return fetchError("GIT_REF_NOT_FOUND", {
    message: `${shown} has no branch or tag \`${printable(wanted, 100)}\``,
    hint:
      near.length === 0
        ? "name a branch, a tag, or a commit by its 40 digits"
        : `it has ${near.map((name) => `\`${printable(name, 60)}\``).join(", ")}`,
  });
}

/** Names that contain the wanted one or are contained in it, or differ in little: at most five, the nearest first. */
function nearNames(wanted: string, names: readonly string[]): string[] {
  const key = (name: string) => name.toLowerCase().replace(/^v(?=\d)/, "");
  const goal = key(wanted);
  return [...new Set(names)]
    .map((name) => ({ name, away: distance(goal, key(name)) }))
    .filter(({ away }) => away <= Math.max(2, goal.length / 3))
    .sort((a, b) => a.away - b.away || (a.name < b.name ? 1 : -1))
    .slice(0, 5)
    .map(({ name }) => name);
}

/** How far two names are apart: 1 where one begins with the other, else the edits between them (Levenshtein). */
function distance(a: string, b: string): number {
  if (a === b) return 0;
  if (b.startsWith(a) || a.startsWith(b)) return 1;
  if (Math.abs(a.length - b.length) > a.length / 3 + 2) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
