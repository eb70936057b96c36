/** What of an answer's head says who may keep it, and for how long (RFC 9111, 5.2.2). */
export interface Caching {
  readonly "Cache-Control": string;
  readonly Vary?: string;
}

/** Bytes that never change under their address. */
export const immutable: Caching = { "Cache-Control": "public, max-age=31536000, immutable" };

/** The same for what only those may keep who asked for it. */
export function privately<T extends Caching>(shared: T): T & Required<Caching> {
  const vary = shared.Vary === undefined ? "Authorization" : `${shared.Vary}, Authorization`;
  return { ...shared, "Cache-Control": shared["Cache-Control"].replace("public", "private"), Vary: vary };
}
