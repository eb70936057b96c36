import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type RunningRegistry, startRegistry } from "../../../registry/main.ts";
import { paths } from "../../../src/protocol/index.ts";
import { sharedFolder } from "../../support/folders.ts";
import { forWriting, npmDocument, publishNpm } from "../support/npm.ts";
import { testPackage } from "../support/package.ts";
import { ask, password, publish, signUp } from "../support/registry.ts";

/** What a route takes: any token, one that may change something and is good for the package, one that may change the account, or one with a right for the package. */
type Needs = "a token" | "a change" | "the account" | "publish" | "yank" | "owner" | "publish anything";

/**
 * Every route that not everybody may use, as it is declared, with what it takes and a body that changes nothing where
 * it is let in. `REVISION` is the one that the npm package has.
 */
const routes: readonly (readonly [route: string, path: string, needs: Needs, body?: unknown])[] = [
  ["get /-/whoami", "-/whoami", "a token"],
  ["delete /-/user/token/:token", "-/user/token/x", "a token"],
  ["get /-/npm/v1/user", "-/npm/v1/user", "a token"],
  ["post /-/npm/v1/user", "-/npm/v1/user", "the account", {}],
  ["get /-/npm/v1/tokens", "-/npm/v1/tokens", "a token"],
  ["post /-/npm/v1/tokens", "-/npm/v1/tokens", "the account", {}],
  ["delete /-/npm/v1/tokens/token/:key", "-/npm/v1/tokens/token/x", "the account"],
  ["put /:name", "leaf", "publish", { ...npmDocument(), versions: {} }],
  ["put /:name", "leaf", "publish", { versions: "x" }],
  ["put /:name", "leaf", "owner", { maintainers: "x" }],
  ["put /:name/-rev/:revision", "leaf/-rev/REVISION", "publish", { ...npmDocument(), versions: {} }],
  ["put /:name/-rev/:revision", "leaf/-rev/REVISION", "yank", { versions: "x" }],
  ["put /:name/-rev/:revision", "leaf/-rev/REVISION", "owner", { maintainers: "x" }],
  ["delete /:name/-rev/:revision", "leaf/-rev/1-x", "yank"],
  ["delete /:name/-/:file/-rev/:revision", "leaf/-/leaf-9.9.9.tgz/-rev/1-x", "yank"],
  ["put /-/package/:name/dist-tags/:tag", "-/package/leaf/dist-tags/beta", "publish", "9.9.9"],
  ["delete /-/package/:name/dist-tags/:tag", "-/package/leaf/dist-tags/latest", "publish"],
  ["put /-/package/:name/dist-tags", "-/package/leaf/dist-tags", "publish", { beta: "9.9.9" }],
  ["post /-/package/:name/dist-tags", "-/package/leaf/dist-tags", "publish", { beta: "9.9.9" }],
  ["post /-/package/:name/access", "-/package/leaf/access", "owner", { access: "x" }],
  ["get /-/package/:name/collaborators", "-/package/leaf/collaborators", "a token"],
  ["put /-/package/:name/owners", "-/package/leaf/owners", "owner", { user: "nobody" }],
  ["delete /-/package/:name/owners/:user", "-/package/leaf/owners/nobody", "owner"],
  ["put /-/user/v1/star", "-/user/v1/star", "a change", { name: "leaf" }],
  ["delete /-/user/v1/star", "-/user/v1/star", "a change", { name: "leaf" }],
  ["put /:name", "leaf", "a change", { users: {} }],
  ["get /-/user/v1/star", "-/user/v1/star", "a token"],
  ["get /-/org/:org/user", "-/org/acme/user", "a token"],
  ["put /-/org/:org/user", "-/org/acme/user", "the account", { user: "ada", role: "x" }],
  ["delete /-/org/:org/user", "-/org/acme/user", "the account", {}],
  ["get /-/org/:org/package", "-/org/acme/package", "a token"],
  ["get /-/user/:user/package", "-/user/ada/package", "a token"],
  ["get /-/-/package", "-/-/package", "a token"],
  ["get /-/org/:org/team", "-/org/acme/team", "a token"],
  ["put /-/org/:org/team", "-/org/acme/team", "the account", {}],
  ["delete /-/team/:org/:team", "-/team/acme/x", "the account"],
  ["get /-/team/:org/:team/user", "-/team/acme/x/user", "a token"],
  ["put /-/team/:org/:team/user", "-/team/acme/x/user", "the account", {}],
  ["delete /-/team/:org/:team/user", "-/team/acme/x/user", "the account", {}],
  ["get /-/team/:org/:team/package", "-/team/acme/x/package", "a token"],
  ["put /-/team/:org/:team/package", "-/team/acme/x/package", "the account", {}],
  ["delete /-/team/:org/:team/package", "-/team/acme/x/package", "the account", {}],
  ["put /-/zig/by-hash/:file{.+\\\\.tar\\\\.gz}", "-/zig/by-hash/x.tar.gz", "publish anything", {}],
  ["put /-/zig/:name/access", "-/zig/leaf/access", "owner", { access: "x" }],
  ["put /-/zig/:name/:version", "-/zig/leaf/1.0.0", "publish", {}],
  ["put /-/zig/:name/:version/yank", "-/zig/leaf/9.9.9/yank", "yank"],
  ["delete /-/zig/:name/:version/yank", "-/zig/leaf/9.9.9/yank", "yank"],
  ["put /-/zig/:name/:version/deprecation", "-/zig/leaf/9.9.9/deprecation", "publish", { message: "x" }],
  ["delete /-/zig/:name/:version/deprecation", "-/zig/leaf/9.9.9/deprecation", "publish"],
  ["put /-/zig/:name/owners/:user", "-/zig/leaf/owners/nobody", "owner"],
  ["delete /-/zig/:name/owners/:user", "-/zig/leaf/owners/nobody", "owner"],
];

