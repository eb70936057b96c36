import { parse, type TomlTable } from "smol-toml";
import { fc } from "../support/fast-check.ts";

/** What one parser says of a text, to compare texts by. */
export function treeOf(text: string): TomlTable {
  return parse(text, { integersAsBigInt: true });
}

const scalar = fc.oneof(
  fc.constantFrom(
    "1",
    "-0x1F".slice(1),
    "3.5e2",
    "true",
    "1979-05-27T07:32:00Z",
    "1979-05-27 07:32:00",
    "07:32:00",
    "inf",
    '""',
    "''",
    '"a # no comment"',
    '"quote \\" and \\\\"',
    "'C:\\path'",
    '"]}"',
    '"""\n[dependencies]\nx = 1 # text\n"""',
    "'''\n'quoted''\n'''",
    '"""ends with a quote""""',
    '"""a \\\n   b"""',
  ),
  fc.stringMatching(/^[ -~]{0,8}$/).map((text) => JSON.stringify(text)),
);

/** A gap in which line ends and comments may stand. */
const gap = fc.constantFrom("", " ", "\n", "\n  # between\n  ", "\t");

const value: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, depthSize: "small" },
    scalar,
    fc
      .tuple(fc.array(fc.tuple(gap, tie("value"), gap), { maxLength: 3 }), fc.boolean())
      .map(([items, trailing]) => {
        const inner = items.map(([before, item, after]) => before + item + after).join(",");
        return `[${inner}${trailing && items.length > 0 ? "," : ""}]`;
      }),
    fc
      .tuple(fc.array(fc.tuple(gap, tie("value"), gap), { maxLength: 3 }), fc.boolean())
      .map(([items, trailing]) => {
        const inner = items
          .map(([before, item, after], index) => `${before}k${index} = ${item}${after}`)
          .join(",");
        return `{${inner}${trailing && items.length > 0 ? "," : ""}}`;
      }),
  ),
})).value;

const key = fc.constantFrom("a", "b-c", "1", '"quoted key"', "'literal'", "a . b", 'x."y.z"', '"=#"');

const pair = fc
  .tuple(
    fc.constantFrom("", "  ", "\t"),
    key,
    fc.constantFrom("=", " = ", " =  "),
    value,
    fc.constantFrom("", " ", " # why"),
  )
  .map((parts) => parts.join(""));

const line = fc.oneof({ weight: 4, arbitrary: pair }, fc.constantFrom("", "# alone", "  "));

const header = fc.constantFrom(
  "[zig]",
  "[registry] # where",
  "[ a . 'b' ]",
  "[[list]]",
  "[list.sub]",
  "[[list.deep]]",
  '["]"]',
);

/** Valid TOML in all notations, with either line end, with or without a byte order mark and a last line end. */
export const anyDocument: fc.Arbitrary<string> = fc
  .record({
    root: fc.array(line, { maxLength: 3 }),
    sections: fc.array(fc.tuple(header, fc.array(line, { maxLength: 3 })), { maxLength: 4 }),
    crlf: fc.boolean(),
    finalEol: fc.boolean(),
    mark: fc.boolean(),
  })
  .map(({ root, sections, crlf, finalEol, mark }) => {
    const lines = [...root, ...sections.flatMap(([head, body]) => [head, ...body])];
    const text = lines.join("\n") + (finalEol && lines.length > 0 ? "\n" : "");
    return (mark ? "\ufeff" : "") + (crlf ? text.replaceAll("\n", "\r\n") : text);
  })
  .filter(isToml);

function isToml(text: string): boolean {
  try {
    treeOf(text);
    return true;
  } catch {
    return false;
  }
}

/** A document that has dependencies, in one of the notations that TOML has for them. */
export interface DependencyDocument {
  readonly text: string;
  readonly aliases: readonly string[];
  /** True where there is a table, in whatever notation, that takes one more entry. */
  readonly hasTable: boolean;
}

/** What stands around the dependencies. */
export interface Surroundings {
  readonly aliases: readonly [string, ...string[]];
  readonly line: fc.Arbitrary<string>;
  readonly section: fc.Arbitrary<readonly [string, readonly string[]]>;
}

const anything: Surroundings = {
  aliases: ["httpz", "zap", "p-lib", "1", "quoted key", "a.b"],
  line,
  section: fc.tuple(header, fc.array(line, { maxLength: 2 })),
};

type Notation = "string" | "inline" | "dotted" | "table";

/**
 * Comments are `#! n` where they belong to nobody, and `#e` where they stand on an entry's own lines:
 * those of the first kind must survive whatever is done to an entry.
 */
