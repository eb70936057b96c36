import { singleFlight } from "./single-flight.ts";

/** Bytes that are there once for all who want them at the same time, also where no cache has room for them. */
export interface SharedBytes {
  /** What others have or wait for under this key; else what `load` gives. */
  get(key: string, load: () => Promise<Buffer | undefined>): Promise<Buffer | undefined>;
}

/** As long as anybody sends them, such as to a client that takes them slowly, others who come get the same bytes. */
export function sharedBytes(): SharedBytes {
  const loading = singleFlight<Buffer | undefined>();
  const inUse = new Map<string, WeakRef<Buffer>>();
  const ended = new FinalizationRegistry<string>((key) => {
    if (inUse.get(key)?.deref() === undefined) inUse.delete(key);
  });
  return {
    async get(key, load) {
      return (
        inUse.get(key)?.deref() ??
        loading.run(key, async () => {
          const bytes = await load();
          if (bytes !== undefined) {
            inUse.set(key, new WeakRef(bytes));
            ended.register(bytes, key);
          }
          return bytes;
        })
      );
    },
  };
}
