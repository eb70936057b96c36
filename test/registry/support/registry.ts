import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from "node:http";
import { buffer } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import { type RegistryOptions, type RunningRegistry, startRegistry } from "../../../registry/main.ts";
import { addressOf, paths, publishBody, publishType } from "../../../src/protocol/index.ts";
import { temporaryFolder } from "../../support/folders.ts";
import type { TestPackage } from "./package.ts";

/** A registry on a free port with a fresh folder, ended with the test. */
export async function testRegistry(options: Partial<RegistryOptions> = {}): Promise<RunningRegistry> {
  const registry = await startRegistry({
    dataFolder: temporaryFolder(),
    host: "127.0.0.1",
    port: 0,
    upstream: false,
    ...options,
  });
  onTestFinished(() => registry.close());
  return registry;
}

/** A registry for others, on this machine: its address, and a way to come from elsewhere, as a proxy would say. */
export async function publicRegistry(options: Partial<RegistryOptions> = {}) {
  let port = 0;
  const running = await testRegistry({
    publicUrl: "https://zig.example/",
    log: (entry) => {
      if (typeof entry["port"] === "number") port = entry["port"];
    },
    ...options,
  });
  return { running, url: `http://127.0.0.1:${port}/` };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The body as JSON. */
  json(): Record<string, unknown>;
}

export interface Question {
  readonly token?: string | undefined;
  readonly headers?: OutgoingHttpHeaders;
  /** Bytes as they are, anything else as JSON. */
  readonly body?: unknown;
}

/** One request over a real socket. The path is relative to the registry, or a whole address. */
export async function ask(
  { url }: { readonly url: string },
  method: string,
  path: string,
  question: Question = {},
): Promise<Answer> {
  const address = path.startsWith("http") ? path : addressOf(url, path);
  const headers: OutgoingHttpHeaders = { ...question.headers };
  if (question.token !== undefined) headers["authorization"] = `Bearer ${question.token}`;
  return new Promise((resolve, reject) => {
    const sent = request(address, { method, headers, agent: false }, (response) => {
      buffer(response).then((body) => {
        const json = () => JSON.parse(body.toString("utf8"));
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body, json });
      }, reject);
    });
    sent.on("error", reject);
    const { body } = question;
    if (body === undefined) {
      sent.end();
      return;
    }
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
    // Node adds none to a DELETE.
    if (!sent.hasHeader("transfer-encoding")) sent.setHeader("content-length", bytes.length);
    sent.end(bytes);
  });
}

export const password = "correct horse";

/** Makes a user; gives the token. */
export async function signUp(registry: { readonly url: string }, name: string): Promise<string> {
  const answer = await ask(registry, "PUT", paths.user(name), {
    body: { name, password, email: `${name}@e.x` },
  });
  const token = answer.json()["token"];
  if (typeof token !== "string") throw new Error(`no token: ${answer.body}`);
  return token;
}

export function publish(
  registry: { readonly url: string },
  token: string | undefined,
  pack: TestPackage,
  as: { readonly name?: string; readonly version?: string } = {},
): Promise<Answer> {
  return ask(registry, "PUT", paths.zigVersion(as.name ?? pack.name, as.version ?? pack.version), {
    token,
    headers: { "content-type": publishType },
    body: publishBody(pack.facts, pack.archive),
  });
}
