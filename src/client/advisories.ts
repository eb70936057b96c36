import type { Advisory, PackageName } from "../osv/index.ts";
import {
  advisoriesBytes,
  paths,
  readAdvisoryDocuments,
  readSigningKeys,
  type SigningKey,
} from "../protocol/index.ts";
import { isMissing } from "./answer-failure.ts";
import type { Wire } from "./wire.ts";

/** A package with the versions of it that somebody has. */
export interface AuditedPackage extends PackageName {
  readonly versions: readonly string[];
}

export interface Audits {
  /** What is known of any of these versions; undefined where the registry does not answer such questions. */
  advisories(packages: readonly AuditedPackage[]): Promise<readonly Advisory[] | undefined>;
  /** The keys that the registry signs with; none where it signs nothing. */
  signingKeys(): Promise<readonly SigningKey[]>;
}

export function openAudits(wire: Wire): Audits {
  return {
    async advisories(packages) {
      const answer = await wire.ask({
        method: "POST",
        path: paths.advisories,
        body: { type: "application/json", bytes: Buffer.from(JSON.stringify({ packages })) },
        limitBytes: advisoriesBytes,
      });
      if (isMissing(answer)) return undefined;
      if (answer.status !== 200) throw wire.failure("POST", answer);
      const documents = readAdvisoryDocuments(answer.bytes);
      // With the tables of CVSS it takes as long to load as all the rest of a client.
      const { advisoryIn } = await import("../osv/index.ts");
      return documents.flatMap((document) => advisoryIn(document, `an advisory of ${wire.base}`) ?? []);
    },

    async signingKeys() {
      const answer = await wire.ask({ method: "GET", path: paths.keys });
      if (isMissing(answer)) return [];
      if (answer.status !== 200) throw wire.failure("GET", answer);
      return readSigningKeys(answer.bytes);
    },
  };
}
