import {
  allowSettings,
  type Duplicates,
  definitions,
  duplicates,
  minimumReleaseAgeMs,
  type RegistryRule,
  readRegistries,
  readSetting,
  registry,
  zigVersion,
} from "../config/index.ts";
import { type Access, aboutProblem, accessOf, isPackageName, type PackageAbout } from "../protocol/index.ts";
import { parseToml, quoteForMessage, readDocument, type TomlDocument, type TomlNode } from "../toml/index.ts";
import { projectError } from "./errors.ts";
import { maxSettingsLength } from "./limits.ts";
import { checked } from "./lockfile-fields.ts";
import { rangeProblem } from "./range.ts";
import { innerPathProblem } from "./relative-path.ts";

/** A dependency on a package of the registry. */
export interface RangeSetting {
  /** The name that the registry knows it by. */
  readonly package: string;
  readonly range: string;
}

/** What `pantry.toml` says; what it does not is undefined. */
export interface ProjectSettings {
  /** By the name that build.zig.zon has for it. */
  readonly dependencies: ReadonlyMap<string, RangeSetting>;
  /** The projects of the workspace whose root this is: paths, in which `*` stands for any one folder. */
  readonly members: readonly string[] | undefined;
  readonly zigVersion: string | undefined;
  /** In the one spelling that config/ gives it. */
  readonly registryUrl: string | undefined;
  readonly duplicates: Duplicates | undefined;
  readonly minimumReleaseAgeMs: number | undefined;
  readonly registries: readonly RegistryRule[] | undefined;
  /** `[package]`: what a publish says of it. */
  readonly about: PackageAbout | undefined;
  /** `[package] access`: who may read it once it is published. */
  readonly access: Access | undefined;
}

/**
 * Reads a `pantry.toml`; no text at all is one that says nothing.
 *
 * Unknown keys are refused, not passed over: `[dependancies]` or `duplicate = "deny"` would else silently do
 * nothing, and a policy that is not in force looks like one that is.
 *
 * Throws SETTINGS_INVALID and SETTINGS_FORBIDDEN with file, line and column; TOML_SYNTAX, TOML_CONFLICT,
 * TOML_TOO_LARGE.
 */
export function parseSettings(text: string, fileName: string): ProjectSettings {
  const document = parseSettingsDocument(text, fileName);
  const hint = "mend it, or remove the line";
  const root = readDocument(document, (message, own) =>
    projectError("SETTINGS_INVALID", { message, hint: own ?? hint }),
  );
  // The line of a token or of a proxy with a password is not to stand in a log as well.
  const forbidding = readDocument({ ...document, isSecret: true }, (message, own) =>
    projectError("SETTINGS_FORBIDDEN", { message, hint: own ?? "remove it from the project" }),
  );
  refuseForbidden(forbidding);
  allowSettings(root, inProject, ["dependencies", "package", "workspace", "registries"]);
  return {
    dependencies: new Map((root.get("dependencies")?.entries() ?? []).map(readDependency)),
    members: readMembers(root.get("workspace")),
    zigVersion: readSetting(root, zigVersion),
    registryUrl: readSetting(root, registry),
    duplicates: readSetting(root, duplicates),
    minimumReleaseAgeMs: readSetting(root, minimumReleaseAgeMs),
    registries: readRegistries(root),
    about: readAbout(root.get("package")),
    access: readAccess(root.get("package")?.get("access")),
  };
}

/** The tree of a `pantry.toml`, its contents not looked at. */
export function parseSettingsDocument(text: string, fileName: string): TomlDocument {
  return parseToml(text, fileName, {
    maxLength: maxSettingsLength,
    brokenHint: `mend ${fileName} at that place`,
    conflictHint: `open ${fileName}, keep what both sides meant, and delete the lines with the markers`,
  });
}

const inProject = definitions.filter((each) => each.inProject);