/** Those that anybody may use, or whoever may see the package, as their files write them. */
const openRoutes = [
  "all /-/npm/v1/oidc/*",
  "all /-/package/:name/trust/*",
  "all /-/stage/*",
  "get /-/health",
  "get /-/metrics",
  "get /-/npm/v1/keys",
  "get /-/package/:name/access",
  "get /-/package/:name/dist-tags",
  "get /-/package/:name/visibility",
  "get /-/_view/starredByUser",
  "get /-/user/:user/stars",
  "get /-/v1/search",
  "get /-/zig/:name/access",
  "get /-/zig/:name/owners",
  "get account",
  "post /{paths.advisories}",
  "post /{paths.npmAdvisories}",
  "post /-/v1/login",
  "post path",
  "put {account}/-rev/:revision",
  "put account",
];

const rights = ["read", "publish", "yank", "owner"] as const;
type Right = (typeof rights)[number];

/** What ada's tokens may do; those that are none; and eve's, who owns nothing here. */
const kinds = ["none", "bad", "expired", "elsewhere", ...rights, "other packages", "ada's", "eve's"] as const;
type Kind = (typeof kinds)[number];

/** Why a token is refused, or that it is let in. */
function expected(needs: Needs, kind: Kind): string {
  switch (kind) {
    case "none":
      return "SIGN_IN_REQUIRED";
    case "bad":
      return "TOKEN_UNKNOWN";
    case "expired":
      return "TOKEN_EXPIRED";
    case "elsewhere":
      return "TOKEN_ADDRESS";
    case "ada's":
      return "let in";
    case "eve's":
      return isOfPackage(needs) ? "NOT_OWNER" : "let in";
    case "other packages":
      return isOfPackage(needs) || needs === "a change" || needs === "the account"
        ? "TOKEN_PACKAGE"
        : "let in";
    default:
      return hasRight(needs, kind) ? "let in" : kind === "read" ? "TOKEN_READ_ONLY" : "TOKEN_RIGHT";
  }
}

function isOfPackage(needs: Needs): boolean {
  return needs === "publish" || needs === "yank" || needs === "owner";
}

