/** A count that begins again once its window is over. */
export interface Count {
  count: number;
  readonly until: number;
}

/** Counts by key, each for a window of time; beyond `most` keys the oldest are forgotten, so that memory stays bounded. */
export function createCounts(now: () => Date, windowMs: number, most: number): (key: string) => Count {
  const counts = new Map<string, Count>();
  return (key) => {
    const time = now().getTime();
    const known = counts.get(key);
    if (known !== undefined && known.until > time) return known;
    const fresh = { count: 0, until: time + windowMs };
    counts.delete(key);
    counts.set(key, fresh);
    const oldest = counts.keys().next().value;
    if (counts.size > most && oldest !== undefined) counts.delete(oldest);
    return fresh;
  };
}
