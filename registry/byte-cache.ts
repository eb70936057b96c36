import { cacheEntryBytes } from "./limits.ts";

interface Entry<T> {
  readonly value: T;
  readonly sizeBytes: number;
  wasUsed: boolean;
}

/**
 * Keeps what was used lately, within a number of bytes. To find something costs no more than to look it up: it is
 * marked, and is spared once, as the newest, when the room it takes is looked for ("second chance").
 */
export class ByteCache<T> {
  /** A Map keeps the order of insertion. */
  readonly #entries = new Map<string, Entry<T>>();
  readonly #limitBytes: number;
  #usedBytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get(key: string): T | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    entry.wasUsed = true;
    return entry.value;
  }

  set(key: string, value: T, valueBytes: number): void {
    const sizeBytes = valueBytes + cacheEntryBytes;
    this.#usedBytes -= this.#entries.get(key)?.sizeBytes ?? 0;
    this.#entries.delete(key);
    if (sizeBytes > this.#limitBytes) return;
    this.#makeRoom(sizeBytes);
    this.#entries.set(key, { value, sizeBytes, wasUsed: false });
    this.#usedBytes += sizeBytes;
  }

  #makeRoom(sizeBytes: number): void {
    for (const [key, entry] of this.#entries) {
      if (this.#usedBytes + sizeBytes <= this.#limitBytes) return;
      this.#entries.delete(key);
      if (entry.wasUsed) {
        entry.wasUsed = false;
        this.#entries.set(key, entry);
      } else {
        this.#usedBytes -= entry.sizeBytes;
      }
    }
  }
}
