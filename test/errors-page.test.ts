import { describe, expect, test } from "vitest";
import { type ExitKind, exitCodes } from "../src/errors.ts";
import { errorFamilies, hintsFor, testTexts } from "./support/error-codes.ts";

const families = await errorFamilies();
const codes = families.flatMap((family) => family.codes);

/** What helps in general, where nothing more is said. */
const general: Readonly<Record<ExitKind, string>> = {
  failed: "mend what the message names, and run the same again",
  usage: "`--help` shows how it is used",
  network: "check the network and the address, and try again",
  refused: "do not use what was refused; tell its maker",
  denied: "sign in with `pantry login`, or ask who may",
};

function row({ code, exit, means }: (typeof codes)[number]): string {
  const hints = hintsFor(code);
  const cells = [`\`${code}\``, exitCodes[exit], means, hints.length > 0 ? hints.join(" · ") : general[exit]];
  return `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
}

const page = `# Errors

Every expected failure has a code that stays the same: \`--json\` shows it as \`{"error":{"code","message","hint"}}\`, and scripts go by it. Its exit code says what kind it is:

| exit | is |
|---|---|
| 1 | it could not be done, and you can mend it |
| 2 | wrong usage |
| 3 | network or registry trouble |
| 4 | an integrity or security refusal |
| 5 | not signed in, or not allowed |

The message says what could not be done and why, and behind \`hint:\` what to do now; below, \`…\` stands for what it names then. Besides these there are \`SYSTEM_…\`, what the operating system refused (exit 1: \`SYSTEM_ENOSPC\` is a full disk), the codes of other registries, which are theirs, and \`BUG\` (exit 70), which should be reported.

This page is made from the code: \`npx vitest run --config test/vitest.config.ts test/errors-page.test.ts --update\` makes it anew.

${families.map(({ folder, codes }) => `## ${folder}\n\n| code | exit | means | what to do |\n|---|---|---|---|\n${codes.map(row).join("\n")}\n`).join("\n")}`;

test("src/ERRORS.md is the one that the code makes", async () => {
  await expect(page).toMatchFileSnapshot("../src/ERRORS.md");
});

describe("every code is provoked by a test, which names it", () => {
  const named = new Set(testTexts().flatMap((text) => text.match(/\b[A-Z][A-Z0-9_]+\b/g) ?? []));
  test.each([...new Set(codes.map(({ code }) => code))])("%s", (code) => {
    expect(named.has(code)).toBe(true);
  });
});
