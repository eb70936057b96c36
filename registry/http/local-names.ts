import type { IncomingMessage } from "node:http";
import { attestationsPath } from "../../src/protocol/index.ts";
import { codings, type Encodings } from "../encodings.ts";
import type { ServedDocument } from "../packages/index.ts";
import { isOnLoopback, type Registry } from "../registry.ts";

/**
 * npm documents by the name that a client has for its own machine. A developer's own registry is `localhost` and
 * `127.0.0.1` alike, but clients send their token only to the host that they were told, and npm 12 fetches from no
 * other. Any other name in a request's Host changes nothing, nor does any where the public address is not on loopback.
 */
export interface LocalNames {
  /** The address that a request was sent to; undefined where the registry's own is right. */
  otherBase(request: IncomingMessage): string | undefined;
  /** A document with its addresses below another base; undefined where that was not made yet. */
  ready(document: ServedDocument, base: string): ServedDocument | undefined;
  /** The same, made where it must be. */
  read(document: ServedDocument, encoding: keyof Encodings, base: string): Promise<ServedDocument>;
  /** JSON with its addresses below another base. */
  rewritten(json: Buffer, base: string): Buffer;
}

interface Made {
  readonly soon: Promise<ServedDocument>;
  now?: ServedDocument;
}

export function createLocalNames(registry: Pick<Registry, "base">): LocalNames {
  const bases = otherBases(registry);
  /** What was made of a document goes with it: one for each other name. */
  const made = new WeakMap<ServedDocument, Map<string, Made>>();

  return {
    otherBase: ({ headers }) => bases.get(headers.host ?? ""),
    ready: (document, base) => made.get(document)?.get(base)?.now,
    read(document, encoding, base) {
      const known = made.get(document) ?? new Map<string, Made>();
      made.set(document, known);
      const before = known.get(base);
      if (before !== undefined) return before.soon;
      const making: Made = { soon: make(document, encoding, base) };
      known.set(base, making);
      making.soon.then(
        (document) => {
          making.now = document;
        },
        () => known.delete(base),
      );
      return making.soon;
    },
    rewritten,
  };

  async function make(
    document: ServedDocument,
    encoding: keyof Encodings,
    base: string,
  ): Promise<ServedDocument> {
    const { unpack, pack } = codings[encoding];
    const bytes = await pack(rewritten(await unpack(document.bytes), base));
    return { ...document, tag: `${new URL(base).host}-${document.tag}`, bytes };
  }

  /** Addresses only, and no text that names the registry: a quote in a text has a backslash before it. */
  function rewritten(json: Buffer, base: string): Buffer {
    const text = json
      .toString("latin1")
      .replaceAll(`"tarball":"${registry.base}`, `"tarball":"${base}`)
      .replaceAll(`"url":"${registry.base}${attestationsPath}`, `"url":"${base}${attestationsPath}`);
    return Buffer.from(text, "latin1");
  }
}

/** By the Host of a request, those of the machine's own names that are not the registry's. */
function otherBases(registry: Pick<Registry, "base">): ReadonlyMap<string, string> {
  if (!isOnLoopback(registry)) return new Map();
  const bases = ["localhost", "127.0.0.1", "[::1]"].map((name) => {
    const url = new URL(registry.base);
    url.hostname = name;
    return [url.host, url.href] as const;
  });
  return new Map(bases.filter(([, base]) => base !== registry.base));
}
