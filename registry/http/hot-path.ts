import type { IncomingMessage, ServerResponse } from "node:http";
import { readNpmPath, readZigPath } from "../../src/protocol/index.ts";
import { isPrivate } from "../accounts/index.ts";
import type { PackageId } from "../metadata/index.ts";
import { npmPackage, type Packages, zigPackage } from "../packages/index.ts";
import type { LocalNames } from "./local-names.ts";
import { formOf, sendOwn, sendUpstreams } from "./npm-read.ts";
import { remembered } from "./remembered.ts";
import { chooseEncoding } from "./send-document.ts";
import { sendIndex } from "./zig-read.ts";

/** Answers a request at once, or gives false and has done nothing. */
export type HotPath = (request: IncomingMessage, response: ServerResponse) => boolean;

/** The document that an address names. */
type Named =
  | { readonly kind: "zig"; readonly name: string; readonly id: PackageId<"zig"> }
  | { readonly kind: "npm"; readonly name: string; readonly id: PackageId<"npm"> }
  | { readonly kind: "other" };

/**
 * The hot path: a document that lies in memory, is recent and is everybody's is answered in the very turn in which it
 * is asked for. Nothing is waited for, read or computed that could have been before. Whatever it does not answer goes
 * by the routes for reading, which come to the same answer by way of the storage, upstream, and who asks.
 *
 * 1. What the address names. 2. The form and the encoding that the client takes. 3. The document. 4. Its prepared head.
 */
export function createHotPath({ npm, zig }: Packages, names: LocalNames): HotPath {
  const namedBy = remembered(readAddress);

  return (request, response) => {
    if (request.method !== "GET" && request.method !== "HEAD") return false;
    const named = namedBy(request.url ?? "");
    if (named.kind === "npm") return sendNpm(named, request, response);
    return named.kind === "zig" && sendZig(named, request, response);
  };

  function sendZig(
    { name, id }: Extract<Named, { kind: "zig" }>,
    request: IncomingMessage,
    response: ServerResponse,
  ): boolean {
    const encoding = chooseEncoding(request);
    const found = zig.documents.ready(id, `index.${encoding}`);
    if (found?.head?.name !== name || isPrivate(found.head) || found.document === undefined) return false;
    sendIndex(request, response, found.document, encoding);
    return true;
  }

  function sendNpm(
    { name, id }: Extract<Named, { kind: "npm" }>,
    request: IncomingMessage,
    response: ServerResponse,
  ): boolean {
    const form = formOf(request);
    const encoding = chooseEncoding(request);
    const found = npm.documents.ready(id, `${form}.${encoding}`);
    if (found === undefined) return false;
    const { head } = found;
    const isOwn = head?.name === name;
    if (isOwn && isPrivate(head)) return false;
    const document = isOwn ? found.document : npm.upstream.ready(name, form, encoding);
    if (document === undefined) return false;
    const base = names.otherBase(request);
    const named = base === undefined ? document : names.ready(document, base);
    if (named === undefined) return false;
    const send = isOwn ? sendOwn : sendUpstreams;
    send[form](request, response, named, encoding);
    return true;
  }
}

/** An address with a query has a wish of its own. */
function readAddress(url: string): Named {
  if (url.includes("?")) return { kind: "other" };
  const path = url.slice(1);
  const zig = readZigPath(path);
  if (zig?.kind === "document") return { kind: "zig", name: zig.name, id: zigPackage(zig.name) };
  const npm = readNpmPath(path);
  return npm?.kind === "document"
    ? { kind: "npm", name: npm.name, id: npmPackage(npm.name) }
    : { kind: "other" };
}
