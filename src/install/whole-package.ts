import { checkPackage, mendPackage, type StoredPackage } from "../store/index.ts";
import type { Obtainer, Wanted } from "./obtain.ts";
import type { Workbench } from "./workbench.ts";

/**
 * A package in the store of which every byte was read just now: mended from what is left of it, else fetched. What
 * else the obtainer gives is believed by size and time.
 */
export async function wholePackage(
  { disk, store }: Workbench,
  obtain: Obtainer,
  wanted: Wanted,
): Promise<StoredPackage> {
  const checked = checkPackage(disk, store.layout, wanted.hash);
  if (checked.damaged.length > 0) mendPackage(disk, store, wanted.hash, checked);
  return obtain.byHash(wanted);
}
