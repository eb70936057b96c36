import type { IncomingMessage, ServerResponse } from "node:http";
import { readZigPath, type ZigPath } from "../../src/protocol/index.ts";
import { registryError } from "../errors.ts";
import { type Packages, packageMissing, zigPackage } from "../packages/index.ts";
import type { Registry } from "../registry.ts";
import type { Reader } from "./read-routes.ts";
import { chooseEncoding, sendArchive, sendDocument } from "./serve.ts";

/** Index documents and archives of Zig packages. Gives the reader for a path; undefined where it is for somebody else. */
export function createZigReader(
  registry: Registry,
  packages: Packages,
): (path: string) => Reader | undefined {
  return (path) => {
    const target = readZigPath(path);
    if (target === undefined) return undefined;
    return target.kind === "document"
      ? (request, response) => readDocument(target.name, request, response)
      : (request, response) => readArchive(target, request, response);
  };

  async function readDocument(
    name: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const encoding = chooseEncoding(request);
    const { head, document } = await packages.zig.documents.read(
      zigPackage(name),
      `index.${encoding}`,
      "recent",
    );
    if (document === undefined || head?.name !== name) throw packageMissing(name, head?.name);
    sendDocument(request, response, document, encoding, documentHeaders);
  }

  async function readArchive(
    target: Exclude<ZigPath, { kind: "document" }>,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const archive =
      target.kind === "archive"
        ? await packages.zig.archives.byVersion(target.name, target.version)
        : await packages.zig.archives.byHash(target.hash);
    if (archive === undefined) throw archiveMissing(target);
    await sendArchive(registry, request, response, archive, archiveHeaders);
  }
}

const documentHeaders = {
  "Content-Type": "application/json",
  // Kept by caches, but asked for each time: an answer of 304 costs next to nothing.
  "Cache-Control": "public, no-cache",
  Vary: "Accept-Encoding",
};

const archiveHeaders = {
  // Zig decides by the media type what an archive is, and takes a Content-Encoding for a second layer.
  "Content-Type": "application/gzip",
  "Cache-Control": "public, max-age=31536000, immutable",
};

function archiveMissing(target: Exclude<ZigPath, { kind: "document" }>) {
  const what =
    target.kind === "archive" ? `version ${target.version} of \`${target.name}\`` : `archive ${target.hash}`;
  return registryError("NOT_FOUND", {
    message: `the registry has no ${what}`,
    hint:
      target.kind === "archive"
        ? `\`pantry info ${target.name}\` lists what it has`
        : "fetch it from its own address",
  });
}
