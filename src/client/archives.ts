import { createHash } from "node:crypto";
import type { ArchiveKind } from "../archive/index.ts";
import { PantryError } from "../errors.ts";
import { type ExchangeAnswer, isLoopback } from "../fetch/index.ts";
import { type IndexVersion, paths } from "../protocol/index.ts";
import { isMissing, isPrivateAnswer } from "./answer-failure.ts";
import { clientError } from "./errors.ts";
import { archiveBytes } from "./limits.ts";
import type { Wire } from "./wire.ts";

/** An archive as the registry serves it. Whoever takes it computes its hash. */
export interface RegistryArchive {
  readonly bytes: Buffer;
  readonly kind: ArchiveKind;
  /** True where others do not get it. */
  readonly isPrivate: boolean;
}

/** How asking for a hash went. Only `found` ends the search: the address in the manifest is still there. */
export type ByHashAnswer =
  | ({ readonly outcome: "found" /** Who had it. */; readonly registryUrl: string } & RegistryArchive)
  | { readonly outcome: "missing" }
  | { readonly outcome: "unavailable"; readonly failure: PantryError };

export interface Archives {
  byHash(hash: string): Promise<ByHashAnswer>;
  ofVersion(name: string, version: IndexVersion): Promise<RegistryArchive>;
}

export function openArchives(wire: Wire): Archives {
  /** A registry that could not be asked once is not asked for each of a hundred packages. */
  let gone: PantryError | undefined;
  let first: Promise<ByHashAnswer> | undefined;

  /** Where none listens on this machine, that is known at once: the first question finds it out for all. */
  async function byHash(hash: string): Promise<ByHashAnswer> {
    if (!isLoopback(new URL(wire.base))) return askForHash(hash);
    if (first !== undefined) await first.catch(() => undefined);
    const answer = askForHash(hash);
    first ??= answer;
    return answer;
  }

  async function askForHash(hash: string): Promise<ByHashAnswer> {
    if (gone !== undefined) return { outcome: "unavailable", failure: gone };
    try {
      const answer = await get(paths.zigByHash(hash));
      if (answer.status === 200) return { outcome: "found", registryUrl: wire.base, ...archiveOf(answer) };
      if (isMissing(answer)) return { outcome: "missing" };
      return { outcome: "unavailable", failure: wire.failure("GET", answer) };
    } catch (error) {
      if (!(error instanceof PantryError) || error.code === "FETCH_CLOSED") throw error;
      if (goneCodes.includes(error.code)) gone = error;
      return { outcome: "unavailable", failure: error };
    }
  }

  function get(path: string): Promise<ExchangeAnswer> {
    return wire.ask({ method: "GET", path, limitBytes: archiveBytes, showsProgress: true });
  }

  return {
    byHash,

    async ofVersion(name, { version, integrity }) {
      // From the registry that is asked, whichever address its document names.
      const answer = await get(paths.zigArchive(name, version));
      if (answer.status !== 200) throw wire.failure("GET", answer);
      const came = `sha512-${createHash("sha512").update(answer.bytes).digest("base64")}`;
      if (came === integrity) return archiveOf(answer);
      throw clientError("REGISTRY_LIES", {
        message: [
          `the archive of ${name} ${version} is not the one that the registry's document names`,
          `  expected ${integrity}`,
          `  came     ${came}`,
        ].join("\n"),
        hint: "do not use it; tell who runs the registry, or look for what changes answers on the way",
      });
    },
  };
}

const goneCodes = [
  "REGISTRY_OFFLINE",
  "REGISTRY_UNREACHABLE",
  "REGISTRY_MOVED",
  "FETCH_TIMEOUT",
  "FETCH_TLS",
  "FETCH_PROXY",
];

/** The protocol knows one kind (registry/PROTOCOL.md). */
function archiveOf(answer: ExchangeAnswer): RegistryArchive {
  return { bytes: answer.bytes, kind: "tar.gz", isPrivate: isPrivateAnswer(answer) };
}
