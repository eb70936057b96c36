import type { Package } from "./package.ts";

/**
 * Tells which packages the search must look at: those that can be in somebody's way themselves, and those that bring
 * such a package along. Where duplicates are welcome that is next to nothing, and the search need not walk the tree.
 */
export class Relevance {
  private readonly canBeInTheWay: (found: Package) => boolean;
  /** By the package's number; undefined where it was not asked yet. */
  private readonly verdicts: (boolean | undefined)[] = [];

  constructor(canBeInTheWay: (found: Package) => boolean) {
    this.canBeInTheWay = canBeInTheWay;
  }

  /**
   * Goes down by an own stack, since a chain of packages can be longer than the engine's. A hash cannot be in a circle;
   * where a registry claims one, its packages count as relevant, which is always right and only slower.
   */
  of(root: Package): boolean {
    const known = this.verdicts[root.number];
    if (known !== undefined) return known;
    const path = [this.enter(root)];
    for (let last = path.at(-1); last !== undefined; last = path.at(-1)) {
      const next = last.isRelevant ? undefined : last.links.pop();
      if (next === undefined) {
        path.pop();
        this.verdicts[last.number] = last.isRelevant;
        const above = path.at(-1);
        if (last.isRelevant && above !== undefined) above.isRelevant = true;
        continue;
      }
      const verdict = this.verdicts[next.number];
      if (verdict === true) last.isRelevant = true;
      if (verdict === undefined) path.push(this.enter(next));
    }
    return this.verdicts[root.number] ?? true;
  }

  private enter(found: Package): Visit {
    const isRelevant = this.canBeInTheWay(found);
    // Stands until the visit ends: whoever meets it below itself is in a circle.
    this.verdicts[found.number] = true;
    const links = isRelevant ? [] : found.links.flatMap(({ lazy, to }) => (lazy ? [] : [to]));
    return { number: found.number, links, isRelevant };
  }
}

interface Visit {
  readonly number: number;
  readonly links: Package[];
  isRelevant: boolean;
}
