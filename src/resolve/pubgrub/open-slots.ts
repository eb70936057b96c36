/**
 * The slots that need a decision, those with the fewest candidates first: a conflict that must come comes soon then,
 * and exact pins, which have one, are settled at once. Among equals the slot that was known first.
 *
 * A binary heap. An entry is not taken out when its slot changes; whoever pops asks whether it still holds.
 */
export class OpenSlots {
  private readonly heap: Entry[] = [];

  push(slot: number, count: number): void {
    const heap = this.heap;
    heap.push({ slot, count });
    for (let at = heap.length - 1; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!this.comesBefore(at, parent)) break;
      this.swap(at, parent);
      at = parent;
    }
  }

  pop(): Entry | undefined {
    const heap = this.heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    heap[0] = last;
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      const child = this.comesBefore(left + 1, left) ? left + 1 : left;
      if (!this.comesBefore(child, at)) return first;
      this.swap(at, child);
      at = child;
    }
  }

  private comesBefore(a: number, b: number): boolean {
    const [ours, theirs] = [this.heap[a], this.heap[b]];
    if (ours === undefined || theirs === undefined) return false;
    return ours.count < theirs.count || (ours.count === theirs.count && ours.slot < theirs.slot);
  }

  private swap(a: number, b: number): void {
    const [ours, theirs] = [this.heap[a], this.heap[b]];
    if (ours === undefined || theirs === undefined) return;
    this.heap[a] = theirs;
    this.heap[b] = ours;
  }
}

interface Entry {
  readonly slot: number;
  readonly count: number;
}
