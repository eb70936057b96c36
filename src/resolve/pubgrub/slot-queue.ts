/** Slots in the order in which they came, each at most once at a time. Emptied and filled again all the time. */
export class SlotQueue {
  private readonly slots: number[] = [];
  private readonly isQueued: boolean[] = [];
  private next = 0;

  add(slot: number): void {
    if (this.isQueued[slot] === true) return;
    this.isQueued[slot] = true;
    this.slots.push(slot);
  }

  take(): number | undefined {
    const slot = this.slots[this.next];
    if (slot === undefined) {
      this.clear();
      return undefined;
    }
    this.next += 1;
    this.isQueued[slot] = false;
    return slot;
  }

  clear(): void {
    for (; this.next < this.slots.length; this.next += 1) this.isQueued[this.slots[this.next] ?? 0] = false;
    this.slots.length = 0;
    this.next = 0;
  }
}
