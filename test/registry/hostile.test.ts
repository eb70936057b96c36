import { maxHeaderSize } from "node:http";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { type LogEntry, type RunningRegistry, startRegistry } from "../../registry/main.ts";
import { paths } from "../../src/protocol/index.ts";
import { sharedFolder } from "../support/folders.ts";
import { startHttpServer } from "../support/http-server.ts";
import { publishNpm } from "./support/npm.ts";
import { testPackage } from "./support/package.ts";
import { sendRaw } from "./support/raw.ts";
import { type Answer, ask, password, publish, signUp, testRegistry } from "./support/registry.ts";

const folder = sharedFolder();
const logged: LogEntry[] = [];
const tokens: Record<string, string> = {};
const secretPack = testPackage({ name: "secret" });
const absentPack = testPackage({ name: "absent" });
let registry: RunningRegistry;

/** ada owns the organisation acme, its private package @acme/secret and the private Zig package secret; eve is a stranger with an account. */
beforeAll(async () => {
  registry = await startRegistry({
    dataFolder: folder.path,
    host: "127.0.0.1",
    port: 0,
    upstream: false,
    log: (entry) => logged.push(entry),
  });
  for (const name of ["ada", "eve", "constructor"]) tokens[name] = await signUp(registry, name);
  await ask(registry, "PUT", "-/org/acme/user", { token: tokens["ada"], body: { user: "ada" } });
  await publishNpm(registry, tokens["ada"], { name: "@acme/secret", access: "restricted" });
  await publish(registry, tokens["ada"], testPackage());
  await publish(registry, tokens["ada"], {
    ...secretPack,
    facts: { ...secretPack.facts, access: "restricted" },
  });
});

afterAll(async () => {
  await registry.close();
  folder.remove();
});

