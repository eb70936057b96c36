import type { ArchiveKind } from "../archive/index.ts";
import { beginningOf, decode, readBody } from "./body.ts";
import { connectionFailure } from "./connection-failure.ts";
import type { Answer, Connections } from "./connections.ts";
import { fetchError } from "./errors.ts";
import { type Head, kindOfResponse } from "./kind.ts";
import type { FetchLimits } from "./limits.ts";
import { shownAddress } from "./redact.ts";
import { redirectTarget } from "./redirect.ts";
import type { Resumption } from "./resume.ts";
import { statusFailure } from "./status-failure.ts";
import { checkKind, notAnArchive } from "./wrong-kind.ts";

export interface FetchedArchive {
  readonly bytes: Buffer;
  readonly kind: ArchiveKind;
  /** As it was asked for, whatever it was redirected to. */
  readonly url: string;
}

/** How far one transfer is. The total is what the server announced, where it did; a new attempt begins at 0. */
export interface Progress {
  readonly url: string;
  readonly receivedBytes: number;
  readonly totalBytes: number | undefined;
}

export interface DownloadContext {
  readonly connections: Connections;
  readonly limits: FetchLimits;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** The same for all attempts. */
  readonly resumption: Resumption;
}

/**
 * One attempt to get an archive:
 *
 * 1. follow redirects, each checked
 * 2. only status 200 counts, or the rest of one that broke off
 * 3. decide the kind by the head, as Zig does
 * 4. read the body under the limit, and take off a gzip that the server put around it
 * 5. compare the kind with how the bytes begin
 */
export async function download(url: string, context: DownloadContext): Promise<FetchedArchive> {
  const { address, answer } = await follow(new URL(url), context);
  try {
    const { status, head, body: soFar } = context.resumption.take(address, answer, headOf(answer));
    if (status !== 200) throw statusFailure(address, status, head);
    const kind = kindOfResponse(head, url);
    if (kind === undefined) throw notAnArchive(address, head, await beginningOf(answer, address));
    const totalBytes = announcedBytes(head);
    const limitBytes = context.limits.archiveBytes;
    const onReceived = (receivedBytes: number) => context.onProgress({ url, receivedBytes, totalBytes });
    const body = await readBody(answer, address, { totalBytes, limitBytes }, onReceived, soFar);
    const bytes = await decode(body, head["content-encoding"], address, limitBytes);
    checkKind(bytes, kind, address, head);
    return { bytes, kind, url };
  } finally {
    drop(answer);
  }
}

async function follow(url: URL, context: DownloadContext) {
  let address = url;
  for (let redirects = 0; ; redirects++) {
    const answer = await get(address, context);
    if (![301, 302, 303, 307, 308].includes(answer.statusCode)) return { address, answer };
    drop(answer);
    if (redirects === context.limits.redirects) {
      throw fetchError("FETCH_REDIRECTS", {
        message: `${shownAddress(url)} redirects more than ${redirects} times, last to ${shownAddress(address)}`,
        hint: "give the address that the archive really has",
      });
    }
    address = redirectTarget(address, headOf(answer)["location"]);
  }
}

async function get(address: URL, { connections, signal, resumption }: DownloadContext) {
  const options = { method: "GET", headers: resumption.fieldsFor(address), body: undefined } as const;
  try {
    return await connections.request(address, options, signal);
  } catch (error) {
    throw connectionFailure(error, address, "head") ?? error;
  }
}

/** Ends an answer of which no more is wanted. Its error, if it has one, has been dealt with or is of no interest. */
export function drop(answer: Answer): void {
  answer.body.on("error", () => undefined);
  answer.body.destroy();
}

export function headOf(answer: Answer): Head {
  return Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.at(-1) : value,
    ]),
  );
}

export function announcedBytes(head: Head): number | undefined {
  const length = head["content-length"];
  return length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}
