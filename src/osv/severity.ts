import { fromVector } from "ae-cvss-calculator";
import type { Level, Severity } from "./advisory.ts";
import { vectorLength } from "./limits.ts";

/**
 * How bad it is: the worst of the CVSS vectors (2, 3.0, 3.1 and 4.0) by the levels of CVSS 3 and 4, else what the
 * database says in its own words, else moderate: an advisory that says nothing is not passed over.
 */
export function severityOf(vectors: readonly string[], said: string | undefined): Severity {
  const scored = vectors.flatMap((vector) => {
    const score = scoreOf(vector);
    return score === undefined ? [] : [{ score, vector }];
  });
  const worst = scored.toSorted((a, b) => b.score - a.score)[0];
  return { level: worst === undefined ? saidLevel(said) : levelOf(worst.score), cvss: worst };
}

/** Undefined for what is no whole vector. */
function scoreOf(vector: string): number | undefined {
  if (vector.length > vectorLength) return undefined;
  const read = fromVector(vector);
  if (read === null || !read.isBaseFullyDefined()) return undefined;
  const score = read.calculateScores().base;
  return typeof score === "number" && score >= 0 && score <= 10 ? score : undefined;
}

/** CVSS 3.1, section 5, and CVSS 4.0, section 6; there "none" (0) is a level too. */
function levelOf(score: number): Level {
  if (score >= 9) return "critical";
  if (score >= 7) return "high";
  return score >= 4 ? "moderate" : "low";
}

function saidLevel(said: string | undefined): Level {
  switch (said?.toLowerCase()) {
    case "critical":
      return "critical";
    case "high":
      return "high";
    case "low":
      return "low";
    default:
      return "moderate";
  }
}
