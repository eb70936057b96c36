import { registryError } from "../errors.ts";
import type { AuditedPackage, KeptAdvisory, ShownAdvisories } from "./advisories.ts";
import { inTurns } from "./in-turns.ts";
import { answerBytes } from "./limits.ts";

/** The OSV documents about any of these packages, each once. Throws REQUEST_INVALID for more than one answer may hold. */
export async function documentsAbout(
  advisories: ShownAdvisories,
  asked: readonly AuditedPackage[],
): Promise<readonly string[]> {
  const found = new Set<KeptAdvisory>();
  let sizeBytes = 0;
  await inTurns(asked, async (each) => {
    for (const kept of await advisories.about(each)) {
      if (found.has(kept)) continue;
      found.add(kept);
      sizeBytes += kept.document.length;
    }
    if (sizeBytes > answerBytes) throw tooMuch();
  });
  return [...found].map(({ document }) => document);
}

function tooMuch() {
  return registryError("REQUEST_INVALID", {
    message: `the answer has more than ${answerBytes} bytes of advisories`,
    hint: "ask in several questions",
  });
}
