/** A lockfile of 100,000 packages with ten dependencies each has about 150 MB; real ones have under one. */
export const maxLockfileLength = 256 * 1024 * 1024;

/** People write pantry.toml by hand. */
export const maxSettingsLength = 1024 * 1024;

/** The semver library reads no longer version, and no range that people write comes near. */
export const maxRangeLength = 256;
