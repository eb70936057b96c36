import type { Span } from "./tokenizer.ts";

/** Replaces the bytes of a span; an empty span inserts. */
export interface Edit extends Span {
  readonly text: string;
}

/** Applies edits that do not overlap, given in any order; all bytes outside them stay. */
export function applyEdits(source: Buffer, edits: readonly Edit[]): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    parts.push(source.subarray(at, edit.start), Buffer.from(edit.text));
    at = edit.end;
  }
  return Buffer.concat([...parts, source.subarray(at)]);
}

export function insertion(at: number, text: string): Edit {
  return { start: at, end: at, text };
}

export function deletion(start: number, end: number): Edit {
  return { start, end, text: "" };
}
