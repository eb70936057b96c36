/** Work that runs once at a time for each key: who comes meanwhile gets the same outcome. */
export interface SingleFlight<T> {
  run(key: string, work: () => Promise<T>): Promise<T>;
  /** Resolves when nothing runs any more, however it ended. */
  ended(): Promise<unknown>;
}

export function singleFlight<T>(): SingleFlight<T> {
  const running = new Map<string, Promise<T>>();
  return {
    run(key, work) {
      const known = running.get(key);
      if (known !== undefined) return known;
      const started = work().finally(() => running.delete(key));
      running.set(key, started);
      return started;
    },
    ended: () => Promise.allSettled(running.values()),
  };
}
