import type { PantryError } from "../../src/errors.ts";

/**
 * Work on many bytes, which would hold up everybody else: data in, data out. What it throws is a PantryError, or a bug.
 * Bytes among the fields of what it is given, and gives, are Buffers on both sides.
 */
export interface Job<Input extends object, Output extends object> {
  readonly name: string;
  /** Whether an input is worth the way to a worker. */
  readonly isLarge: (input: Input) => boolean;
  readonly run: (input: Input) => Output;
}

/** What a worker is sent. */
export interface Order {
  readonly job: string;
  readonly input: object;
}

/** What it answers: what the job gave, or the fields of the PantryError that it threw. */
export type Reply =
  | { readonly done: object }
  | { readonly refused: Pick<PantryError, "code" | "exit" | "message" | "hint" | "data"> };

/** Bytes arrive as plain Uint8Arrays. */
export function withBuffers<T extends object>(arrived: T): T {
  const fields = Object.entries(arrived).map(([name, value]) => [
    name,
    value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.length) : value,
  ]);
  return Object.fromEntries(fields) as T;
}
