import type { IncomingMessage, ServerResponse } from "node:http";
import type { LogEntry } from "../registry.ts";

const users = new WeakMap<IncomingMessage, string>();

/** Remembers who made a request, for its line in the log. */
export function noteUser(request: IncomingMessage, user: string): void {
  users.set(request, user);
}

/** Logs a request once it is answered or its connection is gone. */
export function logRequest(
  log: (entry: LogEntry) => void,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const startedAt = performance.now();
  const path = withoutSecrets(request.url ?? "");
  response.once("close", () => {
    log({
      level: response.statusCode >= 500 ? "error" : "info",
      event: "request",
      method: request.method,
      path,
      status: response.writableFinished ? response.statusCode : 0,
      durationMs: Math.round(performance.now() - startedAt),
      user: users.get(request),
    });
  });
}

/** npm's clients sign out with the token in the path. A query may hold anything. */
export function withoutSecrets(url: string): string {
  return url
    .replace(/\?.*$/s, "?…")
    .replace(/(\/-\/user\/token\/).*/s, "$1…")
    .replace(/ptry_[0-9a-zA-Z]*/g, "ptry_…");
}
