import type { Hono } from "hono";
import { paths } from "../../src/protocol/index.ts";
import { type AuditedPackage, bulkAnswer, quickAnswer, type TreePlace } from "../advisories/index.ts";
import { registryError } from "../errors.ts";
import type { Registry } from "../registry.ts";
import { readQuestion } from "./body.ts";
import { askedPackageCount, askedTreeDepth, askedVersionCount } from "./limits.ts";
import type { Roles, RouteEnv } from "./roles.ts";

/** Known vulnerabilities, as npm's clients ask for them after every install, and in OSV form for Pantry. */
export function addAdvisoryRoutes(app: Hono<RouteEnv>, { advisories }: Registry, roles: Roles): void {
  app.post(`/${paths.npmAdvisories}`, roles.anyone, async (c) => {
    const asked = versionsByName(await readQuestion(c.env.incoming));
    return c.json(bulkAnswer(advisories.current, asked));
  });

  for (const path of ["/-/npm/v1/security/audits/quick", "/-/npm/v1/security/audits"]) {
    app.post(path, roles.anyone, async (c) => {
      return c.json(quickAnswer(advisories.current, placesIn(await readQuestion(c.env.incoming))));
    });
  }

  app.post(`/${paths.advisories}`, roles.anyone, async (c) => {
    const asked = auditedPackages(await readQuestion(c.env.incoming));
    const found = new Set(asked.flatMap((each) => advisories.current.about(each)));
    const documents = [...found].map(({ document }) => document);
    return c.body(`{"advisories":[${documents.join(",")}]}`, 200, { "Content-Type": "application/json" });
  });
}

/** `{"name":["1.0.0"]}` */
function versionsByName(question: unknown): ReadonlyMap<string, readonly string[]> {
  const entries = Object.entries(objectOf(question));
  if (entries.length > askedPackageCount) throw tooMany("packages", askedPackageCount);
  return new Map(entries.map(([name, versions]) => [name, versionsOf(versions)]));
}

/** `{"packages":[{"ecosystem":"Zig","name":"soup","versions":["1.0.0"]}]}` */
function auditedPackages(question: unknown): AuditedPackage[] {
  const { packages } = objectOf(question);
  if (!Array.isArray(packages)) throw invalid("`packages` is not a list");
  if (packages.length > askedPackageCount) throw tooMany("packages", askedPackageCount);
  return packages.map((asked) => {
    const { ecosystem, name, versions } = objectOf(asked);
    if (ecosystem !== "Zig" && ecosystem !== "npm") throw invalid("an `ecosystem` is neither Zig nor npm");
    if (typeof name !== "string") throw invalid("a `name` is not a text");
    return { ecosystem, name, versions: versionsOf(versions) };
  });
}

/** Every place in `{"dependencies":{"name":{"version","dependencies":{…}}}}`, however deep. */
function placesIn(question: unknown): TreePlace[] {
  const places: TreePlace[] = [];
  let level = [{ node: objectOf(question), path: "" }];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > askedTreeDepth) throw tooMany("levels", askedTreeDepth);
    const next: typeof level = [];
    for (const { node, path } of level) {
      for (const [name, child] of Object.entries(node["dependencies"] ?? {})) {
        const { version } = objectOf(child);
        const own = path === "" ? name : `${path}>${name}`;
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
