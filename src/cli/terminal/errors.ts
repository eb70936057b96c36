import { withoutStaging } from "../../disk/index.ts";
import { exitCodes, isSystemError, PantryError } from "../../errors.ts";
import type { Style } from "./style.ts";

/** A bug in Pantry ends with this code (sysexits.h EX_SOFTWARE). */
const bugExitCode = 70;

export interface ErrorReport {
  readonly exitCode: number;
  readonly text: string;
  /** `--json`: `{"error":{"code","message","hint"}}`, and beside it what else the error knows. */
  readonly json: {
    readonly error: { code: string; message: string; hint?: string; causes?: string[] };
    readonly [more: string]: unknown;
  };
}

/** What could not be done, why (the chain of causes), and what to do now. */
export function reportError(error: unknown, style: Style): ErrorReport {
  const failure = asFailure(error);
  if (failure !== undefined) return expected(failure, style);
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    exitCode: bugExitCode,
    text: `${style.error("error:")} Pantry has a bug here\n${stack}\n${style.hint("hint:")} please report it with the lines above and the command that you ran`,
    json: { error: { code: "BUG", message: stack } },
  };
}

/** An expected failure, a full disk and the like included; undefined for a bug. */
export function asFailure(error: unknown): PantryError | undefined {
  if (error instanceof PantryError) return error;
  return isSystemError(error) ? fromSystem(error) : undefined;
}

function expected(error: PantryError, style: Style): ErrorReport {
  const causes = causesOf(error);
  const lines = [`${style.error("error:")} ${error.message}`, ...causes.map((cause) => `  because ${cause}`)];
  if (error.hint !== undefined) lines.push(`${style.hint("hint:")} ${error.hint}`);
  return {
    exitCode: exitCodes[error.exit],
    text: lines.join("\n"),
    json: {
      ...error.data,
      error: {
        code: error.code,
        message: error.message,
        ...(error.hint === undefined ? {} : { hint: error.hint }),
        ...(causes.length === 0 ? {} : { causes }),
      },
    },
  };
}

/** What an error above repeats of the one below is said once. */
function causesOf(error: PantryError): string[] {
  const causes: string[] = [];
  let above = error.message;
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) {
    const text = isSystemError(cause) ? systemText(cause) : cause.message;
    if (!above.includes(text)) causes.push(text);
    above = text;
  }
  return causes;
}

/** Disks fill up and folders are read-only: no bug, so it gets a code and a way out. */
function fromSystem(error: NodeJS.ErrnoException): PantryError {
  const hint = systemHints[error.code ?? ""];
  return new PantryError(`SYSTEM_${error.code}`, "failed", {
    message: systemText(error),
    ...(hint === undefined ? {} : { hint }),
  });
}

const systemHints: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full: make room and run the same command again; nothing was left half done",
  EDQUOT: "your quota is used up: make room and run the same command again; nothing was left half done",
  EACCES: "mend the permissions, or run Pantry as the user who owns it",
  EPERM: "mend the permissions, or run Pantry as the user who owns it",
  EROFS: "that file system is read-only: work in a folder that can be written",
  ENOTDIR: "a part of that path is a file, and no folder: mend the path",
  EMFILE: "too many files are open: raise the limit (`ulimit -n 4096`)",
};

function systemText(error: NodeJS.ErrnoException): string {
  return withoutStaging(error.message.replace(/^[A-Z]+: /, ""));
}
