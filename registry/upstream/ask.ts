import pLimit from "p-limit";
import { PantryError } from "../../src/errors.ts";
import { createExchanger, type ExchangeAnswer, type ExchangerOptions } from "../../src/fetch/index.ts";
import { registryError } from "../errors.ts";
import { downMs, exchangeLimits, requestsTogether, smallBytes } from "./limits.ts";
import { limitPerSource } from "./per-source.ts";
import type { Source } from "./settings.ts";

/** One question to upstream. */
export interface Question {
  /** Of the source's own host: its token goes along. */
  readonly url: URL;
  readonly accept: string;
  readonly limitBytes: number;
  /** What is here already, as upstream named it. */
  readonly known?:
    | { readonly etag: string | undefined; readonly lastModified: string | undefined }
    | undefined;
}

export type Answer =
  | { readonly kind: "found"; readonly bytes: Buffer; readonly head: ExchangeAnswer["head"] }
  | { readonly kind: "same" }
  | { readonly kind: "none" };

/** Asks upstream, within bounds on how much at once. */
export interface Asker {
  /** Throws UPSTREAM_UNAVAILABLE where no answer came that says anything. */
  ask(source: Source, question: Question): Promise<Answer>;
  /** True for a while after a source failed. */
  isDown(source: Source): boolean;
  close(): Promise<void>;
}

export function createAsker(now: () => Date, options: ExchangerOptions = {}): Asker {
  const exchanger = createExchanger({ ...options, limits: { ...exchangeLimits, ...options.limits } });
  const together = limitPerSource(requestsTogether);
  const alone = pLimit(1);
  const failedAt = new Map<string, number>();

  return {
    /** Nearly everything is small. What is not is asked for once more, and comes alone. */
    async ask(source, question) {
      const small = Math.min(question.limitBytes, smallBytes);
      const answer = await together(source)(() => once(source, question, small));
      if (answer !== "too large") return answer;
      const larger =
        small < question.limitBytes
          ? await alone(() => once(source, question, question.limitBytes))
          : "too large";
      if (larger !== "too large") return larger;
      throw unavailable(question.url, `it has more than ${question.limitBytes} bytes`);
    },
    isDown(source) {
      const at = failedAt.get(source.base);
      return at !== undefined && now().getTime() - at < downMs;
    },
    close: () => exchanger.close(),
  };

  async function once(source: Source, question: Question, limitBytes: number): Promise<Answer | "too large"> {
    const { url, known } = question;
    const answer = await exchange(source, question, limitBytes);
    if (answer === "too large") return answer;
    const { status, head, bytes } = answer;
    if (status === 429 || status >= 500) failedAt.set(source.base, now().getTime());
    else failedAt.delete(source.base);
    if (status === 200) return { kind: "found", bytes, head };
    if (status === 304 && known !== undefined) return { kind: "same" };
    if (status === 404 || status === 410 || status === 451) return { kind: "none" };
    throw unavailable(url, `it answered ${status}`);
  }

  async function exchange(
    source: Source,
    question: Question,
    limitBytes: number,
  ): Promise<ExchangeAnswer | "too large"> {
    const { url } = question;
    try {
      return await exchanger.exchange({
        method: "GET",
        url,
        headers: headersFor(source, question),
        limitBytes,
        repeatable: true,
        redirects: { withoutFields: ["authorization"] },
      });
    } catch (error) {
      if (!(error instanceof PantryError)) throw error;
      if (error.code === "FETCH_TOO_LARGE") return "too large";
      failedAt.set(source.base, now().getTime());
      throw unavailable(url, error.message, error);
    }
  }
}

function headersFor(source: Source, { accept, known }: Question): Record<string, string> {
  const headers: Record<string, string> = { accept, "accept-encoding": "gzip" };
  if (known?.etag !== undefined) headers["if-none-match"] = known.etag;
  else if (known?.lastModified !== undefined) headers["if-modified-since"] = known.lastModified;
  if (source.token !== undefined) headers["authorization"] = `Bearer ${source.token}`;
  return headers;
}

/** Upstream answered nothing that can be used. */
export function unavailable(url: URL, why: string, cause?: unknown) {
  return registryError("UPSTREAM_UNAVAILABLE", {
    message: `upstream cannot be used for ${url.pathname.slice(1)}: ${why}`,
    hint: "try again in a while; what this registry has seen before is served meanwhile",
    cause,
  });
}