describe("a private package is told from a missing one by nobody who may not see it", () => {
  /** What differs between two answers to the same question, one about each package. */
  const told = (answer: Answer) => {
    const { date: _, ...headers } = answer.headers;
    const text = String(answer.body).replaceAll(secretPack.hash, "HASH").replaceAll(absentPack.hash, "HASH");
    const body = text.replaceAll(/secret|absent/g, "NAME");
    return { status: answer.status, headers, body };
  };
  const questions: readonly (readonly [method: string, path: string, body: unknown])[] = [
    ["GET", "@acme%2fNAME", undefined],
    ["HEAD", "@acme%2fNAME", undefined],
    ["GET", "@acme/NAME", undefined],
    ["GET", "@acme%2FNAME?write=true", undefined],
    ["GET", "@acme%2fNAME/1.0.0", undefined],
    ["GET", "@acme%2fNAME/latest", undefined],
    ["GET", "@acme/NAME/-/NAME-1.0.0.tgz", undefined],
    ["HEAD", "@acme/NAME/-/NAME-1.0.0.tgz", undefined],
    ["GET", "-/npm/v1/attestations/@acme%2fNAME@1.0.0", undefined],
    ["GET", "-/package/@acme%2fNAME/dist-tags", undefined],
    ["PUT", "-/package/@acme%2fNAME/dist-tags/beta", "1.0.0"],
    ["DELETE", "-/package/@acme%2fNAME/dist-tags/latest", undefined],
    ["GET", "-/package/@acme%2fNAME/visibility", undefined],
    ["GET", "-/package/@acme%2fNAME/access", undefined],
    ["POST", "-/package/@acme%2fNAME/access", { access: "public" }],
    ["GET", "-/package/@acme%2fNAME/collaborators", undefined],
    ["PUT", "@acme%2fNAME/-rev/1-x", { name: "@acme/NAME", maintainers: [{ name: "eve" }] }],
    ["DELETE", "@acme%2fNAME/-rev/1-x", undefined],
    ["DELETE", "@acme%2fNAME/-/NAME-1.0.0.tgz/-rev/1-x", undefined],
    ["GET", "-/v1/search?text=NAME", undefined],
    ["GET", "-/v1/search?text=NAME&kind=zig", undefined],
    ["GET", "-/v1/search?text=NAME+kind:zig+owner:ada", undefined],
    ["GET", paths.zigDocument("NAME"), undefined],
    ["HEAD", paths.zigDocument("NAME"), undefined],
    ["GET", `${paths.zigDocument("NAME")}?write=true`, undefined],
    ["GET", paths.zigDocument("NA_ME"), undefined],
    ["GET", paths.zigArchive("NAME", "1.0.0"), undefined],
    ["HEAD", paths.zigArchive("NAME", "1.0.0"), undefined],
    ["GET", paths.zigByHash("HASH"), undefined],
    ["HEAD", paths.zigByHash("HASH"), undefined],
    ["GET", paths.zigOwners("NAME"), undefined],
    ["PUT", paths.zigOwner("NAME", "eve"), undefined],
    ["DELETE", paths.zigOwner("NAME", "ada"), undefined],
    ["GET", paths.zigAccess("NAME"), undefined],
    ["PUT", paths.zigAccess("NAME"), { access: "public" }],
    ["PUT", paths.zigYank("NAME", "1.0.0"), undefined],
    ["DELETE", paths.zigYank("NAME", "1.0.0"), undefined],
    ["PUT", paths.zigDeprecation("NAME", "1.0.0"), { message: "NAME" }],
  ];

  it.each(questions)("%s %s", async (method, path, body) => {
    for (const token of [undefined, tokens["eve"], "ptry_none", tokens["ada"]?.replace(/.$/, "x")]) {
      const about = (name: string, { hash } = name === "secret" ? secretPack : absentPack) =>
        ask(
          registry,
          method,
          path.replaceAll("NAME", name).replace("NA_ME", `${name}_`).replace("HASH", hash),
          {
            token,
            body: body === undefined ? undefined : JSON.parse(JSON.stringify(body).replaceAll("NAME", name)),
          },
        );
      const [secret, absent] = [told(await about("secret")), told(await about("absent"))];
      expect({ ...secret, body: withoutTime(secret.body) }).toEqual({
        ...absent,
        body: withoutTime(absent.body),
      });
      expect(secret.status === 200 && !path.includes("search")).toBe(false);
    }
  });

  it("nor by publishing under its name", async () => {
    const refusals = [];
    for (const name of ["secret", "absent"]) {
      refusals.push(
        told(await publishNpm(registry, tokens["eve"], { name: `@acme/${name}`, version: "2.0.0" })),
      );
    }
    expect(refusals[0]).toEqual(refusals[1]);
    expect(refusals[0]?.status).toBe(403);
  });

  it("while its owner sees it", async () => {
    const token = tokens["ada"];
    expect((await ask(registry, "GET", "@acme%2fsecret", { token })).status).toBe(200);
    const answer = await ask(registry, "GET", "@acme/secret/-/secret-1.0.0.tgz", { token });
    expect(answer.status).toBe(200);
    expect(answer.headers["cache-control"]).toMatch(/private/);
    const found = await ask(registry, "GET", "-/v1/search?text=secret", { token });
    expect(String(found.body)).toContain("@acme/secret");
  });
});

