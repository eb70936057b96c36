import { cacheEntryBytes } from "./limits.ts";

/** Keeps what was used last, within a number of bytes. */
export class ByteCache<T> {
  readonly #entries = new Map<string, { readonly value: T; readonly sizeBytes: number }>();
  readonly #limitBytes: number;
  #usedBytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get(key: string): T | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    // A Map keeps the order of insertion: the first entry is the one that was not used for the longest time.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  set(key: string, value: T, sizeBytes: number): void {
    this.#drop(key);
    const entry = { value, sizeBytes: sizeBytes + cacheEntryBytes };
    this.#entries.set(key, entry);
    this.#usedBytes += entry.sizeBytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#usedBytes <= this.#limitBytes) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#usedBytes -= entry.sizeBytes;
  }
}
