import { printable } from "../../fetch/index.ts";
import { outputLineLength, outputLinesShown } from "../limits.ts";
import { subjectFolder } from "./probe.ts";

/** The lines of a failed build that say why: errors with what belongs to them, paths as they are in the package. */
export function excerptOf(output: string, folder: string): string {
  const lines = output
    .split("\n")
    .map((line) => line.replaceAll(`${folder}/`, "").replaceAll(`${subjectFolder}/`, ""))
    .filter(
      (line) => !/^(?:failed command|Build Summary|error: the following (?:build )?command)/.test(line),
    );
  const telling = lines.filter((line) => /\b(?:error|panic|note):/.test(line));
  const shown = (
    telling.length > 0 ? telling : lines.filter((line) => line.trim() !== "").slice(-outputLinesShown)
  )
    .slice(0, outputLinesShown)
    .map((line) => `  ${printable(line, outputLineLength)}`);
  return shown.join("\n");
}
