import { printable } from "../fetch/index.ts";
import { dependantsIn, type Graph, type GraphEdge, type GraphPackage, packageIn } from "./graph.ts";

/** One line of a tree. */
export interface TreeLine {
  /** The branches in front of it. */
  readonly branches: string;
  /** `soup 1.2.0` */
  readonly label: string;
  /** What else there is to say of it: lazy, where it comes from, other versions. */
  readonly marks: readonly string[];
}

/** The project and all below it. Each package is opened once; where it stands again, a mark says so. */
export function treeLines(graph: Graph): TreeLine[] {
  return draw(graph, graph.project, ({ dependencies }) => dependencies, downwards(graph));
}

/** Each of the packages, and who needs it, up to the project. */
export function invertedLines(graph: Graph, packages: readonly GraphPackage[]): TreeLine[][] {
  const dependants = dependantsIn(graph);
  return packages.map((start) => draw(graph, start, ({ id }) => dependants.get(id) ?? [], upwards(graph)));
}

/** `soup 1.2.0`, made safe for a terminal: aliases may hold anything. */
export function packageLabel({ name, version }: Pick<GraphPackage, "name" | "version">): string {
  return [printable(name, labelLength), version].filter((part) => part !== undefined).join(" ");
}

const labelLength = 80;

/** What to say of a package where a line leads to it from another; the first line has no edge. */
type MarksOf = (found: GraphPackage, edge?: GraphEdge, from?: GraphPackage) => string[];

function draw(
  graph: Graph,
  start: GraphPackage,
  edgesOf: (of: GraphPackage) => readonly GraphEdge[],
  marks: MarksOf,
): TreeLine[] {
  const lines: TreeLine[] = [{ branches: "", label: packageLabel(start), marks: marks(start) }];
  const opened = new Set([start.id]);
  // A stack of its own: a chain of dependencies may be deeper than calls can be.
  const pending = branchesOf(start, edgesOf(start), "");
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { from, edge, prefix, isLast } = next;
    const found = packageIn(graph, edge.to);
    const below = edgesOf(found);
    const again = opened.has(found.id) && below.length > 0;
    lines.push({
      branches: `${prefix}${isLast ? "└── " : "├── "}`,
      label: packageLabel(found),
      marks: [...marks(found, edge, from), ...(again ? ["shown above"] : [])],
    });
    if (opened.has(found.id)) continue;
    opened.add(found.id);
    pending.push(...branchesOf(found, below, `${prefix}${isLast ? "    " : "│   "}`));
  }
  return lines;
}

interface Branch {
  readonly from: GraphPackage;
  readonly edge: GraphEdge;
  readonly prefix: string;
  readonly isLast: boolean;
}

/** The last one first, since they are taken from the end. */
function branchesOf(from: GraphPackage, edges: readonly GraphEdge[], prefix: string): Branch[] {
  return edges.map((edge, index) => ({ from, edge, prefix, isLast: index === edges.length - 1 })).reverse();
}

function downwards(graph: Graph): MarksOf {
  return (found, edge) => [
    ...aliasMarks(edge, found, "as"),
    ...(edge?.lazy === true ? ["lazy"] : []),
    ...sourceMarks(found),
    ...duplicateMarks(graph, found),
  ];
}

function upwards(graph: Graph): MarksOf {
  return (found, edge, below) => [
    ...(found === graph.project ? ["this project"] : []),
    ...aliasMarks(edge, below, "calls it"),
    ...(edge?.lazy === true ? ["lazy"] : []),
    ...sourceMarks(found),
    ...(edge === undefined ? duplicateMarks(graph, found) : []),
  ];
}

/** Where the name in the dependant's manifest is not the package's own. */
function aliasMarks(edge: GraphEdge | undefined, named: GraphPackage | undefined, word: string): string[] {
  if (edge === undefined || edge.alias.split("/").at(-1) === named?.name) return [];
  return [`${word} ${printable(edge.alias, labelLength)}`];
}

function sourceMarks({ id, source }: GraphPackage): string[] {
  if (source.kind === "registry" || id === ".") return [];
  return [source.kind === "path" ? printable(source.path, labelLength) : source.kind];
}

/** Names the other versions of a package that are here as well. */
export function duplicateMarks(graph: Graph, { version, duplicates }: GraphPackage): string[] {
  if (duplicates.length === 0) return [];
  const others = duplicates.map((id) => {
    const other = packageIn(graph, id);
    if (other.source.kind === "path") return printable(other.source.path, labelLength);
    return other.version === version ? `${other.version} with another hash` : (other.version ?? "");
  });
  return [`duplicate: also ${others.join(", ")}`];
}
