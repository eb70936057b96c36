import type { RegistryView } from "../subject.ts";
import type { Finding } from "./check.ts";

/** The finding of a check that needs the registry's word and has it not. `what` follows "it is not known". */
export function notAsked(
  registry: Exclude<RegistryView, { kind: "asked" }>,
  what: string,
): readonly Finding[] {
  if (registry.kind === "not asked") {
    return [{ verdict: "skipped", message: `the registry was not asked ${what}` }];
  }
  const { message, hint } = registry.failure;
  return [
    {
      verdict: "warning",
      message: `it is not known ${what}: ${message}`,
      ...(hint === undefined ? {} : { hint }),
    },
  ];
}
