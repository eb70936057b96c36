import type { IncomingMessage } from "node:http";
import type { Hono } from "hono";
import { paths } from "../../src/protocol/index.ts";
import {
  type AuditedPackage,
  bulkAnswer,
  type KeptAdvisory,
  quickAnswer,
  type TreePlace,
} from "../advisories/index.ts";
import { registryError } from "../errors.ts";
import { npmPackage, type Packages, zigPackage } from "../packages/index.ts";
import type { Registry } from "../registry.ts";
import { readQuestion } from "./body.ts";
import { askedPackageCount, askedTreeDepth, askedVersionCount } from "./limits.ts";
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
  const isShown = async (request: IncomingMessage, asked: AuditedPackage): Promise<boolean> => {
    if (advisories.current.about(asked).length === 0) return true;
    const { ecosystem, name } = asked;
    const head =
      ecosystem === "Zig"
        ? await packages.zig.documents.head(zigPackage(name))
        : await packages.npm.documents.head(npmPackage(name));
    return head === undefined || sight.sees(request, head);
  };

  app.post(`/${paths.npmAdvisories}`, roles.anyone, async (c) => {
    const asked = new Map<string, readonly string[]>();
    for (const [name, versions] of versionsByName(await readQuestion(c.env.incoming))) {
      if (await isShown(c.env.incoming, { ecosystem: "npm", name, versions })) asked.set(name, versions);
    }
    return c.json(bulkAnswer(advisories.current, asked));
  });

  for (const path of ["/-/npm/v1/security/audits/quick", "/-/npm/v1/security/audits"]) {
    app.post(path, roles.anyone, async (c) => {
      const places: TreePlace[] = [];
      for (const place of placesIn(await readQuestion(c.env.incoming))) {
        const { name, version } = place;
        if (await isShown(c.env.incoming, { ecosystem: "npm", name, versions: [version] }))
          places.push(place);
      }
      return c.json(quickAnswer(advisories.current, places));
    });
  }

  app.post(`/${paths.advisories}`, roles.anyone, async (c) => {
    const found = new Set<KeptAdvisory>();
    for (const asked of auditedPackages(await readQuestion(c.env.incoming))) {
      if (!(await isShown(c.env.incoming, asked))) continue;
      for (const advisory of advisories.current.about(asked)) found.add(advisory);
    }
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
