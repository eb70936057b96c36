import { registryError } from "./errors.ts";

/**
 * What storage far away does to its callers: answers late, loses an answer after it did the work, loses a
 * request before it did, and does a request twice because something on the way repeated it.
 */
export interface Trouble {
  /** Runs one call of an adapter under this trouble. Only STORAGE_UNAVAILABLE is added to what it may throw. */
  around<T>(call: () => Promise<T>): Promise<T>;
  /** True in this share of the calls. */
  chance(share: number): boolean;
}

/** Trouble that is the same for the same seed and the same calls. */
export function seededTrouble(seed: number): Trouble {
  const random = mulberry32(seed);
  const chance = (share: number) => random() < share;
  const delay = async () => {
    for (let turns = Math.floor(random() * 4); turns > 0; turns--) await new Promise(setImmediate);
  };
  return {
    chance,
    async around(call) {
      await delay();
      if (chance(lossShare)) throw lost();
      let answer = await call();
      if (chance(0.25)) {
        await delay();
        answer = await call();
      }
      await delay();
      if (chance(lossShare)) throw lost();
      return answer;
    },
  };
}

/** So seldom that none of a thousand calls loses all of its eight tries, which would be an outage and not a hiccup. */
const lossShare = 0.05;

/** What the caller of a storage that did not answer gets. */
export function lost() {
  return registryError("STORAGE_UNAVAILABLE", { message: "the storage did not answer" });
}

/** A small generator of chance that can be seeded. */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
