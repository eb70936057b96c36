import type { BodySoFar } from "./body.ts";
import { cut } from "./connection-failure.ts";
import type { Answer } from "./connections.ts";
import type { Head } from "./kind.ts";
import { shownAddress } from "./redact.ts";

/** What came of a body in earlier attempts, so that the next one asks only for the rest (RFC 9110, 14). */
export interface Resumption {
  /** The fields that ask for the rest; none where there is nothing to go on from. */
  fieldsFor(url: URL): Readonly<Record<string, string>>;
  /**
   * An answer as if it had come in one piece: with the head that the whole has, and what is there of its body. Throws
   * a passing failure for a rest that does not fit: the next attempt begins anew.
   */
  take(url: URL, answer: Answer, head: Head): Whole;
}

export interface Whole {
  readonly status: number;
  readonly head: Head;
  readonly body: BodySoFar;
}

/** One for all attempts at one address. Only a strong ETag says that the rest is of the same bytes. */
export function openResumption(): Resumption {
  let begun: Begun | undefined;

  return {
    fieldsFor(url) {
      if (begun?.href !== url.href || begun.body.receivedBytes === 0) return {};
      return { range: `bytes=${begun.body.receivedBytes}-`, "if-range": begun.etag };
    },

    take(url, { statusCode: status }, head) {
      if (begun !== undefined && (status === 206 || status === 416)) {
        if (status === 206 && isRest(head, begun)) return { ...begun, status: 200 };
        begun = undefined;
        throw cut(shownAddress(url), undefined);
      }
      const body: BodySoFar = { chunks: [], receivedBytes: 0 };
      if (status === 200) {
        const etag = head["etag"];
        const isWhole = head["content-encoding"] === undefined && etag?.startsWith('"') === true;
        begun = isWhole ? { href: url.href, etag, head, body } : undefined;
      }
      return { status, head, body };
    },
  };
}

interface Begun extends Omit<Whole, "status"> {
  readonly href: string;
  readonly etag: string;
}

/** All that is missing, of the same bytes. */
function isRest(head: Head, { etag, body, head: first }: Begun): boolean {
  const [, from, last, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(head["content-range"] ?? "") ?? [];
  const isWhole = Number(last) + 1 === Number(total) && total === (first["content-length"] ?? total);
  return head["etag"] === etag && Number(from) === body.receivedBytes && isWhole;
}
