import { type ArchiveEntry, type Listing, quoteName as shown } from "../archive/index.ts";
import type { Manifest } from "../zon/index.ts";
import { zigError } from "./errors.ts";
import { maxNameBytes } from "./limits.ts";

/**
 * What our registry takes beyond what Zig takes: every entry a file that `.paths` keep, with a name that every
 * system can have and that no other name is taken for. Nothing is skipped. Throws PACKAGE_NOT_PUBLISHABLE.
 */
export function checkPublishable(
  listing: Listing,
  kept: readonly ArchiveEntry[],
  manifest: Manifest | undefined,
  origin: string,
): void {
  const refuse = (what: string, hint: string) =>
    zigError("PACKAGE_NOT_PUBLISHABLE", { message: `${origin} cannot be published: ${what}`, hint });

  if (manifest === undefined) throw refuse("it has no build.zig.zon", "`pantry init` makes one");
  const [problem] = listing.problems;
  if (problem !== undefined) {
    throw refuse(
      `${shown(problem.path)} ${problem.reason}`,
      "pack plain files, each once: `pantry pack` does",
    );
  }
  const isKept = new Set(kept);
  const dropped = listing.entries.find((entry) => !isKept.has(entry));
  if (dropped !== undefined) {
    throw refuse(
      `its .paths leave out ${shown(dropped.path)}`,
      "pack only what .paths include: `pantry pack` does",
    );
  }
  if (!kept.some(({ path }) => path.toString("latin1") === "build.zig.zon")) {
    throw refuse("its .paths leave out build.zig.zon", 'add "build.zig.zon" to .paths');
  }
  const link = kept.find(({ kind }) => kind === "symlink");
  if (link !== undefined)
    throw refuse(`${shown(link.path)} is a link`, "not every system has links: use a copy");
  const files = new Set(kept.map(({ path }) => path.toString("latin1")));
  const both = listing.folders.find((path) =>
    namesOf(path).some((name) => files.has(name.toString("latin1"))),
  );
  if (both !== undefined)
    throw refuse(`${shown(both)} is a folder, and a file as well`, "pack each name once");
  const seen = new Map<string, Buffer>();
  for (const path of [...kept.map((entry) => entry.path), ...listing.folders, ...listing.emptyFolders]) {
    const why = whyNotPortable(path);
    if (why !== undefined) throw refuse(`the name ${shown(path)} ${why}`, "rename it");
    for (const name of namesOf(path)) {
      const folded = foldCase(name.toString("utf8"));
      const other = seen.get(folded);
      if (other !== undefined && !other.equals(name)) {
        throw refuse(
          `${shown(other)} and ${shown(name)} differ only in case`,
          "on some systems they are one: rename one",
        );
      }
      seen.set(folded, name);
    }
  }
}

/** Why not every system can have this path: a phrase about it, or undefined. */
function whyNotPortable(path: Buffer): string | undefined {
  const text = path.toString("utf8");
  if (!Buffer.from(text).equals(path)) return "is not UTF-8";
  if (text.normalize("NFC") !== text) return "is not in Unicode's composed form (NFC)";
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u.test(text)) return "has characters that cannot be seen";
  if (/[<>:"|?*\\]/.test(text)) return 'has one of < > : " | ? * \\, which Windows does not take';
  if (text === "") return undefined;
  for (const name of text.split("/")) {
    if (name === "") return "has a part without a name";
    if (Buffer.byteLength(name) > maxNameBytes) return `has a part of more than ${maxNameBytes} bytes`;
    if (/[. ]$/.test(name)) return "has a part that ends in a dot or space, which Windows drops";
    if (/^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i.test(name)) {
      return "has a part that is the name of a device on Windows";
    }
  }
  return undefined;
}

/** A path and all folders above it: `A/x` and `a/y` clash too. */
function namesOf(path: Buffer): Buffer[] {
  const names = [path];
  for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", at + 1))
    names.push(path.subarray(0, at));
  return names;
}

/** One text for all that a file system without case takes for one name: also `ß` and `ss`, `ﬁ` and `fi`. */
function foldCase(name: string): string {
  return name.normalize("NFKC").toLowerCase().toUpperCase().normalize("NFKC").toLowerCase();
}