describe("nobody becomes more than they are", () => {
  const code = async (who: string, method: string, path: string, body?: unknown) => {
    const answer = await ask(registry, method, path, { token: tokens[who], body });
    return answer.body.length === 0 ? answer.status : (answer.json()["code"] ?? answer.status);
  };

  it("by fields that they add to a sign-up or a profile", async () => {
    const more = {
      roles: ["admin"],
      type: "admin",
      isAdmin: true,
      removedAt: null,
      user: "ada",
      name: "mal",
    };
    await ask(registry, "PUT", paths.user("mal"), { body: { password, ...more } });
    const token = await signUp(registry, "mal");
    const change = await ask(registry, "POST", "-/npm/v1/user", { token, body: { ...more, name: "ada" } });
    expect(change.json()["name"]).toBe("mal");
    const body = { ...more, password, name: "x", rights: ["read"] };
    const made = String((await ask(registry, "POST", paths.tokens, { token, body })).json()["token"]);
    expect((await ask(registry, "GET", paths.whoami, { token: made })).json()).toEqual({ username: "mal" });
    expect((await ask(registry, "GET", paths.user("mal"))).json()["roles"]).toEqual([]);
  });

  it("by a name that JavaScript's objects have", async () => {
    expect(await code("constructor", "GET", "-/org/acme/user")).toBe("ORG_MISSING");
    expect(await code("constructor", "PUT", "-/org/acme/team", { name: "x" })).toBe("ORG_MISSING");
    expect(await code("constructor", "GET", "@acme%2fsecret")).toBe("PACKAGE_MISSING");
    expect(await code("ada", "GET", "-/team/acme/constructor/user")).toBe("TEAM_MISSING");
    const polluting = Buffer.from('{"__proto__":{"rights":["owner"],"password":"x"},"constructor":{}}');
    const answer = await ask(registry, "POST", paths.tokens, { token: tokens["eve"], body: polluting });
    expect(answer.json()["code"]).toBe("REQUEST_INVALID");
    expect(({} as Record<string, unknown>)["rights"]).toBeUndefined();
  });

  it("by a token that may do less", async () => {
    const limited = async (limits: object) => {
      const body = { password, ...limits };
      const answer = await ask(registry, "POST", paths.tokens, { token: tokens["eve"], body });
      return String(answer.json()["token"]);
    };
    for (const limits of [{ readonly: true }, { rights: ["publish", "yank"] }, { packages: ["leaf"] }]) {
      const token = await limited(limits);
      const again = await ask(registry, "POST", paths.tokens, { token, body: { password } });
      expect(again.status).toBe(403);
      const revoked = await ask(registry, "DELETE", paths.token("x"), { token });
      expect(revoked.status).toBe(403);
    }
  });

  it("by another method than the one that is sent", async () => {
    const headers = { "x-http-method-override": "DELETE", "x-method-override": "DELETE" };
    const answer = await ask(registry, "GET", "leaf?_method=DELETE", { headers, token: tokens["eve"] });
    expect(answer.status).toBe(404);
    expect((await ask(registry, "GET", paths.zigDocument("leaf"))).status).toBe(200);
  });
});

describe("addresses and names that mean something else", () => {
  it.each(
    [
      "..%2f..%2fetc%2fpasswd",
      "%2e%2e/%2e%2e/etc/passwd",
      "-/zig/by-hash/..%2f..%2fmetadata.sqlite.tar.gz",
      "-/zig/..%2f..%2fkeys/0001.pem",
      "-/user/org.couchdb.user:..%2fada",
      "-/user/org.couchdb.user:ada%00",
      "-/org/..%2f/user",
      "-/npm/v1/attestations/%zz@1.0.0",
      "-/npm/v1/attestations/..%2f@1.0.0",
      "%zz",
      "%00",
      "%c0%ae%c0%ae",
      "@/",
      "@a%2f..%2f..",
      "leaf/-/..%2f..%2fmetadata.sqlite.tgz",
      "__proto__",
      "-/package/__proto__/dist-tags",
      "-/package/%zz/dist-tags",
      `${"a".repeat(10_000)}`,
      "//evil.example/leaf",
      "-/metrics/../../keys",
    ].map((path) => [path.slice(0, 50), path] as const),
  )("%j is refused and is no bug", async (_, path) => {
    for (const method of ["GET", "HEAD", "PUT", "DELETE"]) {
      const answer = await ask(registry, method, path, { token: tokens["eve"], body: {} });
      // A PUT that says nothing changes nothing, under whatever name.
      const least = method === "PUT" ? 200 : 400;
      expect([method, answer.status, answer.status >= least && answer.status < 500]).toEqual([
        method,
        answer.status,
        true,
      ]);
    }
    expect(logged.filter(({ event }) => event === "bug")).toEqual([]);
  });

  it("a request's Host decides nothing", async () => {
    const headers = {
      host: "evil.example",
      "x-forwarded-host": "evil.example",
      forwarded: "host=evil.example",
    };
    const document = await ask(registry, "GET", paths.zigDocument("leaf"), { headers });
    expect(document.status).toBe(200);
    expect(String(document.body)).not.toContain("evil");
    expect(String(document.body)).toContain(`"archive":"${registry.url}-/zig/leaf/leaf-1.0.0.tar.gz"`);
  });
});

