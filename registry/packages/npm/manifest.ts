/** A package.json, or what a registry says of one. Anything may stand in it. */
export type Manifest = Readonly<Record<string, unknown>>;

/** The manifest as it is kept: what its publisher says, without what the registry says itself or keeps elsewhere. */
export function keptManifest(sent: Manifest): string {
  const kept = Object.entries(sent).filter(([field]) => !ownFields.has(field));
  return JSON.stringify(Object.fromEntries(kept));
}

const ownFields = new Set([
  ...["name", "version", "_id", "_rev", "dist", "deprecated", "maintainers", "readme", "_npmUser"],
  ...["_attachments", "_npmOperationalInternal"],
]);

export function isObject(value: unknown): value is Manifest {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
