import type { Subject } from "../subject.ts";

/** What is wrong, could not be looked at, or has nothing before it to be held against; and what to do about it. */
export interface Finding {
  readonly verdict: "warning" | "failed" | "skipped" | "new";
  readonly message: string;
  readonly hint?: string;
  /** True where it is not the package that is wrong, but who would publish it. */
  readonly isDenied?: boolean;
}

/** One rule that a package is held against before it is sent. */
export interface Check {
  readonly name: string;
  /** What it makes sure of, as one line for people. */
  readonly ensures: string;
  /** What it finds; nothing where all is well. */
  readonly look: (subject: Subject) => readonly Finding[];
}

export type Verdict = "ok" | Finding["verdict"];

/** How a check went. Its verdict is that of its worst finding. */
export interface CheckReport {
  readonly name: string;
  readonly ensures: string;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
}

export function reportOf(
  { name, ensures }: Pick<Check, "name" | "ensures">,
  findings: readonly Finding[],
): CheckReport {
  const verdict = worstFirst.find((one) => findings.some((finding) => finding.verdict === one)) ?? "ok";
  return { name, ensures, verdict, findings };
}

const worstFirst = ["failed", "warning", "skipped", "new"] as const;
