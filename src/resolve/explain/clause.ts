import type { Cause } from "../causes/cause.ts";
import type { Required } from "../causes/required.ts";
import { countVersions, type Given, type Term } from "../pubgrub/index.ts";
import { noBreak, type Wording } from "./wording.ts";

/** A fact in words: `you · need · http ^1.0`, `http 1.0.0 … 1.2.0 · pin · log 0.3.0 or 0.4.0`. */
export interface Clause {
  readonly subject: string;
  readonly verb: string;
  readonly object: string;
}

export function clauseText({ subject, verb, object }: Clause): string {
  return `${subject} ${verb} ${object}`;
}

export function clauseOf({ terms, cause }: Given<Cause>, wording: Wording): Clause {
  const needing = terms.find(({ positive }) => positive);
  const needed = terms.find(({ positive }) => !positive);
  const subject = needing === undefined ? "" : wording.term(needing);
  const many = needing !== undefined && countVersions(needing.versions) > 1;
  switch (cause.kind) {
    case "required":
      return requiredClause(cause, needed, wording);
    case "pinned": {
      const object = needed === undefined ? "another version of itself" : wording.term(needed, "or");
      return { subject, verb: many ? "pin" : "pins", object };
    }
    case "needs-zig": {
      return { subject, verb: many ? "need" : "needs", object: `Zig${noBreak}${cause.minimum}` };
    }
  }
}

function requiredClause(
  { root, requirement, asked }: Required,
  needed: Term | undefined,
  wording: Wording,
): Clause {
  const name = needed === undefined ? requirement.alias : wording.name(needed.slot);
  const renamed = requirement.alias === name ? "" : ` as \`${requirement.alias}\``;
  if (asked !== undefined) {
    const range = asked === "*" ? "" : `${noBreak}${asked.replaceAll(" ", noBreak)}`;
    const object = `${name}${range}${renamed}`;
    return root === undefined
      ? { subject: "you", verb: "need", object }
      : { subject: `\`${root}\``, verb: "needs", object };
  }
  const pinned = needed === undefined ? name : wording.term(needed);
  return {
    subject: root === undefined ? "build.zig.zon" : `\`${root}\``,
    verb: "pins",
    object: `${pinned}${renamed}`,
  };
}
