import { quoteForMessage, type TomlNode } from "../toml/index.ts";
import {
  compareDependencies,
  type LockedDependency,
  type LockedTarget,
  type PackageKind,
  type ProjectDependency,
} from "./lockfile.ts";
import { checked, checkOrder, hashProblem, readKind, readText } from "./lockfile-fields.ts";
import { rangeProblem } from "./range.ts";
import { pathProblem } from "./relative-path.ts";

export function readProjectDependency(node: TomlNode): ProjectDependency {
  const kind = readKind(node);
  const range = node.get("range");
  const text = range?.string();
  const problem = kind === "zig" && text !== undefined ? rangeProblem(text) : undefined;
  if (range !== undefined && problem !== undefined)
    throw range.fail(`${quoteForMessage(text ?? "")} ${problem}`);
  return { kind, range: text, ...readDependency(node, kind, ["kind", "range"], pathProblem) };
}

export function readDependency(
  node: TomlNode,
  kind: PackageKind,
  ownKeys: readonly string[],
  pathRule: (path: string) => string | undefined,
): LockedDependency {
  const targetKeys = kind === "zig" ? ["hash", "path", "lazy"] : ["name", "version", "path"];
  node.allowOnly([...ownKeys, "alias", ...targetKeys]);
  const alias = readText(node.need("alias"));
  const lazy = node.get("lazy")?.boolean() ?? false;
  return { alias, lazy, to: readTarget(node, kind, alias, pathRule) };
}

function readTarget(
  node: TomlNode,
  kind: PackageKind,
  alias: string,
  pathRule: (path: string) => string | undefined,
): LockedTarget {
  const main = kind === "zig" ? "hash" : "version";
  const path = node.get("path");
  const other = node.get(main) ?? node.get("name");
  if ((path === undefined) === (other === undefined)) {
    throw node.fail(`a dependency has either \`${main}\` or \`path\``);
  }
  if (path !== undefined) return { kind: "path", path: checked(path, pathRule) };
  if (kind === "zig") return { kind: "hash", hash: checked(node.need("hash"), hashProblem) };
  return {
    kind: "version",
    name: node.get("name")?.string() ?? alias,
    version: node.need("version").string(),
  };
}

export function readDependencies<Value extends LockedDependency>(
  node: TomlNode,
  read: (entry: TomlNode) => Value,
): readonly Value[] {
  const list = (node.get("dependencies")?.items() ?? []).map((entry) => ({
    node: entry,
    value: read(entry),
  }));
  checkOrder(list, compareDependencies);
  return list.map(({ value }) => value);
}
