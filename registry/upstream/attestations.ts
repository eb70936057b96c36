import { npmPaths } from "../../src/protocol/index.ts";
import { ByteCache } from "../byte-cache.ts";
import { singleFlight } from "../single-flight.ts";
import { type Asker, unavailable } from "./ask.ts";
import type { Documents } from "./documents.ts";
import { attestationCacheBytes, smallAnswerBytes } from "./limits.ts";
import type { UpstreamSettings } from "./settings.ts";

/**
 * Attestations of versions from upstream. pnpm asks for those of every package that it installs, and most have none:
 * the document says so, and upstream is not asked.
 */
export function createAttestations(settings: UpstreamSettings, asker: Asker, documents: Documents) {
  const cache = new ByteCache<Buffer>(attestationCacheBytes);
  const asking = singleFlight<Buffer | undefined>();

  return async function attestations(name: string, version: string): Promise<Buffer | undefined> {
    const key = `${name}@${version}`;
    return cache.get(key) ?? asking.run(key, () => fetched(name, version));
  };

  async function fetched(name: string, version: string): Promise<Buffer | undefined> {
    const source = settings.sourceOf(name);
    const pin = source && (await documents.pin(name, version));
    if (source === undefined || pin?.attested !== true) return undefined;
    const key = `${name}@${version}`;
    const url = new URL(npmPaths.attestations(name, version), source.base);
    const answer = await asker.ask(source, { url, accept: "application/json", limitBytes: smallAnswerBytes });
    if (answer.kind !== "found") return undefined;
    if (!isAttestations(answer.bytes)) throw unavailable(url, "it is no list of attestations");
    cache.set(key, answer.bytes, answer.bytes.length);
    return answer.bytes;
  }
}

function isAttestations(bytes: Buffer): boolean {
  try {
    return Array.isArray(JSON.parse(bytes.toString()).attestations);
  } catch {
    return false;
  }
}
