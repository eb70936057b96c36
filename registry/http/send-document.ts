import type { IncomingMessage, ServerResponse } from "node:http";
import { codings, type Encodings } from "../encodings.ts";
import type { ServedDocument } from "../packages/index.ts";
import { remembered } from "./remembered.ts";
import { endIfStalled } from "./stalled.ts";
import { httpDate, knownTag } from "./validators.ts";

/** What of a document's head its kind decides. */
export interface DocumentKind {
  readonly "Content-Type": string;
  readonly "Cache-Control": string;
  readonly Vary: string;
}

/** Sends a document that was prepared, or 304 to a client that has it. */
export type SendDocument = (
  request: IncomingMessage,
  response: ServerResponse,
  document: ServedDocument,
  encoding: keyof Encodings,
) => void;

/** The heads of both answers, as Node takes them without looking into an object: name, value, name, value … */
interface Heads {
  readonly whole: string[];
  /** The tags by which a client may have it, that of these very bytes first. */
  readonly tags: readonly [string, ...string[]];
  /** By the tag that the client has. */
  readonly unchanged: ReadonlyMap<string, string[]>;
}

/** Sends documents of one kind. The heads of a document are made once, and go with it. */
export function documentSender(kind: DocumentKind): SendDocument {
  const known = new WeakMap<ServedDocument, Heads>();
  return (request, response, document, encoding) => {
    let heads = known.get(document);
    if (heads === undefined) {
      heads = headsOf(document, encoding, kind);
      known.set(document, heads);
    }
    const tag = knownTag(request, heads.tags);
    if (tag !== undefined) {
      response.writeHead(304, heads.unchanged.get(tag)).end();
      return;
    }
    response.writeHead(200, heads.whole);
    response.end(request.method === "HEAD" ? undefined : document.bytes);
    if (response.writableLength > 0) endIfStalled(response);
  };
}

/** The smallest encoding that the client takes (RFC 9110, 12.5.3); weights matter only where they are 0. */
export function chooseEncoding({ headers }: IncomingMessage): keyof Encodings {
  const accepted = headers["accept-encoding"];
  return typeof accepted === "string" ? encodingFor(accepted) : "plain";
}

const encodingFor = remembered((accepted): keyof Encodings => {
  const takes = (coding: string) => {
    const entry = accepted.split(",").find((part) => part.split(";", 1)[0]?.trim().toLowerCase() === coding);
    return entry !== undefined && !/;\s*q=0(?:\.0*)?\s*$/i.test(entry);
  };
  if (takes("br")) return "brotli";
  return takes("gzip") ? "gzip" : "plain";
});

function headsOf(
  { bytes, modified, tag }: ServedDocument,
  encoding: keyof Encodings,
  { "Content-Type": contentType, ...caching }: DocumentKind,
): Heads {
  // Who keeps a document unpacked asks again in another encoding than it came in, and still has it.
  const others = Object.keys(codings).filter((other) => other !== encoding);
  const stem = tag.slice(0, -encoding.length);
  const tags = [`"${tag}"`, ...others.map((other) => `"${stem}${other}"`)] as const;
  const sharedFor = (ETag: string) => ({ ...caching, ETag, "Last-Modified": httpDate(modified) });
  const coding = contentEncodings[encoding];
  const whole = {
    ...sharedFor(tags[0]),
    ...(coding === undefined ? {} : { "Content-Encoding": coding }),
    "Content-Type": contentType,
    "Content-Length": String(bytes.length),
  };
  const unchanged = new Map(tags.map((one) => [one, Object.entries(sharedFor(one)).flat()]));
  return { whole: Object.entries(whole).flat(), tags, unchanged };
}

const contentEncodings: Readonly<Record<keyof Encodings, string | undefined>> = {
  plain: undefined,
  gzip: "gzip",
  brotli: "br",
};
