import { rmSync } from "node:fs";
import { isSystemError } from "../../src/errors.ts";
import { registryError } from "../errors.ts";
import {
  inTransaction,
  openSqliteFile,
  type SqliteFile,
  sqlFailure,
  sqliteProblem,
} from "../metadata/index.ts";
import { countedResults, mappedBytes, reachableResults } from "./limits.ts";
import { facetsOf } from "./match.ts";
import type { FacetName, SearchEntry, SearchIndex, SearchQuery, Tier } from "./search-index.ts";
import { standingOf } from "./standing.ts";
import { calledAs, wordsOf } from "./words.ts";

/**
 * A search index in a SQLite file of its own, by FTS5. All of it is derived, so it is not flushed, and a file that is
 * damaged or was made by another version of this one is made anew.
 *
 * A row's id is the package's standing, so "the best 20 of 80,000" is read off the end of a list, with nothing sorted,
 * once for each tier.
 */
export function sqliteSearch(path: string): SearchIndex {
  const file = openIndex(path);
  const statements = {
    idOf: file.prepare("select id, revision from search_packages where kind = ? and key = ?"),
    isTaken: file.prepare("select 1 from search_packages where id = ?"),
    addPackage: file.prepare(
      "insert into search_packages (id, kind, key, revision, entry) values (?, ?, ?, ?, ?)",
    ),
    addText: file.prepare("insert into search_text (rowid, tokens) values (?, ?)"),
    removePackage: file.prepare("delete from search_packages where id = ?"),
    removeText: file.prepare("delete from search_text where rowid = ?"),
    best: file.prepare(
      "select rowid as id from search_text where search_text match ? order by rowid desc limit ?",
    ),
    entry: file.prepare("select entry from search_packages where id = ?"),
    count: file.prepare(
      "select count(*) as counted from (select 1 from search_text where search_text match ? limit ?)",
    ),
    state: file.prepare("select 1 from search_state where name = 'whole'"),
    setState: file.prepare("insert or ignore into search_state (name) values ('whole')"),
  };

  function writing(write: () => void): void {
    asking(() => inTransaction(file, write));
  }

  function known(kind: string, key: string): { readonly id: number; readonly revision: number } | undefined {
    return (statements.idOf.all(kind, key) as { id: number; revision: number }[])[0];
  }

  /** Takes out what is there of a package, unless that is of a later revision. */
  function forget(kind: string, key: string, revision: number): boolean {
    const before = known(kind, key);
    if (before === undefined) return true;
    if (before.revision > revision) return false;
    statements.removePackage.run(before.id);
    statements.removeText.run(before.id);
    return true;
  }

  function freeId(entry: SearchEntry): number {
    let id = standingOf(entry);
    while (statements.isTaken.all(id).length > 0) id += 1;
    return id;
  }

  /**
   * The best of each tier, as many as the page needs, each in its first tier, and how many there are in all. Where the
   * tiers before the last do not fill the page they were read to their ends: whatever else there is belongs to the
   * last, so that to count is to find it too.
   */
  function bestOf(expressions: ReadonlyMap<Tier, string>, any: string, limit: number) {
    const found = new Map<number, Tier>();
    const add = (tier: Tier, expression: string, most: number): number => {
      const rows = statements.best.all(expression, most) as { id: number }[];
      for (const { id } of rows) if (!found.has(id)) found.set(id, tier);
      return rows.length;
    };
    for (const [tier, expression] of expressions) {
      if (found.size < limit) add(tier, expression, limit);
    }
    if (found.size < limit) {
      const counted = add("text", any, Math.max(countedResults, found.size + limit));
      return { found, total: Math.min(counted, countedResults) };
    }
    const [{ counted } = { counted: 0 }] = statements.count.all(any, countedResults) as { counted: number }[];
    return { found, total: counted };
  }

  function entryAt(id: number): SearchEntry {
    const [row] = statements.entry.all(id) as { entry: string }[];
    if (row === undefined) throw new Error(`the search index has a text without a package: ${id}`);
    return JSON.parse(row.entry);
  }

  return {
    async put(entry) {
      writing(() => {
        const { kind, key, revision } = entry;
        if (!forget(kind, key, revision)) return;
        const id = freeId(entry);
        statements.addPackage.run(id, kind, key, revision, JSON.stringify(entry));
        statements.addText.run(id, tokensOf(entry).join(" "));
      });
    },

    async remove(kind, key, revision) {
      writing(() => {
        // The revision stays, in a row without an entry that no text leads to.
        if (forget(kind, key, revision)) statements.addPackage.run(null, kind, key, revision, "");
      });
    },

    find: async (query) =>
      asking(() => {
        const { byTier, any } = expressionsFor(query);
        const end = Math.min(query.from + query.size, reachableResults);
        const { found, total } = bestOf(byTier, any, end);
        const results = [...found].slice(query.from, end).map(([id, tier]) => ({ entry: entryAt(id), tier }));
        return { total, results };
      }),

    isWhole: async () => asking(() => statements.state.all().length > 0),
    setWhole: async () => writing(() => void statements.setState.run()),
    async close() {
      file.close();
    },
  };
}

