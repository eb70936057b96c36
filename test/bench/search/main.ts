import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseSearch, type SearchEntry, sqliteSearch } from "../../../registry/search/index.ts";

/**
 * `npm run bench:search [packages]`: how long a search takes among generated packages, by kind of question. The time of
 * the processor is what counts where other programs run beside it: on a machine of its own a search takes that long.
 */
const packages = Number(process.argv[2] ?? 100_000);
const rounds = 200;
const now = new Date("2026-06-01T00:00:00.000Z");

const random = seeded(7);
const vocabulary = Array.from({ length: 20_000 }, () => syllables(1 + Math.floor(random() * 3)));

/** Words are as common as in a language: the n-th a n-th as often as the first. */
const word = () => vocabulary[Math.floor(vocabulary.length ** random()) - 1] ?? "x";
const words = (count: number) => Array.from({ length: count }, word);

const folder = mkdtempSync(join(tmpdir(), "pantry-bench-"));
const index = sqliteSearch(join(folder, "search.sqlite"));
try {
  const startedAt = performance.now();
  const names: string[] = [];
  for (let at = 0; at < packages; at += 1) {
    const entry = generated(at);
    names.push(entry.name);
    await index.put(entry);
  }
  const filledMs = performance.now() - startedAt;
  console.log(`${packages} packages put in ${(filledMs / 1000).toFixed(1)} s\n`);

  const pick = () => names[Math.floor(random() * names.length)] ?? "";
  const questions: Readonly<Record<string, () => string>> = {
    "an exact name": pick,
    "the beginning of a name": () => pick().slice(0, 5),
    "two letters": () => pick().slice(0, 2),
    "one word": word,
    "the most common word": () => vocabulary[0] ?? "",
    "two words": () => words(2).join(" "),
    "the two most common words": () => vocabulary.slice(0, 2).join(" "),
    "three words, kind and Zig": () => `${words(3).join(" ")} kind:zig zig:0.16`,
    "one kind, all of it": () => "kind:npm",
    "an owner and a licence": () => `owner:user${Math.floor(random() * 5000)} license:mit`,
    "a name that is nobody's": () => `${syllables(5)}q`,
  };
  const rows = [];
  for (const [what, make] of Object.entries(questions)) {
    const times: number[] = [];
    const cpuTimes: number[] = [];
    let total = 0;
    for (let round = 0; round < rounds; round += 1) {
      const query = { ...parseSearch(make()), viewer: [], from: 0, size: 20 };
      const from = performance.now();
      const cpuFrom = process.cpuUsage();
      total += (await index.find(query)).total;
      times.push(performance.now() - from);
      const { user, system } = process.cpuUsage(cpuFrom);
      cpuTimes.push((user + system) / 1000);
    }
    rows.push({ what, times, cpuTimes, found: Math.round(total / rounds) });
  }
  const all = {
    what: "all of them",
    times: rows.flatMap(({ times }) => times),
    cpuTimes: rows.flatMap(({ cpuTimes }) => cpuTimes),
    found: "",
  };
  for (const { what, times, cpuTimes, found } of [...rows, all]) {
    const wall = `p50 ${quantile(times, 0.5)}  p99 ${quantile(times, 0.99)}`;
    console.log(`${what.padEnd(28)} ${wall}  CPU p99 ${quantile(cpuTimes, 0.99)}  found ${found}`);
  }
  await index.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function generated(at: number): SearchEntry {
  const name = `${words(1 + Math.floor(random() * 2)).join("_")}_${syllables(2)}${at % 7 === 0 ? at : ""}`;
  const kind = random() < 0.1 ? "zig" : "npm";
  return {
    kind,
    key: `${name}${at}`,
    name,
    revision: 1,
    version: "1.2.3",
    description: words(6 + Math.floor(random() * 12)).join(" "),
    license: random() < 0.7 ? "MIT" : "Apache-2.0",
    keywords: words(Math.floor(random() * 6)),
    repository: "https://example.com/repository",
    homepage: undefined,
    owners: [`user${Math.floor(random() * 5000)}`],
    zigVersions: kind === "zig" ? [`0.${13 + Math.floor(random() * 4)}`] : [],
    publishedAt: new Date(now.getTime() - random() * 8e10).toISOString(),
    downloads: Math.floor(10 ** (random() * 6)),
    visibleTo: "everyone",
  };
}

function syllables(count: number): string {
  const letter = (letters: string) => letters[Math.floor(random() * letters.length)];
  return Array.from(
    { length: count },
    () => `${letter("bdfgklmnprstvz")}${letter("aeiou")}${letter("lmnrst")}`,
  ).join("");
}

function quantile(times: readonly number[], share: number): string {
  const sorted = times.toSorted((a, b) => a - b);
  return `${(sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1).padStart(5)} ms`;
}

/** Numbers that are the same in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
