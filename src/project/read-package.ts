import semver from "semver";
import { isIntegrity } from "../protocol/index.ts";
import { quoteForMessage, type TomlNode } from "../toml/index.ts";
import { parseZigVersion } from "../zon/index.ts";
import { namedInHash } from "./hash-name.ts";
import type { LockedPackage } from "./lockfile.ts";
import { checked, hashProblem, readKind, readText } from "./lockfile-fields.ts";
import { readDependencies, readDependency } from "./read-dependency.ts";
import { innerPathProblem, pathProblem } from "./relative-path.ts";
import { readSource } from "./source.ts";

/** One `[[package]]`, each field checked by itself and against the others. */
export function readPackage(node: TomlNode): LockedPackage {
  node.allowOnly(["kind", "name", "version", "source", "hash", "integrity", "dependencies"]);
  const kind = readKind(node);
  const sourceNode = node.need("source");
  const source = readSource(sourceNode.string());
  if ("problem" in source) throw sourceNode.fail(`the source of a package ${source.problem}`);
  const locked = {
    kind,
    name: readText(node.need("name")),
    version: node.get("version")?.string(),
    source,
    hash: node.get("hash")?.string(),
    integrity: node.get("integrity")?.string(),
  };
  checkVersionText(node, locked);
  checkHash(node, locked);
  checkIntegrity(node, locked);
  if (kind === "npm" && source.kind === "git" && !/#[0-9a-f]{40}$/.test(source.url)) {
    throw sourceNode.fail("an npm package from git names its commit: no hash says what it is");
  }
  const pathRule = locked.hash === undefined ? pathProblem : innerPathProblem;
  return {
    ...locked,
    dependencies: readDependencies(node, (entry) => readDependency(entry, kind, [], pathRule)),
  };
}

function checkVersionText(node: TomlNode, { kind, version, source }: Fields): void {
  if (version === undefined) {
    if (kind === "npm" && source.kind !== "path") throw node.fail("an npm package has a `version`");
    return;
  }
  const isRight = kind === "zig" ? parseZigVersion(version) === version : isNpmVersion(version);
  if (!isRight) throw node.need("version").fail(`${quoteForMessage(version)} is no version`);
}

/** Exactly as npm's registry keeps versions: without `v`, spaces and the like, which the library would forgive. */
function isNpmVersion(text: string): boolean {
  const version = semver.valid(text);
  return version !== null && (text === version || text.startsWith(`${version}+`));
}

/** The hash says which package it is; whoever edits one field and not the other is told. */
function checkHash(node: TomlNode, { kind, name, version, source }: Fields): void {
  const hashNode = node.get("hash");
  if (kind === "npm" || source.kind === "path") {
    if (hashNode !== undefined)
      throw hashNode.failAtKey(`${kind === "npm" ? "an npm package" : "a path"} has no hash`);
    return;
  }
  const said = namedInHash(checked(node.need("hash"), hashProblem));
  if (said === undefined) {
    if (version === undefined) return;
    throw node.need("version").failAtKey("a package without build.zig.zon has no version");
  }
  if (said.name === name && said.version === version) return;
  const entry = `${name} ${version ?? "without a version"}`;
  throw node
    .need("hash")
    .fail(`the hash is that of ${said.name} ${said.version}, but the entry says ${entry}`);
}

function checkIntegrity(node: TomlNode, { kind, source, integrity }: Fields): void {
  if (integrity === undefined) {
    const isHashless = kind === "npm" && (source.kind === "registry" || source.kind === "archive");
    if (isHashless)
      throw node.fail("an npm package from there has an `integrity`: nothing else says what it is");
    return;
  }
  const at = node.need("integrity");
  if (source.kind === "git" || source.kind === "path")
    throw at.failAtKey(`a package from ${source.kind} has no integrity`);
  if (!isIntegrity(integrity)) throw at.fail("an integrity is `sha512-` and 64 bytes in base64");
}

type Fields = Omit<LockedPackage, "dependencies">;
