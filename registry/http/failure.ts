import type { ServerResponse } from "node:http";
import { type ExitKind, PantryError } from "../../src/errors.ts";
import type { ErrorBody } from "../../src/protocol/index.ts";
import { guardWindowMs } from "../accounts/index.ts";
import { statusOf } from "../errors.ts";
import type { LogEntry } from "../registry.ts";
import { rateWindowMs, retryAfterSeconds } from "./limits.ts";

/** How a failure is told to a client. */
export interface Failure {
  readonly status: number;
  readonly body: ErrorBody;
  readonly headers: Readonly<Record<string, string>>;
}

/** Whatever was thrown, as an answer. A bug says nothing of itself to strangers: its stack is for the log. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof PantryError)) {
    const body = { error: "the registry failed", code: "BUG", hint: "its log says how" };
    return { status: 500, body, headers: {} };
  }
  const { code, message } = error;
  const status = statusOf(code) ?? statusByExit[error.exit];
  const hint = error.hint ?? (status === 422 ? "change what it names, and send it again" : undefined);
  return { status, body: { error: message, code, hint }, headers: headersFor(status, code) };
}

/** Logs a bug with its stack; expected failures have their line in the log of requests. */
export function logBug(log: (entry: LogEntry) => void, error: unknown): void {
  if (error instanceof PantryError) return;
  log({ level: "error", event: "bug", stack: error instanceof Error ? error.stack : String(error) });
}

/** Writes a failure where no framework does. */
export function writeFailure(response: ServerResponse, error: unknown, withBody: boolean): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, body, headers } = failureOf(error);
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    "Content-Type": "application/json",
    "Content-Length": bytes.length,
    "Cache-Control": "no-store",
    ...headers,
  });
  response.end(withBody ? bytes : undefined);
}

/** Errors that other folders declare come from what the client sent: an archive, a manifest, a request. */
const statusByExit: Readonly<Record<ExitKind, number>> = {
  failed: 422,
  refused: 422,
  usage: 400,
  denied: 403,
  network: 502,
};

const basic = 'Basic realm="registry", charset="UTF-8"';

function headersFor(status: number, code: string): Record<string, string> {
  // npm tells a wrong password from a token that is none by this alone.
  if (status === 401) return { "WWW-Authenticate": code === "PASSWORD_WRONG" ? basic : "Bearer" };
  if (status === 429) {
    const waitMs = code === "TOO_MANY_ATTEMPTS" ? guardWindowMs : rateWindowMs;
    return { "Retry-After": String(waitMs / 1000) };
  }
  if (status === 503) return { "Retry-After": String(retryAfterSeconds) };
  return {};
}
