import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { isSystemError, PantryError } from "../../src/errors.ts";
import { advisoryBytes, readAdvisory } from "../../src/osv/index.ts";
import type { LogEntry } from "../registry.ts";
import { type Advisories, advisoriesFrom, type KeptAdvisory } from "./advisories.ts";
import { advisoryFileCount, rescanEveryMs, rescanStep } from "./limits.ts";

/** A folder of OSV files, one advisory each, which its operator fills as he likes while the registry runs. */
export interface AdvisoryFolder {
  /** As they were when the folder was last read. */
  readonly current: Advisories;
  /** Reads what changed since the last time. */
  rescan(): Promise<void>;
  close(): Promise<void>;
}

interface ReadFile {
  /** Size and time: a file that keeps both is not read again. */
  readonly mark: string;
  readonly kept: KeptAdvisory | undefined;
}

/**
 * Reads all `.json` files of the folder, now and again from time to time. A file that is no advisory is logged once
 * and passed over, so that one bad file does not hide the others. No folder is one without files.
 */
export function openAdvisoryFolder(folder: string, log: (entry: LogEntry) => void): AdvisoryFolder {
  let files = new Map<string, ReadFile>();
  let current = advisoriesFrom([]);
  let latest = Promise.resolve();
  let isClosed = false;

  async function scan(): Promise<void> {
    const found = new Map<string, ReadFile>();
    let changes = 0;
    for (const name of await namesIn(folder)) {
      if (isClosed) return;
      const known = files.get(name);
      const mark = await markOf(join(folder, name));
      if (mark === undefined) continue;
      if (known?.mark === mark) found.set(name, known);
      else {
        found.set(name, { mark, kept: await readOne(name) });
        changes += 1;
        if (changes % rescanStep === 0) await nextTurn();
      }
    }
    if (changes === 0 && found.size === files.size) return;
    files = found;
    const kept = [...files.values()].flatMap((file) => file.kept ?? []);
    current = advisoriesFrom(kept);
    log({ level: "info", event: "advisories-read", files: files.size, advisories: kept.length });
  }

  async function readOne(name: string): Promise<KeptAdvisory | undefined> {
    try {
      const bytes = await readFile(join(folder, name));
      const advisory = readAdvisory(bytes, name);
      return advisory && { advisory, document: JSON.stringify(JSON.parse(bytes.toString("utf8"))) };
    } catch (error) {
      if (!(error instanceof PantryError) && !isSystemError(error)) throw error;
      log({ level: "warning", event: "advisory-unusable", file: name, why: error.message });
      return undefined;
    }
  }

  function rescan(): Promise<void> {
    latest = latest.then(scan).catch((error: unknown) => {
      log({ level: "error", event: "advisories-failed", why: String(error) });
    });
    return latest;
  }

  const timer = setInterval(rescan, rescanEveryMs);
  timer.unref();
  void rescan();
  return {
    get current() {
      return current;
    },
    rescan,
    close() {
      isClosed = true;
      clearInterval(timer);
      return latest;
    },
  };
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => name.endsWith(".json")).slice(0, advisoryFileCount);
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return [];
    throw error;
  }
}

/** Undefined for what is gone, no file, or larger than any advisory. */
async function markOf(path: string): Promise<string | undefined> {
  try {
    const found = await stat(path);
    if (!found.isFile() || found.size > advisoryBytes) return undefined;
    return `${found.size} ${found.mtimeMs}`;
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}
