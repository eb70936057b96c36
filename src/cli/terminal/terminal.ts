import type { ErrorReport } from "./errors.ts";
import { fitted } from "./fit.ts";
import { type ColorChoice, jsonText, onScreen, type Style, styleFor, wantsColor } from "./style.ts";

/** Where words go: data to stdout, everything else to stderr. */
export interface Terminal {
  readonly style: Style;
  readonly json: boolean;
  /** How wide answers may be, in characters. */
  readonly columns: number;
  /** The answer of a command, made safe for a terminal: its text, or with `--json` the value as one document. */
  answer(value: unknown, text: string): void;
  /** What people should know while it runs; silent with `-q` and with `--json`. */
  say(text: string): void;
  /** What ended the command: shown whatever was asked for, as JSON on stdout where that was. */
  fail(report: ErrorReport): void;
  /** What only `-v` shows. */
  detail(text: string | (() => string)): void;
  /** One line that is overwritten; shown on a terminal only. An empty text wipes it. */
  progress(text: string): void;
}

export interface TerminalOptions {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
  readonly color: ColorChoice;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

const eraseLine = "\r\u001b[2K";
const narrowest = 20;
/** Of a terminal that does not tell, and of files. */
export const usualColumns = 80;

function columnsOf(stream: NodeJS.WriteStream): number {
  return Math.max(narrowest, stream.columns || usualColumns);
}

export function openTerminal(options: TerminalOptions): Terminal {
  const { stdout, stderr, json, quiet, verbose } = options;
  const showsProgress = stderr.isTTY === true && !quiet && !json && options.env["TERM"] !== "dumb";
  let progressShown = false;

  function wipe(): void {
    if (!progressShown) return;
    stderr.write(eraseLine);
    progressShown = false;
  }

  function say(text: string): void {
    wipe();
    const shown = onScreen(text);
    const fits = stderr.isTTY === true ? fitted(shown, columnsOf(stderr)) : shown;
    stderr.write(`${fits}\n`);
  }

  return {
    style: styleFor(wantsColor(options.color, options.env, stderr.isTTY === true)),
    json,
    columns: columnsOf(stdout),
    answer(value, text) {
      wipe();
      if (json) stdout.write(`${jsonText(value)}\n`);
      else if (text !== "") stdout.write(`${onScreen(text)}\n`);
    },
    say(text) {
      if (!quiet && !json) say(text);
    },
    fail(report) {
      wipe();
      if (json) stdout.write(`${jsonText(report.json)}\n`);
      else say(report.text);
    },
    detail(text) {
      if (verbose && !json) say(typeof text === "string" ? text : text());
    },
    progress(text) {
      if (!showsProgress) return;
      wipe();
      if (text === "") return;
      stderr.write(onScreen(text).slice(0, columnsOf(stderr) - 1));
      progressShown = true;
    },
  };
}
