import { cliError } from "./errors.ts";
import { usualColumns } from "./terminal/index.ts";

/** Whether there is somebody to ask. Prompts show on a terminal only, and each has a flag. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** One line from the person at the terminal. */
export async function askText(message: string, placeholder?: string): Promise<string> {
  const { text } = await import("@clack/prompts");
  return answered(
    await text({
      message,
      ...(placeholder === undefined ? {} : { placeholder }),
      output: screen(),
      validate: notEmpty,
    }),
  );
}

/** The same, shown as dots. */
export async function askSecret(message: string): Promise<string> {
  const { password } = await import("@clack/prompts");
  return answered(await password({ message, output: screen(), validate: notEmpty }));
}

/** Yes or no; no unless it is said. */
export async function askConsent(message: string): Promise<boolean> {
  const { confirm } = await import("@clack/prompts");
  const answer = await confirm({ message, initialValue: false, output: screen() });
  return answer === true;
}

/** What a script pipes in: the first line of standard input. */
export async function pipedLine(what: string): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of process.stdin) {
    pieces.push(piece as Buffer);
    size += (piece as Buffer).length;
    if (size > longestPipedBytes) break;
  }
  const line = Buffer.concat(pieces).toString("utf8").split(/\r?\n/)[0]?.trim() ?? "";
  if (line !== "") return line;
  throw cliError("USAGE", {
    message: `no ${what} came through standard input`,
    hint: "pipe it in: `… < file`",
  });
}

/** Tokens and passwords are short. */
const longestPipedBytes = 64 * 1024;

/** A terminal that does not know its width yet would be asked with one letter a line. */
function screen(): NodeJS.WriteStream {
  process.stderr.columns ||= usualColumns;
  return process.stderr;
}

function notEmpty(value: string | undefined): string | undefined {
  return value === undefined || value === "" ? "it cannot be empty" : undefined;
}

function answered(answer: string | symbol): string {
  if (typeof answer === "string") return answer;
  throw cliError("CANCELLED", { message: "cancelled; nothing was changed" });
}
