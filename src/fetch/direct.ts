import type { Agent, ClientRequest, IncomingMessage, RequestOptions as NodeOptions } from "node:http";
import type { Socket } from "node:net";
import type { Answer, RequestOptions } from "./connections.ts";
import type { FetchLimits } from "./limits.ts";

/** Connections straight to the server, by Node's own client: it loads in a tenth of the time of undici. */
export interface Direct {
  request(url: URL, options: RequestOptions, signal: AbortSignal): Promise<Answer>;
  /** Cuts all sockets, those in use too. */
  destroy(): void;
}

/** A time limit that ran out, with the code that the system has for that. */
class TimeoutError extends Error {
  readonly code = "ETIMEDOUT";
}

/** TLS is loaded with the first https address, and who is trusted in it asked for then. */
export function openDirect(
  limits: FetchLimits,
  authorities: () => Promise<readonly string[] | undefined>,
): Direct {
  const clients = new Map<string, Promise<Client>>();
  return {
    async request(url, options, signal) {
      const client = clients.get(url.protocol) ?? openClient(url.protocol, limits, authorities);
      clients.set(url.protocol, client);
      const { request, agent } = await client;
      signal.throwIfAborted();
      const { method, headers } = options;
      const started = request(url, { method, headers, agent, maxHeaderSize: limits.headBytes });
      endWith(signal, started);
      return answerOf(started, options.body, limits);
    },
    destroy() {
      for (const client of clients.values())
        client.then(
          ({ agent }) => agent.destroy(),
          () => undefined,
        );
    },
  };
}

interface Client {
  readonly request: (url: URL, options: NodeOptions) => ClientRequest;
  readonly agent: Agent;
}

async function openClient(
  protocol: string,
  { socketsPerHost }: FetchLimits,
  authorities: () => Promise<readonly string[] | undefined>,
): Promise<Client> {
  const options = { keepAlive: true, maxSockets: socketsPerHost };
  if (protocol !== "https:") {
    const { request, Agent } = await import("node:http");
    return { request, agent: new Agent(options) };
  }
  const { request, Agent } = await import("node:https");
  const ca = await authorities();
  return { request, agent: new Agent(ca === undefined ? options : { ...options, ca: [...ca] }) };
}

/** As the option `signal` does, for a tenth of the work: it watches request and answer for their ends. */
function endWith(signal: AbortSignal, request: ClientRequest): void {
  const end = () => request.destroy(new Error("the request was stopped"));
  signal.addEventListener("abort", end, { once: true });
  request.once("close", () => signal.removeEventListener("abort", end));
}

/** The head of the answer; its body is under the limit of silence. */
function answerOf(
  request: ClientRequest,
  body: Uint8Array | undefined,
  limits: FetchLimits,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let waiting: NodeJS.Timeout | undefined;
    const waitFor = (what: string, timeoutMs: number) => {
      clearTimeout(waiting);
      waiting = setTimeout(() => request.destroy(new TimeoutError(what)), timeoutMs);
    };
    request.on("socket", (socket) => {
      outliveErrors(socket);
      if (!socket.connecting) return waitFor("no answer", limits.headersTimeoutMs);
      waitFor("no connection", limits.connectTimeoutMs);
      const isTls = "encrypted" in socket;
      socket.once(isTls ? "secureConnect" : "connect", () => waitFor("no answer", limits.headersTimeoutMs));
    });
    // It stays after the answer has begun: what goes wrong then, the body says too.
    request.on("error", (error) => {
      clearTimeout(waiting);
      reject(error);
    });
    request.on("response", (answer) => {
      clearTimeout(waiting);
      endSilence(answer, limits.idleTimeoutMs);
      // Each field with all its values: `headers` would keep the first one of some.
      resolve({ statusCode: answer.statusCode ?? 0, headers: answer.headersDistinct, body: answer });
    });
    request.end(body);
  });
}

/**
 * Node 20 listens no more on a socket whose answer came before all of the body was sent, and a write that then fails
 * would end the process (EPIPE). What matters to a request, the request is told besides.
 */
function outliveErrors(socket: Socket): void {
  if (!socket.listeners("error").includes(nothing)) socket.on("error", nothing);
}

function nothing(): void {}

/** The socket's own clock: a listener for data would make the body flow before anybody reads it. */
function endSilence(answer: IncomingMessage, timeoutMs: number): void {
  const { socket } = answer;
  const end = () => answer.destroy(new TimeoutError("silence in the middle of an answer"));
  socket.setTimeout(timeoutMs, end);
  answer.once("close", () => socket.setTimeout(0, end));
}
