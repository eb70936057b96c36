import { printable } from "../../fetch/index.ts";
import type { OutdatedRow } from "../../install/index.ts";
import { type Style, wrapped } from "../terminal/index.ts";

/** True for what could be newer, or has something about it that its user should know. A folder is as it is. */
export function saysSomething({ current, wanted, latest, heldBack }: OutdatedRow): boolean {
  return current !== wanted || (latest !== undefined && latest !== current) || heldBack.length > 0;
}

/** A table, and below each row why it is not at the newest version. */
export function outdatedText(rows: readonly OutdatedRow[], columns: number, style: Style): string {
  if (rows.length === 0) return "";
  const cells = rows.map(({ project, alias, name, current, wanted, latest }) => [
    printable(
      (project === "." ? "" : `${project}: `) + (alias === name ? alias : `${alias} (${name})`),
      longestCell,
    ),
    current ?? "–",
    wanted ?? "–",
    latest ?? "–",
  ]);
  const head = ["dependency", "current", "wanted", "latest"];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return [
    style.faint(line(head)),
    ...rows.flatMap(({ heldBack }, index) => [
      line(cells[index] ?? []),
      ...heldBack.map(({ text }) =>
        wrapped(`  ${printable(text, longestReason)}`.split(/(?<=\S) /), columns, "    "),
      ),
    ]),
  ].join("\n");
}

const longestCell = 60;
const longestReason = 300;
