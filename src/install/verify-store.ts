import { verifyDocuments } from "../client/index.ts";
import { PantryError } from "../errors.ts";
import { type CheckedPackage, type DamagedFile, mendPackage, verifyStore } from "../store/index.ts";
import { type Obtainer, obtainer } from "./obtain.ts";
import type { Workbench } from "./workbench.ts";

/** What became of it: made whole from what was left, got anew, or thrown out, to be got when it is needed. */
export type Repair = "mended" | "fetched" | "removed";

export interface StoreDamage {
  /** A package by its hash; undefined for what belongs to none. */
  readonly hash: string | undefined;
  readonly files: readonly DamagedFile[];
  readonly repair: Repair | undefined;
}

export interface VerifyStoreOutcome {
  readonly packages: number;
  readonly documents: number;
  readonly damaged: readonly StoreDamage[];
}

/**
 * Reads every byte of the store and of the documents that are cached in it, and names each file that is not what it
 * should be. With `repair`, packages are mended from their own archive or tree, else fetched from where they came
 * from; what can be got again at any time is removed.
 */
export async function verifyStored(bench: Workbench, repair: boolean): Promise<VerifyStoreOutcome> {
  const { disk, store } = bench;
  const { packages, damaged, stray } = verifyStore(disk, store.layout);
  const documents = verifyDocuments(disk, store.layout.index);
  const found: StoreDamage[] = [];
  const obtain = obtainer(bench);
  for (const [hash, checked] of damaged) {
    const done = repair ? await repairPackage(bench, obtain, hash, checked) : undefined;
    found.push({ hash, files: checked.damaged, repair: done });
  }
  const loose: DamagedFile[] = [
    ...stray,
    ...documents.damaged.map((path) => ({ path, problem: "changed" as const })),
  ];
  for (const file of loose) {
    if (repair) disk.removeTree(file.path);
    found.push({ hash: undefined, files: [file], repair: repair ? "removed" : undefined });
  }
  return { packages, documents: documents.checked, damaged: found };
}

async function repairPackage(
  { disk, store }: Workbench,
  obtain: Obtainer,
  hash: string,
  checked: CheckedPackage,
): Promise<Repair> {
  if (mendPackage(disk, store, hash, checked) !== undefined) return "mended";
  const addresses = Object.keys(checked.record?.origins ?? {});
  try {
    await obtain.byHash({ hash, addresses, neededAs: hash });
    return "fetched";
  } catch (error) {
    if (!(error instanceof PantryError)) throw error;
    return "removed";
  }
}
