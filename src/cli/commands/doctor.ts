import type { Command } from "../command.ts";
import { type Examined, examine } from "../doctor/index.ts";
import { SaidAlready } from "../errors.ts";
import { plural, type Style, wrapped } from "../terminal/index.ts";

export const doctor: Command = {
  name: "doctor",
  summary: "See what is wrong with this set-up, and what to do about it",
  examples: [
    { line: "pantry doctor", does: "Node, zig, settings, store, registry and what is between them" },
    { line: "pantry doctor --json", does: "the same for scripts; ends with 1 where something failed" },
  ],
  async run(context) {
    const { terminal } = context;
    const checks = await examine(context);
    const { length: failures } = checks.filter(({ verdict }) => verdict === "failed");
    const { length: warnings } = checks.filter(({ verdict }) => verdict === "warning");
    terminal.answer(
      { ok: failures === 0, checks },
      checks.map((check) => checkText(check, terminal.style, terminal.columns)).join("\n"),
    );
    if (failures + warnings === 0) terminal.say("all is well");
    else {
      const parts = [
        ...(failures > 0 ? [plural(failures, "failure")] : []),
        ...(warnings > 0 ? [plural(warnings, "warning")] : []),
      ];
      terminal.say(parts.join(", "));
    }
    if (failures > 0) throw new SaidAlready("failed");
  },
};

function checkText({ name, verdict, message, hint }: Examined, style: Style, columns: number): string {
  const mark = { ok: style.added, warning: style.hint, failed: style.error, "not checked": style.faint };
  const indent = " ".repeat(markWidth + nameWidth + 2);
  const lines = (text: string) =>
    text
      .split("\n")
      .map((line) => wrapped(line.split(" "), columns - indent.length, ""))
      .join("\n")
      .replaceAll("\n", `\n${indent}`);
  return [
    `${mark[verdict](verdict.padEnd(markWidth))} ${name.padEnd(nameWidth)} ${lines(message)}`,
    ...(hint === undefined
      ? []
      : [`${indent}${lines(`hint: ${hint}`).replace("hint:", style.hint("hint:"))}`]),
  ].join("\n");
}

const markWidth = "not checked".length;
const nameWidth = "certificates".length;
