import type { OriginKind, Setting, Settings } from "../config/index.ts";

/** A setting as people name it, with where its value comes from. */
export interface SettingRow {
  readonly name: string;
  readonly value: unknown;
  readonly origin: OriginKind;
  readonly where: string;
}

export function settingRows(settings: Settings): readonly SettingRow[] {
  const named: Record<string, Setting<unknown>> = {
    "registry.url": settings.registry,
    "zig.version": settings.zigVersion,
    "zig.path": settings.zigPath,
    "zig.cache": settings.zigCache,
    "resolution.duplicates": settings.duplicates,
    "resolution.minimum-release-age": settings.minimumReleaseAgeMs,
    "terminal.color": settings.color,
    "network.offline": settings.offline,
    "network.ca": settings.ca,
  };
  return Object.entries(named).map(([name, { value, ...from }]) => ({ name, value: value ?? null, ...from }));
}
