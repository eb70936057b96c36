import { deprecationLength } from "./limits.ts";
import { type Check, ShapeProblem, text, unprintable } from "./shape.ts";

/** Why a version is deprecated, in its owner's words: one line that terminals may print. */
export const deprecation: Check<string> = text({
  maxLength: deprecationLength,
  matches: (message) => message.trim() !== "" && message.search(unprintable) < 0,
});

/** Why this cannot be a deprecation, in words that follow it; undefined where it can. */
export function deprecationProblem(message: string): string | undefined {
  try {
    deprecation(message, "");
    return undefined;
  } catch (error) {
    if (!(error instanceof ShapeProblem)) throw error;
    return error.message.replace(/^it /, "");
  }
}
