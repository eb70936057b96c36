import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ErrorRow } from "../../src/errors.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The codes of one folder, as its `errors.ts` declares them. */
export interface ErrorFamily {
  readonly folder: string;
  readonly codes: readonly (ErrorRow & { readonly code: string })[];
}

/** Every family that the code declares, by folder. */
export async function errorFamilies(): Promise<readonly ErrorFamily[]> {
  const folders = [...readdirSync(join(root, "src")).map((name) => `src/${name}`), "registry"];
  const families = folders
    .filter((folder) => existsSync(join(root, folder, "errors.ts")))
    .sort()
    .map(async (folder) => {
      const exported: Record<string, unknown> = await import(join(root, folder, "errors.ts"));
      const tables = Object.entries(exported).filter(([name]) => name.endsWith("Codes"));
      const rows = tables.flatMap(([, table]) => Object.entries(table as Record<string, ErrorRow>));
      return { folder, codes: rows.map(([code, row]) => ({ code, ...row })) };
    });
  return Promise.all(families);
}

/** What the code says to do about an error: the hints that are written beside its code, `…` for what varies. */
export function hintsFor(code: string): readonly string[] {
  const hints = sources().flatMap((text) =>
    text
      .split(`"${code}"`)
      .slice(1)
      .flatMap((after) => hintIn(after.split(/"[A-Z]+_[A-Z_]+"/, 1)[0] ?? "")),
  );
  return [...new Set(hints)].slice(0, hintsShown);
}

/** Text of all files in which tests stand. */
export function testTexts(): readonly string[] {
  return texts("test")
    .filter(({ path }) => path.endsWith(".test.ts"))
    .map(({ text }) => text);
}

const hintsShown = 3;

/** How far behind its code a hint stands at most: what is further belongs to something else. */
const hintDistance = 700;

function hintIn(text: string): string[] {
  const [, double, template] =
    /\bhint:\s*(?:"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/.exec(text.slice(0, hintDistance)) ?? [];
  const hint = double ?? template?.replace(/\$\{[^}]*\}/g, "…");
  return hint === undefined ? [] : [hint.replace(/\\(.)/g, "$1")];
}

let read: readonly string[] | undefined;

function sources(): readonly string[] {
  read ??= [...texts("src"), ...texts("registry")]
    .filter(({ path }) => !path.endsWith("/errors.ts") || path.endsWith("terminal/errors.ts"))
    .map(({ text }) => text);
  return read;
}

function texts(folder: string): { readonly path: string; readonly text: string }[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .sort()
    .map((name) => ({ path: join(folder, name), text: readFileSync(join(root, folder, name), "utf8") }));
}
