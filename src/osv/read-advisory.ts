import type { Advisory, Affected, Ecosystem, RangeEvent } from "./advisory.ts";
import { osvError } from "./errors.ts";
import * as limits from "./limits.ts";
import { severityOf } from "./severity.ts";

/**
 * Reads an OSV document (https://ossf.github.io/osv-schema/). Packages of other ecosystems and ranges of commits are
 * passed over; undefined for one that was withdrawn, or is about nothing else.
 *
 * It comes from strangers. What has the wrong shape is refused; texts lose what a terminal would obey. Throws
 * ADVISORY_INVALID, which names `origin`.
 */
export function readAdvisory(bytes: Uint8Array, origin: string): Advisory | undefined {
  return advisoryIn(parsed(bytes, origin), origin);
}

/** The same for a file that may have a list of them. */
export function readAdvisories(bytes: Uint8Array, origin: string): Advisory[] {
  const value = parsed(bytes, origin);
  return (Array.isArray(value) ? value : [value]).flatMap((each) => advisoryIn(each, origin) ?? []);
}

/** The same for one that has been parsed. */
export function advisoryIn(value: unknown, origin: string): Advisory | undefined {
  try {
    return advisoryOf(value);
  } catch (error) {
    if (error instanceof WrongShape) throw invalid(origin, error.message);
    throw error;
  }
}

function parsed(bytes: Uint8Array, origin: string): unknown {
  if (bytes.length > limits.advisoryBytes)
    throw invalid(origin, `it has more than ${limits.advisoryBytes} bytes`);
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    throw invalid(origin, "it is not JSON");
  }
}

class WrongShape extends Error {}

function advisoryOf(value: unknown): Advisory | undefined {
  const document = object(value, "it");
  const id = text(document["id"], "`id`");
  if (!/^[!-~]+$/.test(id) || id.length > limits.idLength) throw new WrongShape("`id` cannot be that");
  if (document["withdrawn"] !== undefined && document["withdrawn"] !== null) return undefined;
  const entries = list(document["affected"], "`affected`", limits.affectedCount).map((entry) =>
    object(entry, "an entry of `affected`"),
  );
  const affected = entries.flatMap(affectedOf);
  if (affected.length === 0) return undefined;
  const own = objectIfAny(document["database_specific"]);
  const vectors = [document, ...entries].flatMap(vectorsOf).slice(0, limits.severityCount);
  return {
    id,
    aliases: names(document["aliases"]),
    summary: shown(textIfAny(document["summary"]) ?? firstLine(textIfAny(document["details"])) ?? id),
    severity: severityOf(vectors, textIfAny(own["severity"])),
    url: addressOf(document) ?? `https://osv.dev/vulnerability/${encodeURIComponent(id)}`,
    cwes: names(own["cwe_ids"]).filter((cwe) => /^CWE-\d{1,6}$/.test(cwe)),
    affected,
  };
}

function affectedOf(entry: Fields): Affected[] {
  const named = objectIfAny(entry["package"]);
  const ecosystem = ecosystems.find((each) => each === named["ecosystem"]);
  if (ecosystem === undefined) return [];
  const ranges = list(entry["ranges"], "`ranges`", limits.rangeCount).flatMap((value) => {
    const range = object(value, "a range");
    if (range["type"] !== "SEMVER" && range["type"] !== "ECOSYSTEM") return [];
    return [list(range["events"], "`events`", limits.eventCount).flatMap(eventsOf)];
  });
  const versions = list(entry["versions"], "`versions`", limits.listedVersionCount).map((version) =>
    text(version, "a version"),
  );
  return [{ ecosystem, name: text(named["name"], "`package.name`"), versions, ranges }];
}

const ecosystems: readonly Ecosystem[] = ["Zig", "npm"];

function eventsOf(value: unknown): RangeEvent[] {
  const event = object(value, "an event");
  return eventKinds.flatMap((kind) =>
    event[kind] === undefined ? [] : [{ kind, version: text(event[kind], `\`${kind}\``) }],
  );
}

const eventKinds = ["introduced", "fixed", "last_affected"] as const;

function vectorsOf(fields: Fields): string[] {
  return list(fields["severity"], "`severity`", limits.severityCount).flatMap((value) => {
    const score = objectIfAny(value)["score"];
    return typeof score === "string" ? [score] : [];
  });
}

/** Where the advisory itself says that it is told: osv.dev knows nothing of one that an operator wrote. */
function addressOf(document: Fields): string | undefined {
  for (const value of list(document["references"], "`references`", limits.referenceCount)) {
    const { type, url } = objectIfAny(value);
    if (type !== "ADVISORY" || typeof url !== "string" || url.length > limits.urlLength) continue;
    if (/^https?:/i.test(url) && URL.canParse(url)) return new URL(url).href;
  }
  return undefined;
}

function names(value: unknown): string[] {
  return list(value, "a list", limits.aliasCount).flatMap((name) =>
    typeof name === "string" && /^[!-~]+$/.test(name) && name.length <= limits.idLength ? [name] : [],
  );
}

function shown(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, " ").trim();
  return clean.length > limits.summaryLength ? `${clean.slice(0, limits.summaryLength - 1)}…` : clean;
}

function firstLine(details: string | undefined): string | undefined {
  return details?.split("\n").find((line) => /\p{L}/u.test(line));
}

type Fields = Readonly<Record<string, unknown>>;

function object(value: unknown, what: string): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw new WrongShape(`${what} is not an object`);
}

function objectIfAny(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function text(value: unknown, what: string): string {
  if (typeof value === "string") return value;
  throw new WrongShape(`${what} is not a text`);
}

function textIfAny(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

/** None where it is missing. */
function list(value: unknown, what: string, most: number): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new WrongShape(`${what} is not a list`);
  if (value.length > most) throw new WrongShape(`${what} has more than ${most} entries`);
  return value;
}

function invalid(origin: string, why: string) {
  return osvError("ADVISORY_INVALID", {
    message: `${origin} is no advisory that can be used: ${why}`,
    hint: "advisories are JSON in OSV form: https://ossf.github.io/osv-schema/",
  });
}
