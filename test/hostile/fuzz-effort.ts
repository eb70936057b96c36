/**
 * How much is tried: some hundred inputs each in `npm test`, or as many as fit into `PANTRY_FUZZ_SECONDS` for each
 * property, which `npm run test:fuzz` sets.
 */
const seconds = Number(process.env["PANTRY_FUZZ_SECONDS"] ?? 0);

export const isLongFuzz = seconds > 0;

/** What fast-check is to do, and how long vitest may wait for it. */
export function effort(shortRuns: number): { readonly check: Effort; readonly timeout: number } {
  if (!isLongFuzz) return { check: { numRuns: shortRuns }, timeout: 300_000 };
  const check = { numRuns: 1_000_000_000, interruptAfterTimeLimit: seconds * 1000 };
  return { check, timeout: (seconds + 60) * 1000 };
}

export interface Effort {
  readonly numRuns: number;
  readonly interruptAfterTimeLimit?: number;
}

/** Says what the long form did, since vitest only says that it passed. */
export function tell(what: string): void {
  if (isLongFuzz) process.stderr.write(`${what}\n`);
}
