import type { ErrorDetails } from "../errors.ts";
import { type FetchErrorCode, fetchError } from "./errors.ts";
import type { FetchLimits } from "./limits.ts";

/** A failure that may pass by itself: ends one attempt, and is the reason for the next. */
export class PassingFailure extends Error {
  readonly code: FetchErrorCode;
  readonly details: ErrorDetails;
  /** The pause that the server asks for. */
  readonly retryAfterMs: number | undefined;

  constructor(code: FetchErrorCode, details: ErrorDetails, retryAfterMs?: number) {
    super(details.message);
    this.code = code;
    this.details = details;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Waits, unless the signal ends it. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

/**
 * Tries until it works, another failure than a PassingFailure comes, or the attempts are used up; then throws
 * the last failure. Between attempts it waits: exponentially longer with jitter, or as long as the server asked.
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  limits: FetchLimits,
  wait: Wait,
  signal: AbortSignal,
): Promise<T> {
  for (let attempts = 1; ; attempts++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof PassingFailure)) throw error;
      const pauseMs = error.retryAfterMs ?? backoffMs(attempts, limits);
      if (attempts >= limits.attempts || pauseMs > limits.retryAfterMaxMs) throw final(error, attempts);
      await wait(pauseMs, signal);
    }
  }
}

/** Jitter keeps clients that failed together from coming back together. */
export function backoffMs(attempts: number, limits: FetchLimits): number {
  const full = Math.min(limits.backoffMs * 2 ** (attempts - 1), limits.backoffMaxMs);
  return Math.round(full * (0.5 + Math.random() / 2));
}

function final({ code, details }: PassingFailure, attempts: number) {
  const times = attempts === 1 ? "" : ` (tried ${attempts} times)`;
  return fetchError(code, { ...details, message: `${details.message}${times}` });
}

/** The pause that a Retry-After field names, in seconds or as a date (RFC 9110, 10.2.3); undefined where it names none. */
export function retryAfterMs(field: string | undefined, nowMs: number): number | undefined {
  if (field === undefined) return undefined;
  if (/^\d{1,9}$/.test(field)) return Number(field) * 1000;
  const date = Date.parse(field);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}
