import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { isSystemError } from "../../src/errors.ts";
import { registryError } from "../errors.ts";
import { headersTimeoutMs, keepAliveMs, requestTimeoutMs, stopGraceMs } from "./limits.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that listens. */
export interface Listening {
  readonly port: number;
  /** Lets running requests end, for a while, and takes no new ones. */
  close(): Promise<void>;
}

/**
 * Listens, and answers with the handler that is made once the port is known: addresses in documents may need it.
 * Throws SETTINGS_INVALID where the port cannot be had.
 */
export async function listen(
  host: string,
  port: number,
  handlerAt: (port: number) => Handler,
  connected: (socket: Socket) => void,
): Promise<Listening> {
  const server = createServer({
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveMs,
    noDelay: true,
  });
  const boundPort = await new Promise<number>((resolve, reject) => {
    server.once("error", (error) => reject(cannotListen(host, port, error)));
    server.listen(port, host, () => {
      const address = server.address();
      const bound = typeof address === "object" && address !== null ? address.port : port;
      server.on("connection", connected);
      const handle = handlerAt(bound);
      server.on("request", (request, response) => {
        closeForZig(request, response);
        handle(request, response);
      });
      resolve(bound);
    });
  });
  return { port: boundPort, close: () => stop(server) };
}

/**
 * Zig 0.16 keeps a connection while it compiles, and takes one that was closed meanwhile for a failure when it comes
 * back for a lazy package. So each of its requests gets a connection of its own.
 */
function closeForZig(request: IncomingMessage, response: ServerResponse): void {
  if (request.headers["user-agent"]?.startsWith("zig/") === true) response.setHeader("Connection", "close");
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  // A connection that has just answered is idle a moment later.
  server.prependListener("request", (_, response) => response.setHeader("Connection", "close"));
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const deadline = setTimeout(() => server.closeAllConnections(), stopGraceMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(deadline);
}

function cannotListen(host: string, port: number, error: Error) {
  const taken = isSystemError(error, "EADDRINUSE");
  return registryError("SETTINGS_INVALID", {
    message: `cannot listen on ${host}:${port}: ${taken ? "another program does" : error.message}`,
    hint: taken ? "stop it, or choose another port with `--port`" : "choose another host or port",
    cause: error,
  });
}
