import { printable } from "../../fetch/index.ts";
import type { FoundPackage } from "../../protocol/index.ts";
import { type Style, wrapped } from "../terminal/index.ts";

/** For each package a line with its name and facts, and below it what it says of itself. */
export function searchText(packages: readonly FoundPackage[], columns: number, style: Style): string {
  const heads = packages.map((found) => `${found.name} ${found.version}`);
  const width = Math.min(Math.max(0, ...heads.map(({ length }) => length)), Math.floor(columns / 2));
  return packages
    .map((found, index) => {
      const head = heads[index] ?? "";
      const facts = factsOf(found);
      const gap = " ".repeat(Math.max(2, width + 2 - head.length));
      const fits = head.length + gap.length + facts.length <= columns;
      return [
        `${style.strong(head)}${fits && facts !== "" ? gap + style.faint(facts) : ""}`,
        ...(fits ? [] : [`  ${style.faint(facts)}`]),
        ...descriptionLines(found, columns),
      ].join("\n");
    })
    .join("\n");
}

/** `Zig 0.15, 0.16 · MIT · ada`. */
function factsOf({ zigVersions, license, owners }: FoundPackage): string {
  const zig = zigVersions.length === 0 ? "" : `Zig ${zigVersions.join(", ")}`;
  const [owner = "", ...more] = owners;
  return [zig, license ?? "", more.length === 0 ? owner : `${owner} and ${more.length} more`]
    .filter((fact) => fact !== "")
    .map((fact) => printable(fact, longestFact))
    .join(" · ");
}

/** At most two lines: `pantry info` has all of it. */
function descriptionLines({ description = "" }: FoundPackage, columns: number): string[] {
  if (description === "") return [];
  const words = `  ${printable(description, longestDescription)}`.split(/(?<=\S) +/);
  const [first = "", second, third] = wrapped(words, columns - cut.length, "  ").split("\n");
  if (second === undefined) return [first];
  return [first, third === undefined ? second : second + cut];
}

const cut = " …";
const longestDescription = 300;
const longestFact = 40;
