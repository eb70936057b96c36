import { spawn } from "node:child_process";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { join } from "node:path";

/** What happened to one request, before git sees it. Returns true where it answered by itself. */
export type GitServerHook = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface GitServer {
  /** `http://127.0.0.1:PORT`; a repository below `root` is at `${origin}/name.git`. */
  readonly origin: string;
  /** Method and address of every request so far. */
  readonly requests: readonly string[];
  /** Header fields of every request so far. */
  readonly headers: readonly IncomingMessage["headers"][];
  /** Set it to misbehave. */
  hook: GitServerHook | undefined;
  /** As servers before 2018: no protocol v2, so only the commits that refs point to are given out. */
  oldProtocol: boolean;
  close(): Promise<void>;
}

/** A smart-HTTP git server on loopback for the bare repositories below `root`, through `git http-backend`. */
export async function startGitServer(root: string): Promise<GitServer> {
  const requests: string[] = [];
  const headers: IncomingMessage["headers"][] = [];
  const sockets = new Set<Socket>();
  const http = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    headers.push(request.headers);
    if (server.hook?.(request, response) === true) return;
    answer(root, request, response, server.oldProtocol);
  });
  // A client of a busy machine takes its time between two requests, and is not to find the connection closed.
  http.keepAliveTimeout = 120_000;
  http.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const server: GitServer = {
    origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    requests,
    headers,
    hook: undefined,
    oldProtocol: false,
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return server;
}

/** One CGI call (RFC 3875). */
function answer(root: string, request: IncomingMessage, response: ServerResponse, old: boolean): void {
  const [path = "", query = ""] = (request.url ?? "").split("?");
  const protocol = request.headers["git-protocol"];
  const env: NodeJS.ProcessEnv = {
    PATH: process.env["PATH"],
    HOME: root,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: "1",
    PATH_INFO: decodeURIComponent(path),
    QUERY_STRING: query,
    REQUEST_METHOD: request.method,
    CONTENT_TYPE: request.headers["content-type"] ?? "",
    REMOTE_ADDR: "127.0.0.1",
    ...(request.headers["content-length"] === undefined
      ? {}
      : { CONTENT_LENGTH: request.headers["content-length"] }),
    ...(request.headers["content-encoding"] === undefined
      ? {}
      : { HTTP_CONTENT_ENCODING: request.headers["content-encoding"] }),
    ...(typeof protocol === "string" && !old ? { GIT_PROTOCOL: protocol } : {}),
  };
  const backend = spawn("git", ["-c", "safe.directory=*", "http-backend"], {
    env,
    cwd: join(root),
    stdio: ["pipe", "pipe", "ignore"],
  });
  backend.on("error", () => response.destroy());
  backend.stdin.on("error", () => undefined);
  request.pipe(backend.stdin);
  response.on("close", () => backend.kill());
  let head: Buffer | undefined = Buffer.alloc(0);
  backend.stdout.on("data", (chunk: Buffer) => {
    if (head === undefined) {
      response.write(chunk);
      return;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) return;
    const fields = head
      .subarray(0, end)
      .toString()
      .split("\r\n")
      .map((line): [string, string] => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon), line.slice(colon + 1).trim()];
      });
    const status = fields.find(([name]) => name.toLowerCase() === "status")?.[1] ?? "200";
    for (const [name, value] of fields) if (name.toLowerCase() !== "status") response.setHeader(name, value);
    response.writeHead(Number.parseInt(status, 10));
    response.write(head.subarray(end + 4));
    head = undefined;
  });
  backend.on("close", () => response.end());
}