/** Raised with every change of what is kept or how words are folded: another version's index is made anew. */
const format = 3;

function openIndex(path: string): SqliteFile {
  try {
    return preparedIndex(path);
  } catch (error) {
    if (!isSystemError(error, "SQLITE_CORRUPT", "SQLITE_NOTADB")) throw unusable(path, error);
    for (const end of ["", "-wal", "-shm"]) rmSync(path + end, { force: true });
    return preparedIndex(path);
  }
}

function preparedIndex(path: string): SqliteFile {
  const file = openSqliteFile(path);
  file.exec("pragma synchronous = off");
  file.exec(`pragma mmap_size = ${mappedBytes}`);
  file.exec("begin immediate");
  const [{ user_version: found } = { user_version: 0 }] = file.prepare("pragma user_version").all() as {
    user_version: number;
  }[];
  if (found !== format) {
    for (const table of ["search_text", "search_packages", "search_state"]) {
      file.exec(`drop table if exists ${table}`);
    }
    file.exec(`create table search_packages (
      id integer primary key, kind text not null, key text not null, revision integer not null, entry text not null,
      unique (kind, key))`);
    // Only which tokens an entry has is kept; beginnings have an index, a mark and one to six letters long.
    file.exec(`create virtual table search_text using fts5 (tokens,
      content = '', contentless_delete = 1, detail = none, prefix = '2 3 4 5 6 7', tokenize = 'ascii')`);
    file.exec("create table search_state (name text primary key)");
    file.exec(`pragma user_version = ${format}`);
  }
  file.exec("commit");
  return file;
}

function unusable(path: string, error: unknown) {
  if (!isSystemError(error)) return error;
  return registryError("SETTINGS_INVALID", {
    message: `cannot open the registry's search index ${path}: ${error.message}`,
    hint: "the data folder must be writable; the file may be removed, it is made anew",
    cause: error,
  });
}

function asking<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    const problem = sqliteProblem(error);
    throw problem === undefined ? error : sqlFailure("the search index", problem, error);
  }
}

/**
 * What an entry is found by. The first letter says what a token is, so that each question reads only the entries that
 * it is about: the names that it is called by, words of these, keywords, words of all texts, facets.
 */
function tokensOf(entry: SearchEntry): string[] {
  const called = calledAs(entry.name);
  const keywords = entry.keywords.flatMap(wordsOf);
  const facets = Object.entries(facetsOf(entry)).flatMap(([name, values]) =>
    values.map((value) => facetToken(name, value)),
  );
  const viewers =
    entry.visibleTo === "everyone"
      ? []
      : [hidden, ...entry.visibleTo.map((name) => facetToken("viewer", name))];
  return [
    ...called.map((name) => `c${name}`),
    ...[...wordsOf(entry.name), ...called].map((word) => `n${word}`),
    ...keywords.map((word) => `k${word}`),
    ...[...keywords, ...wordsOf(entry.description ?? "")].map((word) => `t${word}`),
    ...facets,
    ...viewers,
  ];
}

/**
 * What FTS5 is asked: for every tier but the last, which is what is left of `any`. Everything that came from outside is
 * letters and digits, or hexadecimal, and stands in quotes: none of its operators can come through.
 */
function expressionsFor({ words, joined, facets, viewer }: SearchQuery) {
  const among = (tokens: readonly string[]) => `(${tokens.join(" OR ")})`;
  const allowed =
    viewer.length === 0 ? "" : ` NOT ${among(viewer.map((name) => facetToken("viewer", name)))}`;
  // Few packages are hidden: to pass these over costs less than to look up all that are not.
  const unseen = `(${hidden}${allowed})`;
  const narrowedBy = (values: SearchQuery["facets"]) =>
    [...values].map(([name, any]) => among(any.map((value) => facetToken(name, value))));
  const fits = (expression: string) => {
    const parts = [...(expression === "" ? [] : [expression]), ...narrowedBy(facets)];
    return `(${(parts.length > 0 ? parts : narrowedBy(everyKind)).join(" AND ")}) NOT ${unseen}`;
  };
  const all = (mark: "k" | "t") => words.map((word) => `("n${word}" * OR "${mark}${word}")`).join(" AND ");
  const byTier = new Map<Tier, string>();
  if (joined !== "") {
    byTier.set("name", fits(`"c${joined}"`));
    byTier.set("beginning", fits(`"c${joined}" *`));
  }
  byTier.set("keywords", fits(all("k")));
  return { byTier, any: joined === "" ? fits("") : fits(`("c${joined}" * OR (${all("t")}))`) };
}

/** Stands in the entries that not everyone may see; no other token begins so. */
const hidden = "hidden";

/** What every entry has. */
const everyKind: ReadonlyMap<FacetName, readonly string[]> = new Map([["kind", ["zig", "npm"]]]);

function facetToken(name: string, value: string): string {
  return `f${Buffer.from(`${name}:${value}`).toString("hex")}`;
}
