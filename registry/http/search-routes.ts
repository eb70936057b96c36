import type { Hono } from "hono";
import { addressOf, paths } from "../../src/protocol/index.ts";
import { type Identity, viewerWith } from "../accounts/index.ts";
import type { Registry } from "../registry.ts";
import {
  type Found,
  orgName,
  pageSize,
  parseSearch,
  popularityOf,
  type SearchQuery,
  tiers,
  userName,
  usualPageSize,
} from "../search/index.ts";
import type { Identities, Roles, RouteEnv } from "./roles.ts";

/** Search as npm's clients ask for it (npm registry API), for both kinds of packages. */
export function addSearchRoutes(app: Hono<RouteEnv>, { registry, roles, identities }: Parts): void {
  app.get("/-/v1/search", roles.anyone, async (c) => {
    const viewer = await viewerNames(registry, await identities.identifyIfAny(c.env.incoming));
    const query = { ...readQuery(new URL(c.req.url).searchParams), viewer };
    const { total, results } = await registry.search.find(query);
    const objects = results.map((result) => shown(registry.base, result));
    return c.json({ objects, total, time: registry.now().toISOString() });
  });
}

interface Parts {
  readonly registry: Registry;
  readonly roles: Roles;
  readonly identities: Identities;
}

/**
 * The names by which private packages are shown to somebody. A token that is narrowed to some packages, or may not
 * read, shows none of them: `mayRead` would have to be asked for each.
 */
export async function viewerNames(
  registry: Registry,
  identity: Identity | undefined,
): Promise<readonly string[]> {
  if (identity === undefined || !identity.rights.includes("read") || identity.packages !== undefined)
    return [];
  const { user, orgs } = await viewerWith(registry, identity);
  return [userName(user), ...orgs.map(({ name }) => orgName(name))];
}

/** Who says no kind is one of npm's clients, and gets npm packages; Pantry says its own in `kind`. */
function readQuery(parameters: URLSearchParams): Omit<SearchQuery, "viewer"> {
  const parsed = parseSearch(parameters.get("text") ?? "");
  const facets = new Map(parsed.facets);
  if (!facets.has("kind")) facets.set("kind", [parameters.get("kind") === "zig" ? "zig" : "npm"]);
  return {
    ...parsed,
    facets,
    from: wholeNumber(parameters.get("from"), 0, Number.MAX_SAFE_INTEGER),
    size: wholeNumber(parameters.get("size"), usualPageSize, pageSize),
  };
}

/** npm's registry bends what is out of bounds, and so its clients send it. */
function wholeNumber(text: string | null, usual: number, most: number): number {
  return text !== null && /^\d+$/.test(text) ? Math.min(Number(text), most) : usual;
}

/** Every field that npm's clients look into is there, if empty. Addresses of mail are nobody's business. */
function shown(base: string, { entry, tier }: Found) {
  const { kind, name, version, description, license, keywords, publishedAt, owners, zigVersions } = entry;
  const text = 1 - tiers.indexOf(tier) / tiers.length;
  const popularity = popularityOf(entry);
  const final = text + popularity / tiers.length;
  const people = owners.map((username) => ({ username, email: "" }));
  const document = kind === "zig" ? paths.zigDocument(name) : name.replace("/", "%2f");
  return {
    package: {
      kind,
      name,
      scope: name.startsWith("@") ? name.slice(1, name.indexOf("/")) : "unscoped",
      version,
      description: description ?? "",
      keywords,
      license: license ?? "",
      date: publishedAt,
      links: {
        npm: addressOf(base, document),
        ...(entry.homepage === undefined ? {} : { homepage: entry.homepage }),
        ...(entry.repository === undefined ? {} : { repository: entry.repository }),
      },
      author: { name: owners[0] ?? "" },
      publisher: people[0] ?? { username: "", email: "" },
      maintainers: people,
      ...(kind === "zig" ? { zigVersions } : {}),
    },
    downloads: { weekly: entry.downloads },
    score: { final, detail: { quality: text, popularity, maintenance: 1 } },
    searchScore: final,
    flags: {},
  };
}
