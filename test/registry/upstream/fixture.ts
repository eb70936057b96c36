import { createHash } from "node:crypto";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, onTestFinished } from "vitest";
import { type Blobs, memoryBlobs } from "../../../registry/blobs/index.ts";
import { type Metadata, memoryMetadata } from "../../../registry/metadata/index.ts";
import type { LogEntry } from "../../../registry/registry.ts";
import {
  createUpstream,
  readUpstreamSettings,
  type Upstream,
  type UpstreamOptions,
} from "../../../registry/upstream/index.ts";
import { type Answer, file, type HttpServer, startHttpServer } from "../../support/http-server.ts";

export const base = "http://localhost:7117/";

/** One registry's view of upstream. Its clock stands unless the test moves it. */
export interface World {
  readonly upstream: Upstream;
  readonly logged: LogEntry[];
  readonly metadata: Metadata;
  readonly blobs: Blobs;
  pass(ms: number): void;
}

export interface WorldOptions extends UpstreamOptions {
  readonly metadata?: Metadata;
  readonly blobs?: Blobs;
  readonly base?: string;
  /** How long an upstream may say nothing: as ever, unless a test is about that and will not wait for it. */
  readonly timeoutMs?: number;
}

/** Closed with the test. */
export function world(server: HttpServer, options: WorldOptions = {}): World {
  const { metadata = memoryMetadata(), blobs = memoryBlobs(), base: ownBase = base, ...more } = options;
  const { timeoutMs = 60_000, ...settings } = more;
  const logged: LogEntry[] = [];
  let at = Date.parse("2026-01-31T12:00:00.000Z");
  const registry = {
    metadata,
    blobs,
    base: ownBase,
    now: () => new Date(at),
    log: (entry: LogEntry) => void logged.push(entry),
  };
  const limits = { attempts: 1, headersTimeoutMs: timeoutMs, idleTimeoutMs: timeoutMs, redirects: 2 };
  const upstream = createUpstream(registry, readUpstreamSettings({ url: server.origin, ...settings }), {
    limits,
  });
  onTestFinished(() => upstream.close());
  return {
    upstream,
    logged,
    metadata,
    blobs,
    pass: (ms) => {
      at += ms;
    },
  };
}

export async function upstreamServer(): Promise<HttpServer> {
  const server = await startHttpServer();
  onTestFinished(() => server.close());
  return server;
}

export interface VersionText {
  readonly tarball?: Buffer;
  /** In place of what is true of the tarball. */
  readonly dist?: Readonly<Record<string, unknown>>;
  readonly manifest?: Readonly<Record<string, unknown>>;
}

export const tarballOf = (name: string, version: string) => Buffer.from(`the tarball of ${name} ${version}`);

export function distOf(tarball: Buffer): { readonly integrity: string; readonly shasum: string } {
  return {
    integrity: `sha512-${createHash("sha512").update(tarball).digest("base64")}`,
    shasum: createHash("sha1").update(tarball).digest("hex"),
  };
}

/** A document as a full one comes from npm's registry. */
export function documentOf(
  server: HttpServer,
  name: string,
  versions: Readonly<Record<string, VersionText>>,
  more: Readonly<Record<string, unknown>> = {},
) {
  const unscoped = name.slice(name.indexOf("/") + 1);
  const names = Object.keys(versions);
  return {
    _id: name,
    name,
    "dist-tags": { latest: names.at(-1) },
    versions: Object.fromEntries(
      Object.entries(versions).map(([version, { tarball = tarballOf(name, version), dist, manifest }]) => [
        version,
        {
          name,
          version,
          description: "words",
          ...manifest,
          dist: {
            ...distOf(tarball),
            tarball: `${server.origin}/${name}/-/${unscoped}-${version}.tgz`,
            ...dist,
          },
        },
      ]),
    ),
    time: {
      created: "2020-01-01T00:00:00.000Z",
      ...Object.fromEntries(names.map((version, index) => [version, `2020-01-0${index + 1}T00:00:00.000Z`])),
      modified: "2020-02-01T00:00:00.000Z",
    },
    readme: "# words",
    ...more,
  };
}

export function json(value: unknown, fields: Readonly<Record<string, string>> = {}): Answer {
  return file(Buffer.from(JSON.stringify(value)), { "content-type": "application/json", ...fields });
}

/** Lets upstream have these versions of a name, and their tarballs. */
export function serve(
  server: HttpServer,
  name: string,
  versions: Readonly<Record<string, VersionText>>,
  fields: Readonly<Record<string, string>> = {},
): void {
  const unscoped = name.slice(name.indexOf("/") + 1);
  server.on(`/${name.replace("/", "%2f")}`, json(documentOf(server, name, versions), fields));
  for (const [version, { tarball = tarballOf(name, version) }] of Object.entries(versions)) {
    server.on(`/${name}/-/${unscoped}-${version}.tgz`, file(tarball));
  }
}

/** What a client reads, the same in all encodings. */
export async function read(
  { upstream }: World,
  name: string,
  form: "full" | "abbreviated" = "full",
): Promise<Packument | undefined> {
  const document = await upstream.document(name, form, "plain");
  if (document === undefined) return undefined;
  const [zipped, brotli] = [
    await upstream.document(name, form, "gzip"),
    await upstream.document(name, form, "brotli"),
  ];
  expect(gunzipSync(zipped?.bytes ?? "")).toEqual(document.bytes);
  expect(brotliDecompressSync(brotli?.bytes ?? "")).toEqual(document.bytes);
  return JSON.parse(document.bytes.toString());
}

export interface Packument {
  readonly name: string;
  readonly modified?: string;
  readonly time?: Readonly<Record<string, string>>;
  readonly "dist-tags": Readonly<Record<string, string>>;
  readonly versions: Readonly<
    Record<string, Readonly<Record<string, unknown>> & { readonly dist: Readonly<Record<string, unknown>> }>
  >;
}

export function versionsOf(packument: Packument | undefined): string[] {
  return Object.keys(packument?.versions ?? {}).sort();
}

export function pathsOf(server: HttpServer): string[] {
  return server.requests.map(({ url }) => url);
}

export function eventsOf({ logged }: World): string[] {
  return logged.map(({ event }) => event);
}
