import * as limits from "./limits.ts";
import { type Check, fieldsOf, list, optional, ShapeProblem, text, unprintable } from "./shape.ts";

/** What a package says of itself to those who look for one: its publisher's word, which nothing else depends on. */
export interface PackageAbout {
  readonly description: string | undefined;
  /** An SPDX expression: `MIT`, `Apache-2.0 OR MIT`. */
  readonly license: string | undefined;
  readonly keywords: readonly string[];
  readonly repository: string | undefined;
  readonly homepage: string | undefined;
}

/** Reads what a publisher or a registry sent. */
export const about: Check<PackageAbout> = (value, at) => {
  const field = fieldsOf(value, at);
  return {
    description: field("description", optional(aboutChecks.description)),
    license: field("license", optional(aboutChecks.license)),
    keywords: field("keywords", optional(aboutChecks.keywords)) ?? [],
    repository: field("repository", optional(aboutChecks.repository)),
    homepage: field("homepage", optional(aboutChecks.homepage)),
  };
};

/** Why one of these fields cannot be what somebody wrote, in words that follow the field; undefined where it can. */
export function aboutProblem(field: keyof PackageAbout, value: unknown): string | undefined {
  try {
    aboutChecks[field](value, "");
    return undefined;
  } catch (error) {
    if (!(error instanceof ShapeProblem)) throw error;
    return error.message.replace(/^it /, "");
  }
}

const webAddress = text({ maxLength: limits.urlBytes, matches: isWebAddress });

const aboutChecks = {
  description: text({
    maxLength: limits.descriptionLength,
    matches: (value) => value.trim() !== "" && value.search(unprintable) < 0,
  }),
  license: text({
    maxLength: limits.licenseLength,
    matches: (value) => /^[A-Za-z0-9(][A-Za-z0-9.+() -]*$/.test(value),
  }),
  keywords: list(
    text({
      maxLength: limits.keywordLength,
      matches: (value) => /^[\p{L}\p{N}][\p{L}\p{N}+#._-]*$/u.test(value),
    }),
    limits.keywordCount,
  ),
  repository: webAddress,
  homepage: webAddress,
};

/** http or https, and nobody's credentials; people click on it. */
function isWebAddress(value: string): boolean {
  if (!/^https?:\/\/[!-~]+$/.test(value) || /["\\<>]/.test(value) || !URL.canParse(value)) return false;
  const { username, password } = new URL(value);
  return username === "" && password === "";
}
