import type { IncomingMessage } from "node:http";
import type { Hono } from "hono";
import { PantryError } from "../../src/errors.ts";
import { paths } from "../../src/protocol/index.ts";
import {
  type AuditedPackage,
  bulkAnswer,
  documentsAbout,
  quickAnswer,
  type ShownAdvisories,
  type TreePlace,
} from "../advisories/index.ts";
import { registryError } from "../errors.ts";
import { npmPackage, type Packages, zigPackage } from "../packages/index.ts";
import type { Registry } from "../registry.ts";
import { readQuestion } from "./body.ts";
import {
  askedPackageCount,
  askedPathLength,
  askedTreeDepth,
  askedVersionCount,
  askedVersionsTogether,
} from "./limits.ts";
import type { Roles, RouteEnv } from "./roles.ts";
import type { Sight } from "./sight.ts";

interface AdvisoryParts {
  readonly registry: Registry;
  readonly packages: Packages;
  readonly roles: Roles;
  readonly sight: Sight;
}

/** Known vulnerabilities, as npm's clients ask for them after every install, and in OSV form for Pantry. */
export function addAdvisoryRoutes(app: Hono<RouteEnv>, parts: AdvisoryParts): void {
  const { packages, roles, sight } = parts;
  const { advisories } = parts.registry;

  /** An advisory about a package tells that it is there: those that whoever asks may not see have none. */
  const shownTo = (request: IncomingMessage): ShownAdvisories => ({
    isEmpty: advisories.current.isEmpty,
    async about(asked) {
      const found = advisories.current.about(asked);
      return found.length === 0 || (await isSeen(request, asked)) ? found : [];
    },
  });

  const isSeen = async (request: IncomingMessage, { ecosystem, name }: AuditedPackage): Promise<boolean> => {
    const head =
      ecosystem === "Zig"
        ? await packages.zig.documents.head(zigPackage(name))
        : await packages.npm.documents.head(npmPackage(name));
    if (head === undefined) return true;
    return sight.sees(request, head).catch((error: unknown) => {
      // A bad token sees what none sees: a refusal would tell that there is something to see.
      if (error instanceof PantryError && error.exit === "denied") return false;
      throw error;
    });
  };

  app.post(`/${paths.npmAdvisories}`, roles.anyone, async (c) => {
    const asked = versionsByName(await readQuestion(c.env.incoming));
    return c.json(await bulkAnswer(shownTo(c.env.incoming), asked));
  });

  for (const path of ["/-/npm/v1/security/audits/quick", "/-/npm/v1/security/audits"]) {
    app.post(path, roles.anyone, async (c) => {
      const places = placesIn(await readQuestion(c.env.incoming));
      return c.json(await quickAnswer(shownTo(c.env.incoming), places));
    });
  }

  app.post(`/${paths.advisories}`, roles.anyone, async (c) => {
    const asked = auditedPackages(await readQuestion(c.env.incoming));
    const documents = await documentsAbout(shownTo(c.env.incoming), asked);
    return c.body(`{"advisories":[${documents.join(",")}]}`, 200, { "Content-Type": "application/json" });
  });
}

/** `{"name":["1.0.0"]}` */
function versionsByName(question: unknown): ReadonlyMap<string, readonly string[]> {
  const entries = Object.entries(objectOf(question));
  if (entries.length > askedPackageCount) throw tooMany("packages", askedPackageCount);
  const asked = new Map(entries.map(([name, versions]) => [name, versionsOf(versions)]));
  checkTogether([...asked.values()]);
  return asked;
}

/** `{"packages":[{"ecosystem":"Zig","name":"soup","versions":["1.0.0"]}]}` */
function auditedPackages(question: unknown): AuditedPackage[] {
  const { packages } = objectOf(question);
  if (!Array.isArray(packages)) throw invalid("`packages` is not a list");
  if (packages.length > askedPackageCount) throw tooMany("packages", askedPackageCount);
  const all = packages.map((asked): AuditedPackage => {
    const { ecosystem, name, versions } = objectOf(asked);
    if (ecosystem !== "Zig" && ecosystem !== "npm") throw invalid("an `ecosystem` is neither Zig nor npm");
    if (typeof name !== "string") throw invalid("a `name` is not a text");
    return { ecosystem, name, versions: versionsOf(versions) };
  });
  checkTogether(all.map(({ versions }) => versions));
  return all;
}

function checkTogether(lists: readonly (readonly string[])[]): void {
  const count = lists.reduce((sum, { length }) => sum + length, 0);
  if (count > askedVersionsTogether) throw tooMany("versions in all", askedVersionsTogether);
}

/** Every place in `{"dependencies":{"name":{"version","dependencies":{…}}}}`, however deep. */
function placesIn(question: unknown): TreePlace[] {
  const places: TreePlace[] = [];
  let pathLength = 0;
  let level = [{ node: objectOf(question), path: "" }];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > askedTreeDepth) throw tooMany("levels", askedTreeDepth);
    const next: typeof level = [];
    for (const { node, path } of level) {
      for (const [name, child] of Object.entries(node["dependencies"] ?? {})) {
        const { version } = objectOf(child);
        const own = path === "" ? name : `${path}>${name}`;
        pathLength += own.length;
        if (pathLength > askedPathLength) throw tooMany("characters of paths in its tree", askedPathLength);
        if (typeof version === "string") places.push({ name, version, path: own });
        next.push({ node: objectOf(child), path: own });
        if (next.length + places.length > 2 * askedPackageCount) throw tooMany("packages", askedPackageCount);
      }
    }
    level = next;
  }
  return places;
}

function versionsOf(versions: unknown): readonly string[] {
  if (!Array.isArray(versions)) throw invalid("versions are not a list");
  if (versions.length > askedVersionCount) throw tooMany("versions of one package", askedVersionCount);
  return versions.map((version) => {
    if (typeof version === "string" && version.length <= longestVersion) return version;
    throw invalid("a version is not a text, or a very long one");
  });
}

/** As long as the semver library reads them. */
const longestVersion = 256;

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw invalid("it is not a JSON object where one must be");
}

function tooMany(what: string, limit: number) {
  return registryError("REQUEST_INVALID", {
    message: `the question has more than ${limit} ${what}`,
    hint: "ask in several questions",
  });
}

function invalid(why: string) {
  return registryError("REQUEST_INVALID", {
    message: `the question cannot be read: ${why}`,
    hint: "registry/PROTOCOL.md says what belongs into it",
  });
}