export function dependencyDocument(around: Surroundings = anything): fc.Arbitrary<DependencyDocument> {
  return fc
    .record({
      shape: fc.constantFrom("section", "inline", "dotted", "tables", "none"),
      entries: fc.uniqueArray(
        fc.record({
          alias: fc.constantFrom(...around.aliases),
          notation: fc.constantFrom<Notation>("string", "inline", "dotted", "table"),
          indent: fc.constantFrom("", "  "),
          comment: fc.constantFrom("", " #e own"),
          above: fc.constantFrom([], [""], ["#! above"], ["", "#! above"]),
        }),
        { selector: (entry) => entry.alias, maxLength: 4 },
      ),
      inlineStyle: fc.record({
        multiLine: fc.boolean(),
        trailing: fc.boolean(),
        close: fc.constantFrom("", " "),
        comment: fc.constantFrom("", " #e own"),
      }),
      root: fc.array(around.line, { maxLength: 2 }),
      before: fc.array(around.section, { maxLength: 1 }),
      after: fc.array(around.section, { maxLength: 2 }),
      behind: fc.constantFrom([], [""], ["#! behind"], ["", "#! behind", ""]),
      crlf: fc.boolean(),
      finalEol: fc.boolean(),
      mark: fc.boolean(),
    })
    .map(({ shape, entries, inlineStyle, root, before, after, behind, crlf, finalEol, mark }) => {
      const rootLines = [...root];
      const section: string[] = [];
      const tables: string[] = [];
      let aliases = entries.map((entry) => entry.alias);
      if (shape === "none") aliases = [];
      if (shape === "inline") rootLines.push(...inlineTable(entries, inlineStyle), ...behind);
      if (shape === "section") section.push("[ dependencies ] #! head");
      for (const { alias, notation, indent, comment, above } of entries) {
        if (shape === "none" || shape === "inline") continue;
        const name = written(alias);
        const base = shape === "dotted" ? "dependencies." : "";
        if (shape === "tables" || (notation === "table" && shape === "section")) {
          tables.push(
            ...above,
            `${indent}[dependencies.${name}]${comment}`,
            `${indent}version = "1" ${comment}`,
          );
          tables.push("# inner #e", `package = "other"`, ...behind);
          continue;
        }
        const target = shape === "dotted" ? rootLines : section;
        target.push(...above);
        if (notation === "dotted") {
          target.push(`${indent}${base}${name}.version = "1"${comment}`);
          target.push(`${indent}${base}${name} . package = "other"`);
        } else if (notation === "inline") {
          target.push(`${indent}${base}${name} = { package = "other", version = "1" }${comment}`);
        } else target.push(`${indent}${base}${name}="1"${comment}`);
      }
      if (shape === "section") section.push(...behind);
      const others = (list: typeof before) => list.flatMap(([head, body]) => [head, ...body]);
      const lines = [...rootLines, ...others(before), ...section, ...tables, ...others(after)];
      let text = lines.join("\n") + (finalEol && lines.length > 0 ? "\n" : "");
      let comments = 0;
      text = text.replaceAll("#!", () => `#! ${comments++}`);
      return {
        text: (mark ? "\ufeff" : "") + (crlf ? text.replaceAll("\n", "\r\n") : text),
        aliases,
        hasTable: shape === "section" || shape === "inline" || (shape === "dotted" && aliases.length > 0),
      };
    })
    .filter(({ text }) => isToml(text));
}

/** The comments that belong to no entry. */
export function lastingComments(text: string): string[] {
  return text.match(/#! \d+/g) ?? [];
}

function written(alias: string): string {
  return /^[\w-]+$/.test(alias) ? alias : JSON.stringify(alias);
}

function inlineTable(
  entries: readonly {
    readonly alias: string;
    readonly notation: Notation;
    readonly above: readonly string[];
  }[],
  style: {
    readonly multiLine: boolean;
    readonly trailing: boolean;
    readonly close: string;
    readonly comment: string;
  },
): string[] {
  const pairs = entries.flatMap(({ alias, notation }) => {
    const name = written(alias);
    if (notation === "dotted") return [`${name}.version = "1"`, `${name}.package = "other"`];
    if (notation === "inline") return [`${name} = { package = "other", version = "1" }`];
    return [`${name} = "1"`];
  });
  const commaAfter = (index: number) => (index < pairs.length - 1 || style.trailing ? "," : "");
  if (!style.multiLine) {
    const inner = pairs.map((text, index) => text + commaAfter(index)).join(" ");
    return [`dependencies = {${style.close}${inner}${style.close}}`];
  }
  return [
    "dependencies = { #! open",
    ...pairs.flatMap((text, index) => [
      `  ${text}${commaAfter(index)}${style.comment}`,
      ...(index === 0 ? ["#! between"] : []),
    ]),
    "}",
  ];
}
