import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { onTestFinished } from "vitest";
import { createClient, type RegistryClient, type RegistryClientOptions } from "../../src/client/index.ts";
import { nodeDisk } from "../../src/disk/index.ts";
import { PantryError } from "../../src/errors.ts";
import type { IndexDocument, IndexVersion } from "../../src/protocol/index.ts";
import { temporaryFolder } from "../support/folders.ts";
import { type Answer, file, type HttpServer, startHttpServer } from "../support/http-server.ts";

export const hash = "known_folders-0.0.0-Fy-PJpLKAAAmMEnwre7fFcfsxBGULd24N8Bp2pWEu3sf";
export const archive = Buffer.from("an archive; what it holds is for others to look at");
export const token = "ptry_not-a-real-one-0123456789";

export function integrityOf(bytes: Uint8Array): string {
  return `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
}

/** What the registry at `origin` says of its only package. */
export function documentAt(origin: string, change: Partial<IndexVersion> = {}): IndexDocument {
  const version: IndexVersion = {
    version: "0.0.0",
    hash,
    integrity: integrityOf(archive),
    signatures: [],
    archive: `${origin}/-/zig/known_folders/known_folders-0.0.0.tar.gz`,
    archiveSizeBytes: archive.length,
    unpackedSizeBytes: 0xca92,
    fileCount: 7,
    fingerprint: "0x00000000268f2f17",
    minimumZigVersion: undefined,
    testedZigVersions: ["0.16.0"],
    modules: ["known-folders"],
    artifacts: [],
    dependencies: [],
    publishedAt: "2026-01-31T12:00:00.000Z",
    yanked: false,
    ...change,
  };
  return {
    format: 1,
    name: "known_folders",
    revision: 1,
    modified: "2026-01-31T12:00:00.000Z",
    owners: ["ada"],
    versions: [version],
  };
}

export const documentPath = "/-/zig/known_folders";
export const freshPath = `${documentPath}?write=true`;
export const versionPath = `${documentPath}/0.0.0`;
export const archivePath = `${documentPath}/known_folders-0.0.0.tar.gz`;
export const hashPath = `/-/zig/by-hash/${hash}.tar.gz`;

/** A scripted registry that is gone when the test is over. */
export async function scriptedRegistry(): Promise<HttpServer> {
  const server = await startHttpServer();
  onTestFinished(() => server.close());
  return server;
}

/** A client that does not wait between attempts. */
export function clientFor(
  registryUrl: string,
  options: Partial<RegistryClientOptions> = {},
): { readonly client: RegistryClient; readonly cacheFolder: string } {
  const cacheFolder = options.cacheFolder ?? temporaryFolder();
  const exchange = { wait: async () => undefined };
  const client = createClient({ registryUrl, disk: nodeDisk, cacheFolder, exchange, ...options });
  onTestFinished(() => client.close());
  return { client, cacheFolder };
}

/** A JSON answer. */
export function json(value: unknown, fields: Readonly<Record<string, string>> = {}, code = 200): Answer {
  return (_request, response) => {
    const bytes = Buffer.from(JSON.stringify(value));
    response.writeHead(code, {
      "content-type": "application/json",
      "content-length": bytes.length,
      ...fields,
    });
    response.end(bytes);
  };
}

/** A refusal, as a registry words it. */
export function refusal(code: number, body: { error: string; code?: string; hint?: string }): Answer {
  return json(body, {}, code);
}

export const notFound = refusal(404, {
  error: "there is no package `known_folders`",
  code: "PACKAGE_MISSING",
});
export const served = file(archive);

/** Takes the whole request, then answers. */
export function afterBody(answer: Answer, onBody: (body: Buffer) => void = () => undefined): Answer {
  return (request, response) => {
    bodyOf(request).then((body) => {
      onBody(body);
      answer(request, response);
    });
  };
}

/** Takes the whole request, and hangs up. */
export const hangUp: Answer = afterBody((request: IncomingMessage, _response: ServerResponse) => {
  request.socket.destroy();
});

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** Everything that a user could get to see of a failure, its causes included. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const hint = error instanceof PantryError ? (error.hint ?? "") : "";
  return `${error.message}\n${hint}\n${error.cause === undefined ? "" : wordsOf(error.cause)}`;
}
