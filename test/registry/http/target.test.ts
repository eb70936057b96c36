import { describe, expect, it } from "vitest";
import { paths } from "../../../src/protocol/index.ts";
import { sendRaw } from "../support/raw.ts";
import { ask, password, publicRegistry, signUp, testRegistry } from "../support/registry.ts";

const body = JSON.stringify({ name: "mal", password });

/** A request as it is written, which clients' libraries would put right before they send it. */
function written(method: string, target: string, headers: readonly string[] = ["Host: localhost"]): string {
  const all = [...headers, "Connection: close", `Content-Length: ${method === "GET" ? 0 : body.length}`];
  return `${method} ${target} HTTP/1.1\r\n${all.join("\r\n")}\r\n\r\n${method === "GET" ? "" : body}`;
}

describe("a target that has to be read twice", () => {
  it.each([
    "/-/v1/advisories/../../-/user/org.couchdb.user:mal",
    "/-/v1/advisories/../../user/org.couchdb.user:mal",
    "/-/v1/advisories/%2e%2e/.%2E/user/org.couchdb.user:mal",
    "/-/npm/v1/security/..%2f../../user/../../user/org.couchdb.user:mal",
    "/-/v1/advisories\\..\\..\\user/org.couchdb.user:mal",
    "/./-/user/org.couchdb.user:mal",
  ])("%s is refused, so that it changes nothing on a registry that takes no changes", async (target) => {
    const registry = await testRegistry({ readOnly: true });
    const answer = await sendRaw(registry, written("PUT", target));
    expect(answer).toMatch(/^HTTP\/1\.1 400 .*"code":"REQUEST_INVALID"/s);
    expect((await ask(registry, "GET", paths.user("mal"))).status).toBe(404);
  });

  it("is read like any other where dots are no folders", async () => {
    const registry = await testRegistry();
    for (const target of ["/..leaf", "/leaf/1.0.0-a..b", "/leaf?a=/../b"]) {
      expect(await sendRaw(registry, written("GET", target))).toContain('"code":"PACKAGE_MISSING"');
    }
  });
});

it("a whole address as the target is read as its path, as proxies send it", async () => {
  const registry = await testRegistry();
  const token = await signUp(registry, "ada");
  const headers = ["Host: localhost", `Authorization: Bearer ${token}`];
  for (const target of [`${registry.url}-/whoami`, "http://elsewhere.example/-/whoami"]) {
    expect(await sendRaw(registry, written("GET", target, headers))).toContain('{"username":"ada"}');
  }
  expect(await sendRaw(registry, written("GET", registry.url.slice(0, -1)))).toMatch(/ 200 .*\{\}$/s);
});

it.each([
  { headers: [] },
  { headers: ["Host:"] },
  { headers: ["Host: a b"] },
  { headers: ["Host: [::1"] },
  { headers: ["Host: x@y:99999"] },
  { headers: ["Host: localhost", "Host: x"] },
])("what is read is the same with $headers", async ({ headers }) => {
  const registry = await testRegistry();
  const lines = ["GET /-/npm/v1/keys HTTP/1.0", ...headers, "", ""];
  expect(await sendRaw(registry, lines.join("\r\n"))).toMatch(/^HTTP\/1\.1 200 .*"keyid"/s);
});

describe("a web page that had its own name lead to this machine", () => {
  const foreign = ["Host: evil.example:7117"];

  it("changes nothing on a developer's own registry", async () => {
    const registry = await testRegistry();
    const answer = await sendRaw(registry, written("PUT", "/-/user/org.couchdb.user:mal", foreign));
    expect(answer).toMatch(/^HTTP\/1\.1 421 .*"code":"REQUEST_MISDIRECTED"/s);
    expect((await ask(registry, "GET", paths.user("mal"))).status).toBe(404);
  });

  it.each(["localhost", "127.0.0.1:1", "LOCALHOST:7117", "[::1]:7117"])(
    "while %s is this machine",
    async (host) => {
      const registry = await testRegistry();
      const answer = await sendRaw(
        registry,
        written("PUT", "/-/user/org.couchdb.user:mal", [`Host: ${host}`]),
      );
      expect(answer).toMatch(/^HTTP\/1\.1 201 /);
    },
  );

  it("is nothing to a registry that others reach: a proxy before it may say what it likes", async () => {
    const registry = await publicRegistry();
    const answer = await sendRaw(registry, written("PUT", "/-/user/org.couchdb.user:mal", foreign));
    expect(answer).toMatch(/^HTTP\/1\.1 201 /);
  });
});
