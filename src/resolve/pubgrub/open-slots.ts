/** What the order of decisions depends on. */
export interface OpenSlot {
  readonly slot: number;
  /** How many candidates it has left. */
  readonly count: number;
  /** In how many conflicts it had a part. */
  readonly trouble: number;
}

/**
 * The slots that need a candidate, in the order in which they get it:
 *
 * 1. those with one candidate left, as exact pins have it: what follows from the past comes before all decisions;
 * 2. those that were part of most conflicts, so that one which must come again comes at once, however deep it lies;
 * 3. those with the fewest candidates, for the same reason;
 * 4. those known first.
 *
 * A binary heap of numbers. An entry stays when its slot changes; whoever pops one asks whether it still holds.
 */
export class OpenSlots {
  private readonly heap: number[] = [];

  push(open: OpenSlot): void {
    const heap = this.heap;
    const key = keyOf(open);
    let at = heap.length;
    heap.push(key);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] ?? key;
      if (above <= key) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = key;
  }

  pop(): { readonly slot: number; readonly count: number } | undefined {
    const heap = this.heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) return undefined;
    if (heap.length > 0) this.sink(last);
    return { slot: first % slotRange, count: Math.floor(first / slotRange) % countRange };
  }

  /** Puts a key in at the top, and lets it down to where it belongs. */
  private sink(key: number): void {
    const heap = this.heap;
    let at = 0;
    for (let left = 1; left < heap.length; left = 2 * at + 1) {
      const right = left + 1;
      const child = right < heap.length && (heap[right] ?? key) < (heap[left] ?? key) ? right : left;
      const below = heap[child] ?? key;
      if (below >= key) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = key;
  }
}

/** Room for each part of a key: together they fill 49 of the 53 bits that a number holds exactly. */
const slotRange = 2 ** 24;
const countRange = 2 ** 12;
const troubleRange = 2 ** 12;

function keyOf({ slot, count, trouble }: OpenSlot): number {
  const calm = troubleRange - 1 - Math.min(trouble, troubleRange - 1);
  const isChoice = count > 1 ? troubleRange : 0;
  return ((isChoice + calm) * countRange + countOf(count)) * slotRange + slot;
}

/** Counts beyond the range are all the same: many. */
export function countOf(count: number): number {
  return Math.min(count, countRange - 1);
}
