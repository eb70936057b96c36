import { Hono } from "hono";
import { describe, expect, it, onTestFinished } from "vitest";
import { createGuard } from "../../../registry/accounts/index.ts";
import { memoryBlobs } from "../../../registry/blobs/index.ts";
import { registryError } from "../../../registry/errors.ts";
import { createMetrics, routeClass } from "../../../registry/http/metrics.ts";
import { addOperationsRoutes } from "../../../registry/http/operations-routes.ts";
import { createRates } from "../../../registry/http/rates.ts";
import { createIdentities, createRoles, type RouteEnv } from "../../../registry/http/roles.ts";
import { createSight } from "../../../registry/http/sight.ts";
import { memoryMetadata } from "../../../registry/metadata/index.ts";
import { paths } from "../../../src/protocol/index.ts";
import { temporaryFolder } from "../../support/folders.ts";
import { testDomain } from "../support/domain.ts";
import { testPackage } from "../support/package.ts";
import { ask, password, publicRegistry, publish, signUp, testRegistry } from "../support/registry.ts";

const from = (address: string) => ({ headers: { "x-forwarded-for": address } });

describe("health", () => {
  it("says that the storage is well", async () => {
    const answer = await ask(await testRegistry(), "GET", "-/health");
    expect([answer.status, answer.json()]).toEqual([200, { status: "ok", metadata: "ok", blobs: "ok" }]);
  });
});

describe("health of a storage that fails", () => {
  it.each([
    ["metadata", { metadata: "failed", blobs: "ok" }],
    ["blobs", { metadata: "ok", blobs: "failed" }],
  ] as const)("names %s", async (broken, expected) => {
    const head = async () => {
      throw registryError("STORAGE_UNAVAILABLE", { message: "the storage did not answer" });
    };
    const metadata = { ...memoryMetadata(), ...(broken === "metadata" ? { head } : {}) };
    const blobs = { ...memoryBlobs(), ...(broken === "blobs" ? { head } : {}) };
    const { registry } = testDomain(metadata, blobs);
    const addressOf = () => "127.0.0.1";
    const unlimited = Number.POSITIVE_INFINITY;
    const limits = { requestsPerMinute: unlimited, changesPerMinute: unlimited };
    const rates = createRates(registry.now, addressOf, limits);
    const identities = createIdentities(registry, addressOf, rates, createGuard(registry.now));
    const roles = createRoles(registry, identities, createSight(registry, identities));
    const metrics = createMetrics();
    onTestFinished(() => metrics.close());
    const app = new Hono<RouteEnv>();
    addOperationsRoutes(app, { registry, roles, metrics, addressOf, metricsFrom: [] });
    const answer = await app.request("/-/health");
    expect([answer.status, await answer.json()]).toEqual([503, { status: "failed", ...expected }]);
  });
});

