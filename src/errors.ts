/**
 * What a failure means to a script: the exit codes of the command line.
 * `refused` is for integrity and security: a hash that differs, a hostile archive, a limit.
 */
export const exitCodes = {
  failed: 1,
  usage: 2,
  network: 3,
  refused: 4,
  denied: 5,
} as const;

export type ExitKind = keyof typeof exitCodes;

/** What a thrower says of one failure. `message`: what could not be done; `hint`: what to do now. */
export interface ErrorDetails {
  readonly message: string;
  readonly hint?: string;
  readonly cause?: unknown;
  /** What a script wants to know beyond the words: it stands beside `error` in the JSON document. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** An expected failure: everything a user can cause or meet. Whatever else is thrown is a bug in Pantry. */
export class PantryError extends Error {
  override readonly name = "PantryError";
  readonly code: string;
  readonly exit: ExitKind;
  readonly hint: string | undefined;
  readonly data: ErrorDetails["data"];

  /** By its name: the registry is a bundle by itself, with its own copy of this class. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === "PantryError";
  }

  constructor(code: string, exit: ExitKind, details: ErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.exit = exit;
    this.hint = details.hint;
    this.data = details.data;
  }
}

/** One row of a folder's error table: how it ends the process, and what it means in general. */
export interface ErrorRow {
  readonly exit: ExitKind;
  readonly means: string;
}

/**
 * Each folder declares its codes once, in its `errors.ts`, and throws through what this returns:
 *
 *     export const zonCodes = { ZON_SYNTAX: { exit: "failed", means: "…" } } as const;
 *     export const zonError = errorFamily(zonCodes);
 *     throw zonError("ZON_SYNTAX", { message: "…", hint: "…" });
 */
export function errorFamily<const Codes extends Record<string, ErrorRow>>(codes: Codes) {
  return (code: keyof Codes & string, details: ErrorDetails): PantryError => {
    const row: ErrorRow = codes[code] as ErrorRow;
    return new PantryError(code, row.exit, details);
  };
}

/** Runs `work`; an expected failure inside then says first what it is about: an address, a file. */
export function about<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof PantryError) || error.message.includes(what)) throw error;
    const { code, exit, hint, cause } = error;
    throw new PantryError(code, exit, {
      message: `${what}: ${error.message}`,
      ...(hint === undefined ? {} : { hint }),
      cause,
    });
  }
}

/** True for a Node system error, with its code where one is asked for: `isSystemError(e, "ENOENT")`. */
export function isSystemError(error: unknown, ...codes: string[]): error is NodeJS.ErrnoException {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return false;
  return codes.length === 0 || codes.includes(error.code);
}
