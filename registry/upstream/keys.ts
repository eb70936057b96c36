import type { PublicKey } from "../signing/index.ts";
import { singleFlight } from "../single-flight.ts";
import { type Asker, unavailable } from "./ask.ts";
import type { Storage } from "./kept-documents.ts";
import { keyCount, keysFreshMs, smallAnswerBytes } from "./limits.ts";
import type { Source, UpstreamSettings } from "./settings.ts";

/** The keys of all upstreams, those seen last where one does not answer. */
export function createKeys(registry: Storage, settings: UpstreamSettings, asker: Asker) {
  const seen = new Map<string, { readonly keys: readonly PublicKey[]; readonly checkedAt: number }>();
  const asking = singleFlight<readonly PublicKey[]>();

  return async function keys(): Promise<readonly PublicKey[]> {
    const lists = await Promise.all(
      settings.sources.map((source) => asking.run(source.base, () => keysOf(source))),
    );
    const byId = new Map(lists.flat().map((key) => [key.keyid, key]));
    return [...byId.values()];
  };

  async function keysOf(source: Source): Promise<readonly PublicKey[]> {
    const before = seen.get(source.base);
    const nowMs = registry.now().getTime();
    if (before !== undefined && (nowMs - before.checkedAt < keysFreshMs || asker.isDown(source))) {
      return before.keys;
    }
    const url = new URL("-/npm/v1/keys", source.base);
    try {
      const answer = await asker.ask(source, {
        url,
        accept: "application/json",
        limitBytes: smallAnswerBytes,
      });
      const keys = answer.kind === "found" ? readKeys(answer.bytes) : [];
      if (keys === undefined) throw unavailable(url, "it is no list of keys");
      seen.set(source.base, { keys, checkedAt: nowMs });
      return keys;
    } catch (error) {
      registry.log({ level: "warning", event: "upstream-failed", package: "keys", why: String(error) });
      return before?.keys ?? [];
    }
  }
}

function readKeys(bytes: Buffer): readonly PublicKey[] | undefined {
  try {
    const { keys } = JSON.parse(bytes.toString());
    return Array.isArray(keys) ? keys.filter(isKey).slice(0, keyCount) : undefined;
  } catch {
    return undefined;
  }
}

function isKey(value: unknown): value is PublicKey {
  if (typeof value !== "object" || value === null) return false;
  const { expires, keyid, keytype, scheme, key } = value as Record<string, unknown>;
  return (
    (expires === null || typeof expires === "string") &&
    [keyid, keytype, scheme, key].every((text) => typeof text === "string")
  );
}
