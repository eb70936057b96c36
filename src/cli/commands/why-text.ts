import {
  type ChainLink,
  duplicateMarks,
  type Graph,
  packageLabel,
  type Reason,
} from "../../install/index.ts";
import { type Style, wrapped } from "../terminal/index.ts";

/** A package, and below it the chains that lead to it. */
export function reasonText(
  graph: Graph,
  { package: found, chains }: Reason,
  columns: number,
  style: Style,
): string {
  const marks = duplicateMarks(graph, found).map((mark) => style.faint(` (${mark})`));
  return [
    `${style.strong(packageLabel(found))}${marks.join("")}`,
    ...chains.map((chain) => wrapped([`  ${graph.project.name}`, ...chain.map(linkText)], columns, "    ")),
  ].join("\n");
}

function linkText({ package: found, lazy }: ChainLink): string {
  return `→ ${packageLabel(found)}${lazy ? " (lazy)" : ""}`;
}
