import type { ExchangerOptions } from "../../src/fetch/index.ts";
import { createWorkshop } from "../workshop/index.ts";
import { createAsker } from "./ask.ts";
import { createAttestations } from "./attestations.ts";
import { createDocuments } from "./documents.ts";
import { documentPart } from "./jobs.ts";
import type { Storage } from "./kept-documents.ts";
import { createKeys } from "./keys.ts";
import type { UpstreamSettings } from "./settings.ts";
import { createTarballs } from "./tarballs.ts";
import type { Upstream } from "./upstream.ts";

/**
 * Upstream as the settings have it. Nothing is opened before the first question.
 *
 * @param exchange shorter waits, for tests.
 */
export function createUpstream(
  registry: Storage,
  settings: UpstreamSettings,
  exchange: ExchangerOptions = {},
): Upstream {
  const asker = createAsker(registry.now, exchange);
  // Of its own: who reads does not wait behind what is published.
  const workshop = createWorkshop();
  const documents = createDocuments(registry, settings, asker, workshop);
  const tarballs = createTarballs(registry, settings, asker, documents);
  return {
    ready: documents.ready,
    document: documents.read,
    async part(name, wanted) {
      const document = await documents.read(name, "full", "gzip");
      return document && workshop.run(documentPart, { gzipped: document.bytes, wanted });
    },
    tarball: tarballs.read,
    exists: documents.exists,
    keys: createKeys(registry, settings, asker),
    attestations: createAttestations(settings, asker, documents),
    async close() {
      await asker.close();
      await Promise.all([documents.close(), tarballs.close()]);
      await workshop.close();
    },
  };
}
