/** The files of a project that Pantry reads and writes. */
export const zonName = "build.zig.zon";
export const tomlName = "pantry.toml";
export const lockName = "pantry.lock";
