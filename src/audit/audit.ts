import pLimit from "p-limit";
import { PantryError } from "../errors.ts";
import { readGraph, readWorkspace, type Workbench } from "../install/index.ts";
import { type Advisory, hitOf, levels } from "../osv/index.ts";
import type { LockedPackage } from "../project/index.ts";
import type { IndexVersion, SigningKey } from "../protocol/index.ts";
import { readAdvisoryFiles } from "./advisory-files.ts";
import type { AuditedPlace, AuditReport, Finding } from "./finding.ts";
import { documentsAtOnce } from "./limits.ts";
import { auditedPlaces } from "./places.ts";
import { signatureProblem } from "./signature.ts";

/**
 * Looks over everything in a project's lock:
 *
 * 1. which versions have known vulnerabilities, by the files at `advisoryPath`, else by what the registry knows,
 * 2. which were yanked or deprecated, and whether the registry's signature of each holds.
 *
 * What cannot be asked is a note, so that an audit offline by files is still one. Of a workspace it is about all members, whose
 * lock it is; the text of that comes along.
 */
export async function auditProject(
  bench: Workbench,
  root: string,
  advisoryPath: string | undefined,
): Promise<{ readonly report: AuditReport; readonly lockText: string }> {
  const { projects, lockfile, lockText = "" } = readWorkspace(bench.disk, root);
  const graphs = await Promise.all(projects.map((project) => readGraph(bench, project.root)));
  const locked = lockfile?.packages ?? [];
  const places = auditedPlaces(graphs, locked);
  const notes: string[] = [];
  const advisories =
    advisoryPath === undefined
      ? await askRegistry(bench, places, notes)
      : readAdvisoryFiles(bench.disk, advisoryPath);
  const findings = [
    ...places.flatMap((place) => vulnerabilitiesOf(place, advisories ?? [])),
    ...(await registryFindings(bench, places, locked, notes)),
  ];
  const report = {
    packages: places.length,
    findings: findings.toSorted(worstFirst),
    vulnerabilitiesAsked: advisories !== undefined,
    notes,
  };
  return { report, lockText };
}

/** Undefined where it cannot be asked. */
async function askRegistry(
  { registry }: Workbench,
  places: readonly AuditedPlace[],
  notes: string[],
): Promise<readonly Advisory[] | undefined> {
  if (places.length === 0) return [];
  const packages = places.map(({ ecosystem, name, version }) => ({ ecosystem, name, versions: [version] }));
  const ask = async () => (await registry.advisories(packages)) ?? "none kept";
  const found = await unlessUnasked(ask, notes);
  if (found !== "none kept") return found;
  notes.push(
    `no vulnerabilities were looked up: ${registry.url} has no advisories; \`--advisories PATH\` reads files`,
  );
  return [];
}

/** One advisory is one finding, under whichever of its names it is kept. */
function vulnerabilitiesOf(place: AuditedPlace, advisories: readonly Advisory[]): Finding[] {
  const seen = new Set<string>();
  return advisories.flatMap((advisory): Finding[] => {
    const hit = hitOf(advisory, place, place.version);
    const names = [advisory.id, ...advisory.aliases];
    if (hit === undefined || names.some((name) => seen.has(name))) return [];
    for (const name of names) seen.add(name);
    return [{ kind: "vulnerability", place, level: advisory.severity.level, advisory, fixed: hit.fixed }];
  });
}

/** What the registry says of the versions that came from it. */
async function registryFindings(
  bench: Workbench,
  places: readonly AuditedPlace[],
  locked: readonly LockedPackage[],
  notes: string[],
): Promise<Finding[]> {
  const byHash = new Map(locked.flatMap((each) => (each.hash === undefined ? [] : [[each.hash, each]])));
  const own = places.flatMap((place) => {
    const { source, integrity } = byHash.get(place.hash ?? "") ?? {};
    return source?.kind === "registry" && source.url === bench.registry.url ? [{ place, integrity }] : [];
  });
  if (own.length === 0) return [];
  const keys = await unlessUnasked(() => bench.registry.signingKeys(), notes);
  const limit = pLimit(documentsAtOnce);
  const found = own.map(({ place, integrity }) =>
    limit(() => findingsOf(bench, place, integrity, keys, notes)),
  );
  return (await Promise.all(found)).flat();
}

async function findingsOf(
  { registry }: Workbench,
  place: AuditedPlace,
  integrity: string | undefined,
  keys: readonly SigningKey[] | undefined,
  notes: string[],
): Promise<Finding[]> {
  const document = await unlessUnasked(() => registry.document(place.name), notes);
  if (document === undefined) return [];
  const wrong = (problem: string): Finding => ({ kind: "signature", place, level: "critical", problem });
  const said = document.versions.find(({ hash }) => hash === place.hash);
  if (said === undefined) return [wrong("the registry does not list it")];
  const problem =
    integrity !== undefined && integrity !== said.integrity
      ? "the registry names another archive than the lock"
      : keys && signatureProblem(place.name, said, keys);
  return [
    ...deprecations(place, said),
    ...(said.yanked ? [{ kind: "yanked" as const, place, level: "moderate" as const }] : []),
    ...(problem === undefined ? [] : [wrong(problem)]),
  ];
}

function deprecations(place: AuditedPlace, { deprecated }: IndexVersion): Finding[] {
  return deprecated === undefined ? [] : [{ kind: "deprecated", place, level: "low", message: deprecated }];
}

/** Undefined where the registry cannot be asked; that is noted once. */
async function unlessUnasked<T>(ask: () => Promise<T>, notes: string[]): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof PantryError) || error.exit !== "network") throw error;
    const note = `not everything was asked: ${error.message}`;
    if (!notes.some((each) => each.startsWith("not everything was asked"))) notes.push(note);
    return undefined;
  }
}

function worstFirst(a: Finding, b: Finding): number {
  return levels.indexOf(b.level) - levels.indexOf(a.level) || compare(a.place.name, b.place.name);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
