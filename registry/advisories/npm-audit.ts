import { createHash } from "node:crypto";
import { affectedRange, hitOf, type Level, packageKey } from "../../src/osv/index.ts";
import type { AuditedPackage, KeptAdvisory, ShownAdvisories } from "./advisories.ts";
import { inTurns } from "./in-turns.ts";

/** An advisory as npm's clients read it (npm registry API, security advisories). */
export interface NpmAdvisory {
  /** pnpm takes no advisory whose id is not a number. */
  readonly id: number;
  readonly url: string;
  readonly title: string;
  readonly severity: Level;
  readonly vulnerable_versions: string;
  readonly cwe: readonly string[];
  readonly cvss: { readonly score: number; readonly vectorString: string | null };
}

/** The answer to a bulk question: for each package that has any, its advisories. */
export async function bulkAnswer(
  advisories: ShownAdvisories,
  asked: ReadonlyMap<string, readonly string[]>,
): Promise<Record<string, readonly NpmAdvisory[]>> {
  if (advisories.isEmpty) return {};
  const answers: [string, readonly NpmAdvisory[]][] = [];
  await inTurns(asked, async ([name, versions]) => {
    const audited = { ecosystem: "npm", name, versions } as const;
    const found = (await advisories.about(audited)).map((each) => npmAdvisory(each, audited));
    if (found.length > 0) answers.push([name, found]);
  });
  return Object.fromEntries(answers);
}

function npmAdvisory({ advisory }: KeptAdvisory, audited: AuditedPackage): NpmAdvisory {
  const { id, url, summary, severity, cwes, affected } = advisory;
  const own = affected.filter((entry) => packageKey(entry) === packageKey(audited));
  return {
    id: numberOf(id),
    url,
    title: summary,
    severity: severity.level,
    vulnerable_versions: affectedRange(own),
    cwe: cwes,
    cvss: { score: severity.cvss?.score ?? 0, vectorString: severity.cvss?.vector ?? null },
  };
}

/** npm's registry numbers its advisories. Ours have OSV's names, and 48 bits of their hash stand for them. */
function numberOf(id: string): number {
  return createHash("sha256").update(id).digest().readUIntBE(0, 6);
}

/** One place of a package in the tree that an older client sends. */
export interface TreePlace {
  readonly name: string;
  readonly version: string;
  /** Names from the root to it, joined by `>`. */
  readonly path: string;
}

/** The answer to the question of older clients, who send their whole tree. */
export async function quickAnswer(advisories: ShownAdvisories, places: readonly TreePlace[]) {
  const counts = { info: 0, low: 0, moderate: 0, high: 0, critical: 0 };
  const found: Record<string, object> = Object.create(null);
  const byName = new Map<string, TreePlace[]>();
  for (const place of places) {
    const others = byName.get(place.name);
    if (others === undefined) byName.set(place.name, [place]);
    else others.push(place);
  }
  await inTurns(byName, async ([name, all]) => {
    const versions = [...new Set(all.map(({ version }) => version))];
    const audited = { ecosystem: "npm", name, versions } as const;
    for (const kept of await advisories.about(audited)) {
      const { title, url, severity, vulnerable_versions, cwe, cvss, id } = npmAdvisory(kept, audited);
      counts[severity] += 1;
      const findings = versions
        .filter((version) => hitOf(kept.advisory, audited, version) !== undefined)
        .map((version) => ({
          version,
          paths: all.filter((place) => place.version === version).map(({ path }) => path),
        }));
      found[id] = { id, module_name: name, title, url, severity, vulnerable_versions, cwe, cvss, findings };
    }
  });
  const metadata = { vulnerabilities: counts, dependencies: places.length, totalDependencies: places.length };
  return { actions: [], advisories: found, muted: [], metadata };
}
