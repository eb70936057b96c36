import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** What the server does with one request. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface HttpRequest {
  readonly method: string;
  /** Path and query; for a proxy the whole address, or the host of a CONNECT. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** A file server on loopback that misbehaves as it is told. What it was told nothing about is 404. */
export interface HttpServer {
  readonly origin: string;
  readonly port: number;
  readonly requests: readonly HttpRequest[];
  /** The answers of one path (query included), in order; the last one stays. Returns the whole address. */
  on(path: string, ...answers: readonly [Answer, ...Answer[]]): string;
  /** Connections that are open now. */
  openSockets(): number;
  /** Resolves when no connection is open. */
  allClosed(): Promise<void>;
  close(): Promise<void>;
}

export async function startHttpServer(): Promise<HttpServer> {
  const requests: HttpRequest[] = [];
  const scripts = new Map<string, Answer[]>();
  const sockets = new Set<Socket>();
  let whenClosed: (() => void)[] = [];

  const http = createServer((request, response) => {
    const url = request.url ?? "";
    requests.push({ method: request.method ?? "", url, headers: request.headers });
    const script = scripts.get(url);
    const answer = script !== undefined && script.length > 1 ? script.shift() : script?.[0];
    (answer ?? status(404))(request, response);
  });
  // Zig takes a connection that was closed while it compiled for a failure.
  http.keepAliveTimeout = 120_000;
  http.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => {
      sockets.delete(socket);
      if (sockets.size > 0) return;
      for (const resolve of whenClosed) resolve();
      whenClosed = [];
    });
  });
  // As a proxy, it lets nobody through.
  http.on("connect", (request: IncomingMessage, socket: Socket) => {
    requests.push({ method: "CONNECT", url: request.url ?? "", headers: request.headers });
    socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    port,
    requests,
    on(path, ...answers) {
      scripts.set(path, [...answers]);
      return origin + path;
    },
    openSockets: () => sockets.size,
    allClosed: () =>
      sockets.size === 0 ? Promise.resolve() : new Promise((resolve) => whenClosed.push(resolve)),
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

type Fields = Readonly<Record<string, string>>;

/** A whole, honest answer. Without `type` as application/gzip. */
export function file(bytes: Uint8Array, fields: Fields = {}): Answer {
  return (_request, response) => {
    response.writeHead(200, {
      "content-type": "application/gzip",
      "content-length": bytes.length,
      ...fields,
    });
    response.end(bytes);
  };
}

/** The same without Content-Length, in chunks. */
export function chunked(bytes: Uint8Array, fields: Fields = {}): Answer {
  return (_request, response) => {
    response.writeHead(200, { "content-type": "application/gzip", ...fields });
    response.write(bytes.subarray(0, bytes.length >> 1));
    response.end(bytes.subarray(bytes.length >> 1));
  };
}

export function status(code: number, fields: Fields = {}, body = ""): Answer {
  return (_request, response) => {
    response.writeHead(code, fields);
    response.end(body);
  };
}

export function redirect(location: string, code = 302): Answer {
  return status(code, { location });
}

/** Bytes as they are, beginning with the status line; then the connection ends. */
export function raw(...pieces: readonly (string | Uint8Array)[]): Answer {
  return (request) => {
    for (const piece of pieces) request.socket.write(piece);
    request.socket.end();
  };
}

/** Announces all of `bytes`, sends the first `count` of them and ends the connection, or resets it. */
export function cut(
  bytes: Uint8Array,
  count: number,
  how: "end" | "reset" = "end",
  fields: Fields = {},
): Answer {
  return (request) => {
    const all = { "content-type": "application/gzip", "content-length": bytes.length, ...fields };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    const head = `HTTP/1.1 200 OK\r\n${lines.join("")}\r\n`;
    request.socket.write(Buffer.concat([Buffer.from(head), bytes.subarray(0, count)]), () => {
      if (how === "end") request.socket.end();
      else request.socket.resetAndDestroy();
    });
  };
}

/** Sends the first `count` bytes in one chunk and ends the connection without the last chunk. */
export function cutChunked(bytes: Uint8Array, count: number): Answer {
  return raw(
    "HTTP/1.1 200 OK\r\ncontent-type: application/gzip\r\ntransfer-encoding: chunked\r\n\r\n",
    `${count.toString(16)}\r\n`,
    bytes.subarray(0, count),
  );
}

/** Takes the request and says nothing, ever. */
export const silence: Answer = () => undefined;

/** Sends a head and `count` bytes, and then nothing more. */
export function stall(bytes: Uint8Array, count: number): Answer {
  return (_request, response) => {
    response.writeHead(200, { "content-type": "application/gzip", "content-length": bytes.length });
    response.write(bytes.subarray(0, count));
  };
}

/** Sends for as long as it is listened to; `onSent` gets the count so far. */
export function endless(fields: Fields, onSent: (bytes: number) => void): Answer {
  return (_request, response) => {
    response.writeHead(200, fields);
    const piece = Buffer.alloc(16 * 1024);
    let sent = 0;
    const more = (): void => {
      if (response.destroyed) return;
      sent += piece.length;
      onSent(sent);
      response.write(piece, more);
    };
    more();
  };
}

/** Sends a head and then a byte now and then, for as long as it is listened to. */
export const drip: Answer = (_request, response) => {
  response.writeHead(200, { "content-type": "application/gzip" });
  const timer = setInterval(() => response.write("x"), 5);
  response.on("close", () => clearInterval(timer));
};

/** Answers that are to come, and never the answer. */
export const hints: Answer = (request) => {
  const timer = setInterval(() => request.socket.write("HTTP/1.1 103 Early Hints\r\n\r\n"), 5);
  request.socket.on("close", () => clearInterval(timer));
};

/** Header fields without an end. */
export const headerFlood: Answer = (request) => {
  const { socket } = request;
  socket.write("HTTP/1.1 200 OK\r\n");
  const line = Buffer.from(`x-flood: ${"x".repeat(1000)}\r\n`.repeat(16));
  const more = (): void => {
    if (!socket.destroyed) socket.write(line, more);
  };
  more();
};
