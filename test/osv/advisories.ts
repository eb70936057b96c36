import type { Advisory } from "../../src/osv/index.ts";
import { readAdvisory } from "../../src/osv/index.ts";

/** An OSV document about the Zig package `soup` below 1.2.0, with other fields where a test has them. */
export function osv(fields: object = {}, affected: object = {}): Record<string, unknown> {
  return {
    schema_version: "1.7.0",
    id: "ZIGSEC-2026-0001",
    modified: "2026-01-01T00:00:00Z",
    aliases: ["CVE-2026-1000"],
    summary: "Soup boils over",
    affected: [
      {
        package: { ecosystem: "Zig", name: "soup" },
        ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed: "1.2.0" }] }],
        ...affected,
      },
    ],
    ...fields,
  };
}

export function read(document: unknown): Advisory | undefined {
  return readAdvisory(Buffer.from(JSON.stringify(document)), "a.json");
}

/** The same, where it must be one. */
export function advisory(document: unknown = osv()): Advisory {
  const found = read(document);
  if (found === undefined) throw new Error("it is no advisory");
  return found;
}
