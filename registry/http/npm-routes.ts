import type { Context, Hono } from "hono";
import { versionInTarballFile } from "../../src/protocol/index.ts";
import { isPrivate } from "../accounts/index.ts";
import { registryError } from "../errors.ts";
import type { PackageHead, Right } from "../metadata/index.ts";
import {
  addOwner,
  type Change,
  changeOwners,
  changeVersions,
  checkMayChange,
  checkMayPublishNpm,
  checkRevision,
  npmPackage,
  type Packages,
  readAccess,
  removeOwner,
  removeVersions,
  setAccess,
  setStar,
  setTags,
  subjectOfDocument,
  tagsOf,
} from "../packages/index.ts";
import type { Registry } from "../registry.ts";
import { type Bodies, type ReceivedDocument, readForm } from "./body.ts";
import { fieldsOfForm } from "./form.ts";
import { formBytes } from "./limits.ts";
import { checkCovers, checkRight, type Roles, type RouteEnv } from "./roles.ts";
import { type Sight, seenNpmPackage } from "./sight.ts";

interface NpmParts {
  readonly registry: Registry;
  readonly packages: Packages;
  readonly bodies: Bodies;
  readonly roles: Roles;
  readonly sight: Sight;
}

/** What npm's clients ask beside documents and tarballs, which are in `npm-read.ts` (npm registry API). */
export function addNpmRoutes(app: Hono<RouteEnv>, parts: NpmParts): void {
  const { registry, packages, bodies, roles, sight } = parts;

  app.put("/:name", roles.writer, async (c) => {
    // What is no form is sent by those who publish: from others it is not even read.
    if (Number(c.req.header("content-length") ?? 0) > formBytes) await checkPublisher(c);
    await bodies.document(c.env.incoming, (document) => takeDocument(c, document, false));
    return c.json({ ok: true, success: true }, 201);
  });

  // `npm unpublish NAME@VERSION` sends the document without the version, then asks for its tarball to be deleted.
  app.put("/:name/-rev/:revision", roles.writer, async (c) => {
    await bodies.document(c.env.incoming, async (document) => {
      checkRevision(await seen(c), c.req.param("revision"));
      await takeDocument(c, document, true);
    });
    return c.json({ ok: true, success: true }, 201);
  });

  app.delete("/:name/-rev/:revision", roles.writer, async (c) => {
    await removeVersions(await changeBy(c, "yank"), c.req.param("revision"), undefined);
    c.header("npm-notice", unpublishNotice);
    return c.json({ ok: true });
  });

  app.delete("/:name/-/:file/-rev/:revision", roles.writer, async (c) => {
    const change = await changeBy(c, "yank");
    const version = versionInTarballFile(change.head.name, c.req.param("file"));
    await removeVersions(change, c.req.param("revision"), version === undefined ? [] : [version]);
    c.header("npm-notice", unpublishNotice);
    return c.json({ ok: true });
  });

  app.get("/-/package/:name/dist-tags", roles.anyone, async (c) => {
    const upstream = await upstreamTags(c.req.param("name"));
    if (upstream === undefined) return c.json(await tagsOf(registry, await seen(c)));
    return c.body(new Uint8Array(upstream), 200, { "Content-Type": "application/json" });
  });

  app.put("/-/package/:name/dist-tags/:tag", roles.writer, async (c) => {
    const version = await readForm(c.env.incoming);
    if (typeof version !== "string") throw tagWithoutVersion();
    await setTags(await changeBy(c, "publish"), { [c.req.param("tag")]: version });
    return c.json({ ok: true }, 201);
  });

  app.delete("/-/package/:name/dist-tags/:tag", roles.writer, async (c) => {
    await setTags(await changeBy(c, "publish"), { [c.req.param("tag")]: undefined });
    return c.json({ ok: true });
  });

  // Old clients send all tags at once: POST adds them, PUT puts them in the place of all others.
  app.on(["PUT", "POST"], "/-/package/:name/dist-tags", roles.writer, async (c) => {
    const change = await changeBy(c, "publish");
    const sent = fieldsOfForm(await readForm(c.env.incoming)).allTexts();
    const before = c.req.method === "PUT" ? Object.keys(await tagsOf(registry, change.head)) : [];
    const dropped = before.filter((tag) => tag !== "latest").map((tag) => [tag, undefined]);
    await setTags(change, { ...Object.fromEntries(dropped), ...sent });
    return c.json({ ok: true }, 201);
  });

  app.get("/-/package/:name/visibility", roles.anyone, async (c) =>
    c.json({ public: !isPrivate(await seen(c)) }),
  );

  app.get("/-/package/:name/access", roles.anyone, async (c) =>
    c.json({ access: (await seen(c)).facts.access }),
  );

  app.post("/-/package/:name/access", roles.writer, async (c) => {
    const form = fieldsOfForm(await readForm(c.env.incoming));
    const { head, actor } = await changeBy(c, "owner");
    // What else npm may ask for, a second factor for each publish, is not kept here.
    const access = readAccess(form.optionalText("access"));
    if (access === undefined) throw accessUnsupported();
    await setAccess(registry, packages.npm.finish, actor, head, access);
    return c.body(null, 204);
  });

  app.get("/-/package/:name/collaborators", roles.reader, async (c) => {
    const { owners } = await seen(c);
    // pnpm asks in this way, for a list.
    if (c.req.query("format") === "cli") {
      return c.json(owners.map((user) => ({ user, permissions: "read-write" })));
    }
    return c.json(Object.fromEntries(owners.map((owner) => [owner, "write"])));
  });

  // As pnpm changes them; npm and yarn send a document.
  app.put("/-/package/:name/owners", roles.writer, async (c) => {
    const user = fieldsOfForm(await readForm(c.env.incoming)).text("user");
    const { finish, actor, head } = await changeBy(c, "owner");
    await addOwner(registry, finish, actor, head, user);
    return c.json({ ok: true }, 201);
  });

  app.delete("/-/package/:name/owners/:user", roles.writer, async (c) => {
    const { finish, actor, head } = await changeBy(c, "owner");
    await removeOwner(registry, finish, actor, head, c.req.param("user"));
    return c.json({ ok: true });
  });

  app.get("/-/npm/v1/keys", roles.anyone, async (c) =>
    c.json({ keys: [...registry.signer.keys, ...(await registry.upstream.keys())] }),
  );

  async function takeDocument(
    c: Context<RouteEnv>,
    { json, tarball }: ReceivedDocument,
    removing: boolean,
  ): Promise<void> {
    const subject = subjectOfDocument(json);
    if (subject === "a new version") {
      const name = await checkPublisher(c);
      await packages.npm.publish(c.var.identity, name, json, tarball ?? Buffer.alloc(0));
    } else if (subject === "its versions") {
      await changeVersions(await changeBy(c, removing ? "yank" : "publish"), json, removing);
    } else if (subject === "its owners") {
      await changeOwners(await changeBy(c, "owner"), json);
    } else if (subject === "its stars") {
      const head = await seen(c);
      checkCovers(c.var.identity, head);
      const { user } = c.var.identity;
      // The stars of others in it are only what was read.
      await setStar(registry, head, user, fieldsOfForm(json).optionalForm("users")?.flag(user) === true);
    } else {
      c.header("npm-notice", "nothing was changed: the document has nothing that this registry keeps");
    }
  }

  /** The name that somebody may publish under, with a token that may. */
  async function checkPublisher(c: Context<RouteEnv>): Promise<string> {
    const name = c.req.param("name") ?? "";
    checkRight(c.var.identity, "publish", { kind: "npm", name });
    await checkMayPublishNpm(registry, c.var.identity.user, name);
    return name;
  }

  /** The tags of a package from upstream; undefined where it is one of this registry's, or none. */
  async function upstreamTags(name: string): Promise<Buffer | undefined> {
    const head = await packages.npm.documents.head(npmPackage(name));
    if (head?.name === name) return undefined;
    return (await packages.npm.upstream.part(name, "dist-tags"))?.bytes;
  }

  /** The package that is asked for, if whoever asks may see it. */
  async function seen(c: Context<RouteEnv>): Promise<PackageHead<"npm">> {
    return seenNpmPackage(registry, sight, c.env.incoming, c.req.param("name") ?? "");
  }

  /** The package for somebody who may change it, with a token that may do this. */
  async function changeBy(c: Context<RouteEnv>, right: Right): Promise<Change> {
    const head = await seen(c);
    const { identity } = c.var;
    checkRight(identity, right, { kind: "npm", name: head.name });
    await checkMayChange(registry, identity.user, head);
    return { registry, finish: packages.npm.finish, actor: identity.user, head };
  }
}

const unpublishNotice = "the number of an unpublished version is never used again";

function tagWithoutVersion() {
  return registryError("REQUEST_INVALID", {
    message: "the request's body is no version",
    hint: 'send it as JSON: `"1.2.3"`',
  });
}

function accessUnsupported() {
  return registryError("REQUEST_INVALID", {
    message: "a package can be made public or restricted, and nothing else of what npm knows as access",
    hint: "send `access`",
  });
}