function readDependency([alias, node]: [string, TomlNode]): [string, RangeSetting] {
  if (alias === "" || /[\p{Cc}\p{Cs}]/u.test(alias)) throw node.failAtKey("that is no name for a dependency");
  if (!node.isTable()) {
    checkName(alias, () =>
      node.failAtKey(noName(alias), `write \`${alias} = { package = "NAME", version = "RANGE" }\``),
    );
    return [alias, { package: alias, range: readRange(node) }];
  }
  node.allowOnly(["package", "version"]);
  const named = node.get("package");
  const name = named?.string() ?? alias;
  checkName(name, () => (named === undefined ? node.failAtKey(noName(name)) : named.fail(noName(name))));
  return [alias, { package: name, range: readRange(node.need("version")) }];
}

function readAbout(node: TomlNode | undefined): PackageAbout | undefined {
  if (node === undefined) return undefined;
  node.allowOnly(["description", "license", "keywords", "repository", "homepage", "access"]);
  const field = <T>(name: keyof PackageAbout, take: (value: TomlNode) => T): T | undefined => {
    const found = node.get(name);
    if (found === undefined) return undefined;
    const value = take(found);
    const problem = aboutProblem(name, value);
    if (problem === undefined) return value;
    throw found.fail(`\`${name}\` ${problem}`, "registry/PROTOCOL.md says what can stand there");
  };
  const text = (name: keyof PackageAbout) => field(name, (value) => value.string());
  return {
    description: text("description"),
    license: text("license"),
    keywords: field("keywords", (value) => value.items().map((item) => item.string())) ?? [],
    repository: text("repository"),
    homepage: text("homepage"),
  };
}

function readAccess(node: TomlNode | undefined): Access | undefined {
  const access = node && accessOf(node.string());
  if (node === undefined || access !== undefined) return access;
  throw node.fail(
    "`access` is neither public nor restricted",
    'write `access = "restricted"`, or leave it out',
  );
}

function readMembers(workspace: TomlNode | undefined): string[] | undefined {
  workspace?.allowOnly(["members"]);
  return workspace
    ?.need("members")
    .items()
    .map((node) => checked(node, innerPathProblem));
}

function readRange(node: TomlNode): string {
  const range = node.string();
  const problem = rangeProblem(range);
  if (problem === undefined) return range;
  throw node.fail(
    `${quoteForMessage(range)} ${problem}`,
    'a range is written "^0.3.1", "~1.2", ">=1.0 <3" or "*"',
  );
}

function checkName(name: string, failure: () => Error): void {
  if (!isPackageName(name)) throw failure();
}

function noName(name: string): string {
  return `${quoteForMessage(name)} is no name of a Zig package: at most 32 letters, digits and \`_\`, no digit first, no keyword`;
}

/**
 * Whoever clones a project runs with its settings, so some are only the user's: with a proxy or a certificate of
 * its own it could read and change all traffic, with a path it could choose the program that is run, and a token
 * in a file under version control is no secret.
 */
function refuseForbidden(root: TomlNode): void {
  for (const [table, node] of root.entries()) {
    if (table === "dependencies" || table === "registries" || table === "workspace") continue;
    refuseKey(table, node);
    if (!node.isTable()) continue;
    for (const [key, value] of node.entries()) {
      refuseKey(key, value);
      const isUsers = definitions.some((each) => !each.inProject && each.table === table && each.key === key);
      if (isUsers) {
        throw value.failAtKey(
          `a project does not set ${table}.${key}: it is about its user's machine`,
          `\`pantry config set ${table}.${key}\` sets it for you`,
        );
      }
    }
  }
}

function refuseKey(key: string, node: TomlNode): void {
  const isTraffic = /prox(?:y|ies)|^ca$|^ca[-_]?files?$|^cert|certificate|strict[-_]?ssl|^tls/i.test(key);
  if (isTraffic) {
    throw node.failAtKey(
      "a project sets no proxy and no CA: it could read and change what its users fetch",
      "set it in your own environment or configuration",
    );
  }
  if (/token|password|secret|^_?auth|credential/i.test(key)) {
    throw node.failAtKey(
      "a project holds no token: its files are shared",
      "remove it, revoke it if it was shared, and sign in with `pantry login`",
    );
  }
}
