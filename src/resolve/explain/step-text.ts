import type { Cause } from "../causes/cause.ts";
import { countVersions, type Incompatibility, noVersions } from "../pubgrub/index.ts";
import { listText, type Wording } from "./wording.ts";

/**
 * What an incompatibility says, as a clause:
 *
 *     {}                          no versions fit together
 *     {http 1.2}                  http 1.2 cannot be chosen
 *     {not log 0.4}               log 0.4 is needed
 *     {http 1.2, not log 0.4}     http 1.2 needs log 0.4
 *     {http 1.2, db 2.0}          http 1.2 does not go with db 2.0
 */
export function stepText({ terms }: Incompatibility<Cause>, wording: Wording): string {
  const choosing = terms.filter(({ positive }) => positive);
  const chosen = choosing.map((term) => wording.term(term));
  const needed = terms.filter(({ positive }) => !positive).map((term) => wording.term(term, "or"));
  if (chosen.length === 0 && needed.length === 0) return "no versions fit together";
  const isOne = countVersions(choosing[0]?.versions ?? noVersions) < 2;
  if (needed.length === 0) {
    if (chosen.length === 1) return `${chosen[0]} cannot be chosen`;
    if (chosen.length === 2) return `${chosen[0]} ${isOne ? "does" : "do"} not go with ${chosen[1]}`;
    return `${listText(chosen)} do not go together`;
  }
  const needs = listText(needed, "or");
  if (chosen.length === 0) return `${needs} is needed`;
  if (chosen.length > 1) return `${listText(chosen)} together need ${needs}`;
  return `${chosen[0]} ${isOne ? "needs" : "need"} ${needs}`;
}
