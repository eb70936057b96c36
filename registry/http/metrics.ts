import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { monitorEventLoopDelay } from "node:perf_hooks";

/** What the registry counts of itself, in the text form that Prometheus reads (exposition format 0.0.4). */
export interface Metrics {
  /** Counts the bytes of a connection, from now until it ends. */
  connected(socket: Socket): void;
  /** Counts a request that was answered. */
  observe(request: Pick<IncomingMessage, "method" | "url">, answered: Answered): void;
  /** Counts a call of the storage that failed. */
  storageFailed(port: "metadata" | "blobs"): void;
  /** Everything as it is now. */
  text(): string;
  close(): void;
}

export interface Answered {
  /** 0 where the client went away. */
  readonly status: number;
  readonly durationMs: number;
}

/** Written here, since all of it is counters and one histogram: a library would bring more code than this page. */
export function createMetrics(): Metrics {
  const routes = new Map<string, Route>();
  const storageErrors = { metadata: 0, blobs: 0 };
  const connections = new Set<Socket>();
  /** What went over connections that have ended. */
  const ended = { sentBytes: 0, receivedBytes: 0 };
  const lag = monitorEventLoopDelay({ resolution: 20 });
  lag.enable();

  return {
    connected(socket) {
      connections.add(socket);
      socket.once("close", () => {
        connections.delete(socket);
        ended.sentBytes += socket.bytesWritten;
        ended.receivedBytes += socket.bytesRead;
      });
    },

    observe(request, answered) {
      const route = routeOf(routeClass(request));
      route.statuses.set(answered.status, (route.statuses.get(answered.status) ?? 0) + 1);
      const seconds = answered.durationMs / 1000;
      const bucket = bucketsSeconds.findIndex((most) => seconds <= most);
      if (bucket !== -1) route.counts[bucket] = (route.counts[bucket] ?? 0) + 1;
      route.sum += seconds;
      route.count++;
    },

    storageFailed(port) {
      storageErrors[port]++;
    },

    text() {
      let { sentBytes, receivedBytes } = ended;
      for (const { bytesWritten, bytesRead } of connections) {
        sentBytes += bytesWritten;
        receivedBytes += bytesRead;
      }
      const { rss, heapUsed, external } = process.memoryUsage();
      const lines = [
        ...family("requests_total", "counter", "Requests by kind and status; 0 where the client went away", [
          ...[...routes].flatMap(([name, { statuses }]) =>
            [...statuses].map(([status, count]) =>
              sample("requests_total", count, `class="${name}",status="${status}"`),
            ),
          ),
        ]),
        ...family("request_duration_seconds", "histogram", "From the request to the end of its answer", [
          ...[...routes].flatMap(([name, route]) => histogram(name, route)),
        ]),
        ...family("sent_bytes_total", "counter", "Bytes sent to clients", [
          sample("sent_bytes_total", sentBytes),
        ]),
        ...family("received_bytes_total", "counter", "Bytes received from clients", [
          sample("received_bytes_total", receivedBytes),
        ]),
        ...family("storage_errors_total", "counter", "Calls of the storage that failed", [
          sample("storage_errors_total", storageErrors.metadata, 'port="metadata"'),
          sample("storage_errors_total", storageErrors.blobs, 'port="blobs"'),
        ]),
        ...family("memory_bytes", "gauge", "Memory of the process", [
          sample("memory_bytes", rss, 'kind="resident"'),
          sample("memory_bytes", heapUsed, 'kind="heap"'),
          sample("memory_bytes", external, 'kind="external"'),
        ]),
        ...family("event_loop_lag_seconds", "gauge", "How late timers were since the last look", [
          sample("event_loop_lag_seconds", lag.percentile(50) / 1e9, 'quantile="0.5"'),
          sample("event_loop_lag_seconds", lag.percentile(99) / 1e9, 'quantile="0.99"'),
          sample("event_loop_lag_seconds", lag.max / 1e9, 'quantile="1"'),
        ]),
        ...family("uptime_seconds", "gauge", "Since the process started", [
          sample("uptime_seconds", process.uptime()),
        ]),
      ];
      lag.reset();
      return `${lines.join("\n")}\n`;
    },

    close() {
      lag.disable();
    },
  };

  function routeOf(name: string): Route {
    const known = routes.get(name);
    if (known !== undefined) return known;
    const fresh = { statuses: new Map(), counts: bucketsSeconds.map(() => 0), sum: 0, count: 0 };
    routes.set(name, fresh);
    return fresh;
  }
}

/** The kinds of requests that are told apart: few, so that nobody's request makes a new series. */
export function routeClass({ method, url = "" }: Pick<IncomingMessage, "method" | "url">): string {
  const isRead = method === "GET" || method === "HEAD";
  // The hot path: every request comes through here.
  if (!url.startsWith("/-/")) return isRead ? readClass(url) : "change";
  if (/^\/-\/(ping|health|metrics)(\?|$)/.test(url)) return "operations";
  if (url.startsWith("/-/npm/v1/security/")) return "audit";
  if (/^\/-\/(user|whoami|org|team|v1\/login|npm\/v1\/(user|tokens))([/?]|$)/.test(url)) return "account";
  if (!isRead) return "change";
  if (url.startsWith("/-/zig/")) return readClass(url);
  return url.startsWith("/-/v1/search") ? "search" : "other";
}

function readClass(url: string): string {
  const end = url.indexOf("?");
  const path = end === -1 ? url : url.slice(0, end);
  return path.endsWith(".tgz") || path.endsWith(".tar.gz") ? "archive" : "document";
}

interface Route {
  readonly statuses: Map<number, number>;
  /** How many ended within each bucket, and not within the one before. */
  readonly counts: number[];
  sum: number;
  count: number;
}

/** Documents take well under a millisecond, a large upload minutes. */
const bucketsSeconds = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60];

function histogram(route: string, { counts, sum, count }: Route): string[] {
  let below = 0;
  const name = "request_duration_seconds";
  return [
    ...bucketsSeconds.map((most, index) => {
      below += counts[index] ?? 0;
      return sample(`${name}_bucket`, below, `class="${route}",le="${most}"`);
    }),
    sample(`${name}_bucket`, count, `class="${route}",le="+Inf"`),
    sample(`${name}_sum`, sum, `class="${route}"`),
    sample(`${name}_count`, count, `class="${route}"`),
  ];
}

function family(name: string, type: string, help: string, samples: readonly string[]): readonly string[] {
  return [`# HELP pantry_${name} ${help}`, `# TYPE pantry_${name} ${type}`, ...samples];
}

function sample(name: string, value: number, labels = ""): string {
  return `pantry_${name}${labels === "" ? "" : `{${labels}}`} ${Number.isFinite(value) ? value : 0}`;
}
