import { setTimeout as sleep } from "node:timers/promises";
import { isSystemError } from "../errors.ts";
import { decode, readBody } from "./body.ts";
import { connectionFailure } from "./connection-failure.ts";
import { type ConnectionOptions, openConnections, type RequestOptions } from "./connections.ts";
import { announcedBytes, drop, headOf, type Progress } from "./download.ts";
import { fetchError } from "./errors.ts";
import { openJobs } from "./jobs.ts";
import type { Head } from "./kind.ts";
import { type FetchLimits, fetchLimits } from "./limits.ts";
import { isLoopback } from "./loopback.ts";
import { shownAddress } from "./redact.ts";
import { redirectTarget } from "./redirect.ts";
import { openResumption, type Resumption } from "./resume.ts";
import { backoffMs, PassingFailure, retryAfterMs, type Wait } from "./retry.ts";

/** One request to a server whose protocol the caller knows, such as a registry. */
export interface ExchangeRequest {
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** The most that is read of the answer, as it travels and decoded. */
  readonly limitBytes: number;
  /** True where doing it twice is the same as doing it once: then what may pass is tried again. */
  readonly repeatable: boolean;
  /**
   * Whether a redirect is followed. The fields named here are not sent along it: a secret is for the server that it
   * was given for.
   */
  readonly redirects: { readonly withoutFields: readonly string[] } | "returned";
  /** Called for every piece of the answer that arrives. */
  readonly onProgress?: (progress: Progress) => void;
}

/** Any status: what it means is the caller's to say. */
export interface ExchangeAnswer {
  readonly status: number;
  readonly head: Head;
  readonly bytes: Buffer;
  /** How often it was asked until it answered so. */
  readonly attempts: number;
}

/** HTTP with the connections, proxies, limits and failures of this folder. Opens nothing before the first request. */
export interface Exchanger {
  /** Throws FETCH_* where no whole answer came. */
  exchange(request: ExchangeRequest): Promise<ExchangeAnswer>;
  /** Ends what is under way with FETCH_CLOSED, and leaves no socket. */
  close(): Promise<void>;
}

export interface ExchangerOptions extends ConnectionOptions {
  /** Smaller ones for tests. */
  readonly limits?: Partial<FetchLimits>;
  /** How to wait between attempts; tests do not. */
  readonly wait?: Wait;
}

export function createExchanger(options: ExchangerOptions = {}): Exchanger {
  const limits: FetchLimits = { ...fetchLimits, ...options.limits };
  const wait: Wait = options.wait ?? ((ms, signal) => sleep(ms, undefined, { signal }));
  const connections = openConnections(limits, options);
  const jobs = openJobs();

  /** Tries until an answer comes that will not get better; then that, or the last failure, is the outcome. */
  async function attempts(request: ExchangeRequest, signal: AbortSignal): Promise<ExchangeAnswer> {
    const resumption = request.method === "GET" ? openResumption() : undefined;
    for (let tried = 1; ; tried++) {
      const outcome = await once({ ...request, resumption }, signal, tried);
      const pauseMs = outcome.retryAfterMs ?? backoffMs(tried, limits);
      const isLast = tried >= limits.attempts || pauseMs > limits.retryAfterMaxMs;
      if (isLast || !outcome.mayPass || !request.repeatable) return outcome.result();
      await wait(pauseMs, signal);
    }
  }

  async function once(request: Attempt, signal: AbortSignal, attempt: number): Promise<Outcome> {
    try {
      const answer = await follow(request, signal);
      const mayPass = answer.status === 429 || answer.status >= 500;
      return {
        mayPass,
        retryAfterMs: mayPass ? retryAfterMs(answer.head["retry-after"], Date.now()) : undefined,
        result: () => ({ ...answer, attempts: attempt }),
      };
    } catch (error) {
      if (!(error instanceof PassingFailure)) throw error;
      const { code, details } = error;
      return {
        mayPass: !isNobodyThere(request.url, details.cause),
        retryAfterMs: undefined,
        result: () => {
          throw fetchError(code, details);
        },
      };
    }
  }

  async function follow(request: Attempt, signal: AbortSignal): Promise<Answer> {
    let url = request.url;
    let headers = request.headers;
    for (let redirects = 0; ; redirects++) {
      const answer = await send(url, { ...request, headers }, signal);
      if (request.redirects === "returned" || ![301, 302, 303, 307, 308].includes(answer.status))
        return answer;
      if (redirects === limits.redirects) {
        throw fetchError("FETCH_REDIRECTS", {
          message: `${shownAddress(request.url)} redirects more than ${redirects} times, last to ${shownAddress(url)}`,
          hint: "give the address that the server really has",
        });
      }
      url = redirectTarget(url, answer.head["location"]);
      headers = without(headers, request.redirects.withoutFields);
    }
  }

  async function send(url: URL, request: Attempt, signal: AbortSignal): Promise<Answer> {
    const { method, resumption, limitBytes } = request;
    const headers = { ...request.headers, ...resumption?.fieldsFor(url) };
    const options: RequestOptions = { method, headers, body: request.body };
    const answer = await connections.request(url, options, signal).catch((error: unknown) => {
      throw connectionFailure(error, url, "head") ?? error;
    });
    try {
      const came = headOf(answer);
      const whole = resumption?.take(url, answer, came);
      const { status, head } = whole ?? { status: answer.statusCode, head: came };
      const totalBytes = method === "HEAD" ? undefined : announcedBytes(head);
      const onReceived = (receivedBytes: number) =>
        request.onProgress?.({ url: request.url.href, receivedBytes, totalBytes });
      const body = await readBody(answer, url, { totalBytes, limitBytes }, onReceived, whole?.body);
      const bytes = body.length === 0 ? body : await decode(body, head["content-encoding"], url, limitBytes);
      return { status, head, bytes };
    } finally {
      drop(answer);
    }
  }

  return {
    async exchange(request) {
      const shown = () => shownAddress(request.url);
      return jobs.run(limits.downloadTimeoutMs, (signal) => attempts(request, signal), {
        closed: () => fetchError("FETCH_CLOSED", { message: `the request to ${shown()} was stopped` }),
        tookTooLong: (cause) =>
          fetchError("FETCH_TIMEOUT", {
            message: `${shown()} was not done after ${Math.round(limits.downloadTimeoutMs / 1000)} s`,
            hint: "try again; if it stays so, the server or the line is too slow",
            cause,
          }),
      });
    },
    async close() {
      jobs.close();
      await connections.close();
    },
  };
}

type Answer = Omit<ExchangeAnswer, "attempts">;

/** A request with what earlier attempts got of its answer. */
type Attempt = ExchangeRequest & { readonly resumption: Resumption | undefined };

/** How one attempt ended, and whether another may end better. */
interface Outcome {
  readonly mayPass: boolean;
  readonly retryAfterMs: number | undefined;
  result(): ExchangeAnswer;
}

/** On the machine itself a refused connection means that nothing listens; nothing will in three seconds either. */
function isNobodyThere(url: URL, cause: unknown): boolean {
  return isLoopback(url) && isSystemError(cause, "ECONNREFUSED");
}

function without(
  headers: Readonly<Record<string, string>>,
  names: readonly string[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name.toLowerCase())));
}