describe("bodies that are made to hurt", () => {
  it.each<[string, () => unknown, Record<string, string>, number]>([
    ["nested a hundred thousand deep", () => Buffer.from("[".repeat(60_000)), {}, 400],
    ["of another encoding", () => gzipSync(Buffer.alloc(1_000_000)), { "content-encoding": "gzip" }, 400],
    ["that is no text", () => Buffer.from([0xff, 0xfe, 0x00]), {}, 400],
    ["that is null", () => Buffer.from("null"), {}, 400],
    ["larger than a form", () => Buffer.alloc(70_000, " "), {}, 413],
  ])("%s", async (_, body, headers, status) => {
    for (const [method, path] of [
      ["PUT", paths.user("nobody")],
      ["POST", paths.tokens],
      ["POST", "-/npm/v1/user"],
      ["PUT", "-/org/acme/user"],
    ] as const) {
      const answer = await ask(registry, method, path, { token: tokens["ada"], body: body(), headers });
      expect([path, answer.status]).toEqual([path, status]);
    }
  });

  it("that say twice how long they are are not read at all", async () => {
    const answer = await sendRaw(
      registry,
      `PUT /-/user/org.couchdb.user:eve HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n` +
        "GET /-/whoami HTTP/1.1\r\nHost: x\r\n\r\n",
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).not.toContain("SIGN_IN_REQUIRED");
  });

  it("and headers without end are cut off", async () => {
    // Just over the limit and then nothing: what still arrives at a closed connection would take the answer away.
    const answer = await sendRaw(
      registry,
      `GET /-/ping HTTP/1.1\r\nHost: x\r\nX: ${"a".repeat(maxHeaderSize)}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  });

  it("and requests that never end hold up nobody", async () => {
    const { port, hostname } = new URL(registry.url);
    const slow = Array.from({ length: 200 }, () => connect(Number(port), hostname));
    try {
      for (const socket of slow)
        socket.on("error", () => undefined).write("PUT /leaf HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n");
      expect((await ask(registry, "GET", paths.ping)).status).toBe(200);
      expect((await ask(registry, "GET", paths.whoami, { token: tokens["eve"] })).status).toBe(200);
    } finally {
      for (const socket of slow) socket.destroy();
    }
  });
});

describe("the log", () => {
  it("has no secret, whichever way one came", async () => {
    const secret = "correct-horse-battery";
    const token = tokens["eve"] ?? "";
    const ways: readonly (readonly [string, string, object])[] = [
      ["PUT", paths.user("eve"), { body: { password: secret } }],
      [
        "PUT",
        `${paths.user("eve")}/-rev/1-x`,
        { headers: { authorization: `Basic ${btoa(`eve:${secret}`)}` }, body: { password: secret } },
      ],
      ["POST", "-/npm/v1/user", { token, body: { password: { old: secret, new: secret } } }],
      ["GET", `-/whoami?password=${secret}&token=${token}`, { token }],
      ["GET", "-/whoami", { headers: { authorization: `Basic ${btoa(`eve:${secret}`)}` } }],
      ["GET", `-/user/token/${token}`, { token }],
      ["DELETE", `-/user/token/${secret}`, { token }],
      ["GET", `${token}/${token}`, {}],
      ["GET", `-/package/${encodeURIComponent(`x ${token}`)}/dist-tags`, {}],
    ];
    const before = logged.length;
    for (const [method, path, question] of ways) await ask(registry, method, path, question);
    // A request is logged once its answer is out, which its client may see a moment earlier.
    await vi.waitFor(() => expect(logged.length - before).toBeGreaterThanOrEqual(ways.length), 30_000);
    const text = JSON.stringify(logged);
    for (const leaked of [secret, btoa(`eve:${secret}`), token, token.slice(5, 25), password]) {
      expect(text).not.toContain(leaked);
    }
  });
});

describe("a name that was claimed here", () => {
  it("never falls through to upstream, nor does a private one or one without versions", async () => {
    const upstream = await startHttpServer();
    onTestFinished(() => upstream.close());
    const own = await testRegistry({ upstream: { url: upstream.origin } });
    const ada = await signUp(own, "ada");
    await publishNpm(own, ada, { name: "@acme/inside", access: "restricted" });
    const before = upstream.requests.length;
    for (const path of ["@acme%2finside", "@acme%2finside/1.0.0", "@acme/inside/-/inside-1.0.0.tgz"]) {
      expect((await ask(own, "GET", path)).status).toBe(404);
    }
    await ask(own, "GET", "-/npm/v1/attestations/@acme%2finside@1.0.0");
    expect(upstream.requests.slice(before)).toEqual([]);
  });
});

function withoutTime(body: string): string {
  return body.replace(/"time":"[^"]*"/, "");
}