function hasRight(needs: Needs, right: Right): boolean {
  if (needs === "a token") return true;
  if (needs === "a change") return right !== "read";
  if (needs === "the account") return right === "owner";
  return needs.startsWith(right);
}

const refusals: ReadonlySet<unknown> = new Set([
  ...["SIGN_IN_REQUIRED", "TOKEN_UNKNOWN", "TOKEN_EXPIRED", "TOKEN_ADDRESS", "TOKEN_READ_ONLY"],
  ...["TOKEN_RIGHT", "TOKEN_PACKAGE", "NOT_OWNER"],
]);

const folder = sharedFolder();
const tokens: Partial<Record<Kind, string>> = { bad: "x" };
let registry: RunningRegistry;

beforeAll(async () => {
  let time = Date.parse("2026-01-31T12:00:00Z");
  registry = await startRegistry({
    dataFolder: folder.path,
    host: "127.0.0.1",
    port: 0,
    upstream: false,
    now: () => new Date(time),
  });
  const ada = await signUp(registry, "ada");
  tokens["ada's"] = ada;
  tokens["eve's"] = await signUp(registry, "eve");
  const make = async (kind: Kind, limits: object) => {
    const body = { password, ...limits };
    tokens[kind] = String((await ask(registry, "POST", paths.tokens, { token: ada, body })).json()["token"]);
  };
  for (const right of rights) await make(right, { rights: [right] });
  await make("other packages", { packages: ["other"] });
  await make("elsewhere", { cidr_whitelist: ["203.0.113.1"] });
  await make("expired", { expires: 1 });
  time += 2 * 24 * 60 * 60 * 1000;
  await publishNpm(registry, ada, { name: "leaf" });
  await publish(registry, ada, testPackage());
  return async () => {
    await registry.close();
    folder.remove();
  };
});

describe("a route lets in whom it says, and nobody else", () => {
  const rows = routes.map(([route, path, needs, body]) => ({ route, path, needs, body }));

  it.each(rows)("$route with $path takes $needs", async ({ route, path, needs, body }) => {
    const method = route.slice(0, route.indexOf(" ")).toUpperCase();
    const { _rev } = await forWriting(registry, "leaf");
    const got: Partial<Record<Kind, unknown>> = {};
    for (const kind of kinds) {
      const answer = await ask(registry, method, path.replace("REVISION", _rev), {
        token: tokens[kind],
        body,
      });
      const code = answer.body.length === 0 ? undefined : answer.json()["code"];
      got[kind] = refusals.has(code) ? code : "let in";
      expect(answer.status).toBeLessThan(500);
    }
    expect(got).toEqual(Object.fromEntries(kinds.map((kind) => [kind, expected(needs, kind)])));
    expect((await forWriting(registry, "leaf"))._rev).toBe(_rev);
  });
});

describe("the table of routes", () => {
  const source = new URL("../../../registry/http/", import.meta.url);
  const declared = readdirSync(source)
    .filter((name) => name.endsWith("-routes.ts"))
    .flatMap((name) => {
      const text = readFileSync(new URL(name, source), "utf8");
      const found = text.matchAll(/app\.(\w+)\(\s*(?:\[([^\]]+)\],\s*)?["`]?([^"`,]+)["`]?,\s*roles\.(\w+)/g);
      return [...found].flatMap(([, method = "", methods = "", path = "", role = ""]) =>
        (method === "on" ? (methods.match(/\w+/g) ?? []) : [method]).map((each) => ({
          route: `${each.toLowerCase()} ${path.replace("$", "")}`,
          isOpen: role === "anyone" || role === "viewer",
        })),
      );
    });
  const sorted = (texts: Iterable<string>) => [...new Set(texts)].sort();

  it("has every route that not everybody may use", () => {
    const closed = declared.filter(({ isOpen }) => !isOpen).map(({ route }) => route);
    expect(sorted(routes.map(([route]) => route))).toEqual(sorted(closed));
  });

  it("knows those that everybody may use", () => {
    expect(sorted(declared.filter(({ isOpen }) => isOpen).map(({ route }) => route))).toEqual(
      sorted(openRoutes),
    );
  });
});
