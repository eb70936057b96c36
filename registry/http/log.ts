import type { IncomingMessage, ServerResponse } from "node:http";
import type { LogEntry } from "../registry.ts";
import type { Metrics } from "./metrics.ts";

/** What is remembered of a request until it is answered: on the request itself, where it costs least. */
const arrival = Symbol("arrival");
interface Arrived extends IncomingMessage {
  [arrival]?: { readonly startedAt: number; readonly url: string; user: string | undefined };
}

/** Remembers who made a request, for its line in the log. */
export function noteUser(request: Arrived, user: string): void {
  const arrived = request[arrival];
  if (arrived !== undefined) arrived.user = user;
}

/** Logs and counts requests, each once it is answered or its connection is gone. */
export function createObserver(
  log: (entry: LogEntry) => void,
  metrics: Metrics,
): (request: IncomingMessage, response: ServerResponse) => void {
  /** One function for all answers: every request comes through here. */
  function ended(this: ServerResponse<Arrived>): void {
    const { [arrival]: arrived, method } = this.req;
    if (arrived === undefined) return;
    const { startedAt, url, user } = arrived;
    const status = this.writableFinished ? this.statusCode : 0;
    const durationMs = performance.now() - startedAt;
    metrics.observe({ method, url }, { status, durationMs });
    log({
      level: this.statusCode >= 500 ? "error" : "info",
      event: "request",
      method,
      path: withoutSecrets(url),
      status,
      durationMs: Math.round(durationMs),
      user,
    });
  }
  return (request: Arrived, response) => {
    request[arrival] = { startedAt: performance.now(), url: request.url ?? "", user: undefined };
    response.on("close", ended);
  };
}

/** npm's clients sign out with the token in the path. A query may hold anything. */
export function withoutSecrets(url: string): string {
  if (!url.includes("?") && !url.includes("/token/") && !url.includes("ptry_")) return url;
  return url
    .replace(/\?.*$/s, "?…")
    .replace(/(\/-\/user\/token\/).*/s, "$1…")
    .replace(/ptry_[0-9a-zA-Z]*/g, "ptry_…");
}
