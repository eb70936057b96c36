import { createHash } from "node:crypto";
import { isSystemError } from "../../src/errors.ts";
import { npmPaths } from "../../src/protocol/index.ts";
import { codings } from "../encodings.ts";
import type { Workshop } from "../workshop/index.ts";
import { type Asker, unavailable } from "./ask.ts";
import { documentRendering } from "./jobs.ts";
import type { KeptDocuments, Seen, Storage } from "./kept-documents.ts";
import { documentBytes } from "./limits.ts";
import type { Rendered, RenderInput } from "./render.ts";
import type { Source } from "./settings.ts";

/** Makes what is kept of a name new. */
export interface Renewal {
  /** What upstream says of a name now, held against what was kept, rendered and kept; undefined where it has none. */
  renew(name: string, source: Source): Promise<Seen | undefined>;
  /** What was kept, rendered anew where this registry has had another address then: so had its tarballs. */
  atThisAddress(name: string, before: Seen): Promise<Seen>;
}

export function createRenewal(
  registry: Storage,
  asker: Asker,
  workshop: Workshop,
  kept: KeptDocuments,
): Renewal {
  return {
    async renew(name, source) {
      const before = await kept.load(name, "fresh");
      const isSame = before?.head.source === source.base;
      const url = new URL(npmPaths.document(name), source.base);
      const answer = await asker.ask(source, {
        url,
        accept: "application/json",
        limitBytes: documentBytes,
        known: isSame ? before.head : undefined,
      });
      if (answer.kind === "none") return undefined;
      if (before !== undefined && answer.kind === "same") return before;
      if (answer.kind !== "found") throw new Error("upstream was asked for news of nothing");
      const digest = createHash("sha256").update(answer.bytes).digest("base64");
      if (isSame && before.head.digest === digest) return before;
      const { etag, "last-modified": lastModified } = answer.head;
      const rendered = await rendering({
        name,
        base: registry.base,
        source: source.base,
        bytes: answer.bytes,
        lastModified,
        before: before && (await kept.forRendering(before)),
      });
      if (rendered.kind === "none") return undefined;
      if (rendered.kind === "unreadable") throw unavailable(url, rendered.why);
      report(name, rendered);
      const modified = rendered.modified ?? registry.now().toISOString();
      const facts = { base: registry.base, source: source.base, etag, lastModified, digest, modified };
      return kept.keep(name, before, facts, rendered.parts);
    },

    async atThisAddress(name, before) {
      if (before.head.base === registry.base) return before;
      const { lastModified, source } = before.head;
      const parts = await kept.forRendering(before);
      if (parts === undefined) return before;
      const bytes = await codings.gzip.unpack(parts.full);
      const rendered = await rendering({
        name,
        base: registry.base,
        source,
        bytes,
        lastModified,
        before: parts,
      });
      if (rendered.kind !== "rendered") return before;
      return kept.keep(name, before, { ...before.head, base: registry.base }, rendered.parts);
    },
  };

  /** A document that is too much for a worker is no reason to end the registry. */
  async function rendering(input: RenderInput): Promise<Rendered> {
    try {
      return await workshop.run(documentRendering, input);
    } catch (error) {
      if (!isSystemError(error, "ERR_WORKER_OUT_OF_MEMORY")) throw error;
      return { kind: "unreadable", why: "it takes too much memory" };
    }
  }

  function report(name: string, { changed, unusable }: Extract<Rendered, { kind: "rendered" }>): void {
    const shown = (versions: readonly string[]) => versions.slice(0, 10).join(" ");
    if (changed.length > 0) {
      registry.log({
        level: "error",
        event: "upstream-integrity-changed",
        package: name,
        count: changed.length,
        versions: shown(changed),
      });
    }
    if (unusable.length > 0) {
      registry.log({
        level: "warning",
        event: "upstream-versions-unusable",
        package: name,
        count: unusable.length,
        versions: shown(unusable),
      });
    }
  }
}