describe("metrics", () => {
  it("count requests, durations, bytes, memory and lag, as Prometheus reads them", async () => {
    const registry = await testRegistry();
    const token = await signUp(registry, "ada");
    await publish(registry, token, testPackage());
    await ask(registry, "GET", paths.zigDocument("leaf"));
    await ask(registry, "GET", paths.zigArchive("leaf", "1.0.0"));
    await ask(registry, "GET", paths.zigArchive("leaf", "9.0.0"));
    const answer = await ask(registry, "GET", "-/metrics");
    expect(answer.headers["content-type"]).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = String(answer.body);
    for (const line of text.trimEnd().split("\n")) {
      expect(line).toMatch(/^(# (HELP|TYPE) pantry_\w+ .+|pantry_\w+(\{(\w+="[^"]*",?)+\})? [\d.e+-]+)$/);
    }
    const value = (name: string) =>
      Number(
        text
          .split("\n")
          .find((line) => line.startsWith(`${name} `))
          ?.split(" ")[1],
      );
    expect(value('pantry_requests_total{class="account",status="201"}')).toBe(1);
    expect(value('pantry_requests_total{class="change",status="201"}')).toBe(1);
    expect(value('pantry_requests_total{class="document",status="200"}')).toBe(1);
    expect(value('pantry_requests_total{class="archive",status="404"}')).toBe(1);
    expect(value('pantry_request_duration_seconds_count{class="archive"}')).toBe(2);
    expect(value('pantry_request_duration_seconds_bucket{class="archive",le="+Inf"}')).toBe(2);
    expect(value("pantry_sent_bytes_total")).toBeGreaterThan(testPackage().archive.length);
    expect(value("pantry_received_bytes_total")).toBeGreaterThan(testPackage().archive.length);
    expect(value('pantry_memory_bytes{kind="resident"}')).toBeGreaterThan(1e6);
    expect(value('pantry_storage_errors_total{port="blobs"}')).toBe(0);
  });

  it("are there for the addresses that may read them only", async () => {
    const registry = await publicRegistry({ metricsFrom: ["10.0.0.0/8"] });
    expect((await ask(registry, "GET", "-/metrics", from("10.1.2.3"))).status).toBe(200);
    expect((await ask(registry, "GET", "-/metrics", from("11.1.2.3"))).status).toBe(404);
    expect((await ask(registry, "GET", "-/metrics")).status).toBe(404);
  });

  it.each([
    ["GET", "/-/ping?x", "operations"],
    ["GET", "/react", "document"],
    ["HEAD", "/@babel%2fcore", "document"],
    ["GET", "/react/-/react-1.0.0.tgz", "archive"],
    ["GET", "/-/zig/leaf", "document"],
    ["PUT", "/react", "change"],
    ["GET", "/-/v1/search?text=x", "search"],
    ["POST", "/-/npm/v1/security/advisories/bulk", "audit"],
    ["PUT", "/-/user/org.couchdb.user:ada", "account"],
    ["GET", "/-/npm/v1/keys", "other"],
  ])("count %s %s as %s", (method, url, expected) => {
    expect(routeClass({ method, url })).toBe(expected);
  });

  it("count what the storage could not do", () => {
    const metrics = createMetrics();
    metrics.storageFailed("blobs");
    expect(metrics.text()).toContain('pantry_storage_errors_total{port="blobs"} 1\n');
    metrics.close();
  });
});

describe("a registry that is read-only", () => {
  it("answers what is there, and refuses every change", async () => {
    const dataFolder = temporaryFolder();
    const open = await testRegistry({ dataFolder });
    await publish(open, await signUp(open, "ada"), testPackage());
    const registry = await testRegistry({ dataFolder, readOnly: true });
    expect((await ask(registry, "GET", paths.ping)).status).toBe(200);
    expect((await ask(registry, "GET", paths.zigDocument("leaf"))).status).toBe(200);
    const changes: readonly (readonly [string, string])[] = [
      ["PUT", paths.user("ada")],
      ["PUT", paths.zigVersion("leaf", "1.0.0")],
      ["POST", paths.tokens],
      ["DELETE", paths.session("x")],
      ["PUT", "react"],
      ["DELETE", "react/-rev/1"],
    ];
    for (const [method, path] of changes) {
      const answer = await ask(registry, method, path, { body: { password } });
      expect([method, path, answer.status, answer.json()["code"]]).toEqual([
        method,
        path,
        503,
        "REGISTRY_READ_ONLY",
      ]);
    }
    const audit = await ask(registry, "POST", "-/npm/v1/security/advisories/bulk", { body: {} });
    expect(audit.status).not.toBe(503);
  });
});

describe("too many requests", () => {
  it("from one address are told to wait, and others are not", async () => {
    let time = Date.parse("2026-01-31T12:00:00Z");
    const registry = await publicRegistry({ requestsPerMinute: 3, now: () => new Date(time) });
    const knock = async (address: string) => (await ask(registry, "GET", paths.ping, from(address))).status;
    for (let times = 0; times < 3; times++) expect(await knock("192.0.2.1")).toBe(200);
    const late = await ask(registry, "GET", paths.ping, from("192.0.2.1"));
    expect([late.status, late.json()["code"], late.headers["retry-after"]]).toEqual([
      429,
      "TOO_MANY_REQUESTS",
      "60",
    ]);
    expect(await knock("192.0.2.2")).toBe(200);
    time += 60_000;
    expect(await knock("192.0.2.1")).toBe(200);
  });

  it("from one network of version 6 are those of one customer, who has all its addresses", async () => {
    const registry = await publicRegistry({ requestsPerMinute: 2 });
    const knock = async (address: string) => (await ask(registry, "GET", paths.ping, from(address))).status;
    expect(await knock("2001:db8:0:1::1")).toBe(200);
    expect(await knock("2001:db8:0:1:ffff::2")).toBe(200);
    expect(await knock("2001:db8::1:a:b:c:d")).toBe(429);
    expect(await knock("2001:db8:0:2::1")).toBe(200);
  });

  it("that change something are counted by account too, wherever they come from", async () => {
    const registry = await publicRegistry({ changesPerMinute: 3 });
    const token = await signUp(registry, "ada");
    const revoke = async (address: string) =>
      (await ask(registry, "DELETE", paths.token("x"), { token, ...from(address) })).status;
    expect(await revoke("192.0.2.1")).toBe(204);
    expect(await revoke("192.0.2.2")).toBe(204);
    expect(await revoke("192.0.2.3")).toBe(204);
    expect(await revoke("192.0.2.4")).toBe(429);
    const reading = await ask(registry, "GET", paths.whoami, { token, ...from("192.0.2.5") });
    expect(reading.status).toBe(200);
  });

  it("are nobody's on a developer's own registry", async () => {
    const registry = await testRegistry();
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask(registry, "GET", paths.ping)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
  });
});

describe("where a request comes from", () => {
  it.each<[string, readonly string[] | undefined, string, string]>([
    ["is what the proxy before it says", undefined, "192.0.2.1", "192.0.2.1"],
    [
      "is the last that no proxy of ours is",
      ["127.0.0.1", "10.0.0.0/8"],
      "6.6.6.6, 192.0.2.1, 10.0.0.1",
      "192.0.2.1",
    ],
    ["has no port", undefined, "192.0.2.1:4711", "192.0.2.1"],
    ["has no port and no brackets", undefined, "[2001:db8::1]:4711", "2001:db8::1"],
    ["is never what a stranger says", [], "192.0.2.1", "127.0.0.1"],
    ["is the proxy itself where it says nonsense", undefined, "unknown", "127.0.0.1"],
  ])("%s", async (_, trustedProxies, forwarded, expected) => {
    const registry = await publicRegistry({ trustedProxies });
    const token = await signUp(registry, "ada");
    const body = { password, cidr_whitelist: [`${expected}/32`] };
    const made = await ask(registry, "POST", paths.tokens, { token, body });
    const limited = String(made.json()["token"]);
    const answer = await ask(registry, "GET", paths.whoami, { token: limited, ...from(forwarded) });
    expect(answer.status).toBe(200);
    const elsewhere = await ask(registry, "POST", paths.tokens, {
      token,
      body: { password, cidr_whitelist: ["203.0.113.1"] },
    });
    const far = await ask(registry, "GET", paths.whoami, {
      token: String(elsewhere.json()["token"]),
      ...from(forwarded),
    });
    expect(far.json()["code"]).toBe("TOKEN_ADDRESS");
  });
});

describe("closed sign-up", () => {
  it("makes no accounts", async () => {
    const registry = await testRegistry({ signUp: "closed" });
    const answer = await ask(registry, "PUT", paths.user("ada"), { body: { password } });
    expect([answer.status, answer.json()["code"]]).toEqual([403, "SIGN_UP_CLOSED"]);
  });
});
