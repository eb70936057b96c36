import { hostileBlobs, memoryBlobs } from "../../../registry/blobs/index.ts";
import { hostileMetadata, memoryMetadata } from "../../../registry/metadata/index.ts";
import { memorySearch } from "../../../registry/search/index.ts";
import { createWorkshop, type Workshop } from "../../../registry/workshop/index.ts";
import { type Domain, testDomain } from "./domain.ts";
import type { Turns } from "./turns.ts";

/** Replicas of one registry that take turns at its storage, and one that waits for nobody. */
export interface Replicas {
  replica(losses?: number): Domain;
  readonly quiet: Domain;
  /** The time of all of them. */
  readonly clock: { time: number };
}

export function replicasTaking(turns: Turns): Replicas {
  const [metadata, blobs, search] = [memoryMetadata(), memoryBlobs(), memorySearch()];
  const clock = { time: Date.parse("2026-01-31T12:00:00.000Z") };
  const shared = { workshop, now: () => new Date(clock.time) };
  return {
    clock,
    quiet: testDomain(metadata, blobs, { ...shared, search }),
    replica(losses) {
      const trouble = turns.between(losses);
      return testDomain(hostileMetadata(metadata, trouble), hostileBlobs(blobs, trouble), {
        ...shared,
        search: {
          ...search,
          put: (entry) => trouble.around(() => search.put(entry)),
          remove: (...of) => trouble.around(() => search.remove(...of)),
        },
      });
    },
  };
}

/** Looks only once into what is sent in every run. */
const workshop = rememberingWorkshop();

function rememberingWorkshop(): Workshop {
  const known = new Map<string, unknown>();
  return {
    ...createWorkshop(),
    async run<Input extends object, Output extends object>(
      job: { readonly name: string; readonly run: (input: Input) => Output },
      input: Input,
    ): Promise<Output> {
      const key = `${job.name} ${JSON.stringify(input)}`;
      if (!known.has(key)) known.set(key, job.run(input));
      return known.get(key) as Output;
    },
  };
}
