import { expect, it } from "vitest";
import { lost, mulberry32, type Trouble } from "../../../registry/trouble.ts";
import { effort } from "../../hostile/fuzz-effort.ts";
import { fc } from "../../support/fast-check.ts";

/**
 * Lets the storage calls of several replicas go one at a time, in an order that a seed decides: each waits for its turn
 * before it takes effect, and again before its answer is there. The same seed gives the same order, as long as the
 * replicas wait for nothing but the storage: what else they would wait for is to be replaced by `vi.mock`.
 */
export interface Turns {
  /** What stands between one replica and the storage; with a share of losses it also loses and repeats calls. */
  between(losses?: number): Trouble;
  /** Runs jobs side by side to their ends. Before and after that nothing waits. */
  run(...jobs: readonly (() => Promise<unknown>)[]): Promise<void>;
}

/** A property of every order of turns, some of which are tried in `npm test`, and many more by `npm run test:fuzz`. */
export function inEveryOrder(what: string, runs: number, holds: (turns: Turns) => Promise<void>): void {
  const { check, timeout } = effort(runs);
  const seeds = fc.noShrink(fc.noBias(fc.integer()));
  const property = fc.asyncProperty(seeds, (seed) => holds(seededTurns(seed)));
  it(what, () => fc.assert(property, check), timeout);
}

function seededTurns(seed: number): Turns {
  const random = mulberry32(seed);
  // Long runs of one replica find what shuffling alone does not.
  const persistence = [0, 0.5, 0.8, 0.95][Math.floor(random() * 4)] ?? 0;
  const waiting: { readonly replica: number; readonly go: () => void }[] = [];
  let replicas = 0;
  let last = 0;
  let isRunning = false;

  const turn = (replica: number): Promise<void> =>
    isRunning ? new Promise((go) => waiting.push({ replica, go })) : Promise.resolve();

  const next = () => {
    const own = waiting.filter(({ replica }) => replica === last);
    const among = own.length > 0 && random() < persistence ? own : waiting;
    const chosen = among[Math.floor(random() * among.length)];
    if (chosen !== undefined) waiting.splice(waiting.indexOf(chosen), 1);
    return chosen;
  };

  return {
    between(losses = 0) {
      const replica = replicas++;
      const chance = () => isRunning && random() < losses;
      return {
        chance: () => false,
        async around(call) {
          await turn(replica);
          if (chance()) throw lost();
          let answer = await call();
          if (chance()) {
            await turn(replica);
            answer = await call();
          }
          await turn(replica);
          if (chance()) throw lost();
          return answer;
        },
      };
    },

    async run(...jobs) {
      isRunning = true;
      let isOver = false;
      const all = Promise.allSettled(jobs.map((job) => job())).finally(() => {
        isOver = true;
      });
      while (!isOver) {
        // By then all that needs no storage has gone on.
        await new Promise(setImmediate);
        const chosen = next();
        last = chosen?.replica ?? last;
        chosen?.go();
      }
      isRunning = false;
      for (const end of await all) if (end.status === "rejected") throw end.reason;
      expect(waiting).toEqual([]);
    },
  };
}
