import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type AuthorityFiles, createFetcher, trustedAuthorities } from "../../src/fetch/index.ts";
import { failureOf } from "../support/failure-of.ts";
import { sharedFolder } from "../support/folders.ts";
import { selfSigned } from "../support/http-server-certificate.ts";

const environment = { ...process.env };
const shared = sharedFolder();
const own = selfSigned();
const file = join(shared.path, "own.pem");
const other = join(shared.path, "other.pem");
let server: Server;
let url = "";

beforeAll(async () => {
  writeFileSync(file, `# ours\n${own.certificate}`);
  writeFileSync(other, selfSigned().certificate);
  server = createServer({ key: own.key, cert: own.certificate }, (_request, response) => response.end("x"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `https://localhost:${(server.address() as AddressInfo).port}/x.tar.gz`;
});
afterEach(() => {
  for (const name of ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"]) delete process.env[name];
  Object.assign(process.env, environment);
});
afterAll(() => {
  server.close();
  shared.remove();
});

describe("a certificate of an authority of one's own", () => {
  test.each<[string, string | undefined, Record<string, string>, string]>([
    ["the setting", file, {}, "FETCH_NOT_ARCHIVE"],
    ["SSL_CERT_FILE", undefined, { SSL_CERT_FILE: "own" }, "FETCH_NOT_ARCHIVE"],
    ["NODE_EXTRA_CA_CERTS", undefined, { NODE_EXTRA_CA_CERTS: "own" }, "FETCH_NOT_ARCHIVE"],
    ["another one", other, {}, "FETCH_TLS"],
    ["none", undefined, {}, "FETCH_TLS"],
  ])("with %s", async (_, caFile, env, code) => {
    for (const [name, which] of Object.entries(env)) process.env[name] = which === "own" ? file : other;
    const fetcher = createFetcher({ caFile, wait: async () => undefined });
    // What comes is no archive: that it comes is what counts.
    expect((await failureOf(fetcher.archive(url))).code).toBe(code);
    await fetcher.close();
  });
});

test("the setting and NODE_EXTRA_CA_CERTS add to Node's own, SSL_CERT_FILE stands in their place", async () => {
  const count = async (from: AuthorityFiles) => (await trustedAuthorities(from))?.length;
  expect(await count({ file: undefined, env: {} })).toBeUndefined();
  expect(await count({ file, env: {} })).toBe(rootCertificates.length + 1);
  expect(await count({ file, env: { NODE_EXTRA_CA_CERTS: other } })).toBe(rootCertificates.length + 2);
  expect(await count({ file, env: { SSL_CERT_FILE: other } })).toBe(2);
});

test.each([
  ["nothing there", join(shared.path, "missing.pem"), undefined, "is not there"],
  ["no certificate", join(shared.path, "empty.pem"), "hello\n", "holds no certificate"],
  [
    "a damaged one",
    join(shared.path, "damaged.pem"),
    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    "damaged",
  ],
])("%s is said so", async (_, path, text, says) => {
  if (text !== undefined) writeFileSync(path, text);
  const failure = await failureOf(trustedAuthorities({ file: path, env: {} }));
  expect(failure).toMatchObject({ code: "FETCH_CA", message: expect.stringContaining(says) });
});
