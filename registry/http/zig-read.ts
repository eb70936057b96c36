import type { IncomingMessage, ServerResponse } from "node:http";
import { readZigPath, type ZigPath } from "../../src/protocol/index.ts";
import { isPrivate } from "../accounts/index.ts";
import { registryError } from "../errors.ts";
import type { PackageHead } from "../metadata/index.ts";
import { type Packages, packageMissing, zigPackage } from "../packages/index.ts";
import type { Registry } from "../registry.ts";
import { immutable, privately } from "./caching.ts";
import type { Reader } from "./read-routes.ts";
import { sendArchive } from "./send-archive.ts";
import { chooseEncoding, documentSender } from "./send-document.ts";
import type { Sight } from "./sight.ts";

/** Index documents and archives of Zig packages. Gives the reader for a path; undefined where it is for somebody else. */
export function createZigReader(
  registry: Registry,
  packages: Packages,
  sight: Sight,
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
    if (document === undefined || head === undefined || !(await sight.sees(request, head))) {
      throw await sight.missing(request, packageMissing(name));
    }
    if (head.name !== name) throw packageMissing(name, head.name);
    const send = isPrivate(head) ? sendPrivateIndex : sendIndex;
    send(request, response, document, encoding);
  }

  async function readArchive(
    target: Exclude<ZigPath, { kind: "document" }>,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { archives } = packages.zig;
    const sees = (head: PackageHead<"zig">) => sight.sees(request, head);
    const found =
      target.kind === "archive"
        ? await archives.byVersion(target.name, target.version, sees)
        : await archives.byHash(target.hash, sees);
    if (found === undefined) throw await sight.missing(request, archiveMissing(target));
    await sendArchive(
      registry,
      request,
      response,
      found.archive,
      found.isPrivate ? privateArchive : publicArchive,
    );
  }
}

const publicDocument = {
  "Content-Type": "application/json",
  // Kept by caches, but asked for each time: an answer of 304 costs next to nothing.
  "Cache-Control": "public, no-cache",
  Vary: "Accept-Encoding",
};
export const sendIndex = documentSender(publicDocument);
const sendPrivateIndex = documentSender(privately(publicDocument));

const publicArchive = {
  // Zig decides by the media type what an archive is, and takes a Content-Encoding for a second layer.
  "Content-Type": "application/gzip",
  ...immutable,
};
const privateArchive = privately(publicArchive);

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
