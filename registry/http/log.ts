import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { LogEntry } from "../registry.ts";
import type { Metrics } from "./metrics.ts";

const users = new WeakMap<IncomingMessage, string>();

/** Remembers who made a request, for its line in the log. */
export function noteUser(request: IncomingMessage, user: string): void {
  users.set(request, user);
}

/** Logs and counts a request once it is answered or its connection is gone. */
export function observeRequest(
  log: (entry: LogEntry) => void,
  metrics: Metrics,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const startedAt = performance.now();
  const { url = "", method, socket } = request;
  response.once("close", () => {
    const status = response.writableFinished ? response.statusCode : 0;
    const durationMs = performance.now() - startedAt;
    metrics.observe({ method, url }, { status, durationMs, ...newBytes(socket) });
    log({
      level: response.statusCode >= 500 ? "error" : "info",
      event: "request",
      method,
      path: withoutSecrets(url),
      status,
      durationMs: Math.round(durationMs),
      user: users.get(request),
    });
  });
}

const counted = new WeakMap<Socket, { readonly read: number; readonly written: number }>();

/** What went over a connection since it was counted last: it serves one request after the other. */
function newBytes(socket: Socket): { readonly receivedBytes: number; readonly sentBytes: number } {
  const before = counted.get(socket) ?? { read: 0, written: 0 };
  const { bytesRead: read, bytesWritten: written } = socket;
  counted.set(socket, { read, written });
  return { receivedBytes: read - before.read, sentBytes: written - before.written };
}

/** npm's clients sign out with the token in the path. A query may hold anything. */
export function withoutSecrets(url: string): string {
  return url
    .replace(/\?.*$/s, "?…")
    .replace(/(\/-\/user\/token\/).*/s, "$1…")
    .replace(/ptry_[0-9a-zA-Z]*/g, "ptry_…");
}
