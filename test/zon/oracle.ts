import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { execaSync } from "execa";
import { zig } from "../support/zig.ts";

/** What can be asked: a ZON document, a version, a path. See oracle.zig for the answers. */
export interface Question {
  readonly kind: "z" | "v" | "p";
  readonly bytes: Buffer;
}

export type Oracle = (questions: readonly Question[]) => string[];

/** Builds oracle.zig in `scratch` with the real compiler: some seconds, once for a file of tests. */
export async function buildOracle(scratch: string): Promise<Oracle> {
  copyFileSync(new URL("oracle.zig", import.meta.url), join(scratch, "oracle.zig"));
  const built = await zig(scratch, ["build-exe", "oracle.zig", "-fsingle-threaded", "-fstrip"]);
  if (!built.ok) throw new Error(built.stderr);
  return (questions) => ask(join(scratch, "oracle"), questions);
}

/** `crash` where Zig's library itself goes down (a failed safety check of a debug build). */
function ask(program: string, questions: readonly Question[]): string[] {
  const answers: string[] = [];
  while (answers.length < questions.length) {
    const rest = questions.slice(answers.length);
    const result = execaSync(program, {
      input: Buffer.concat(rest.map(frame)),
      reject: false,
      timeout: 60_000,
    });
    answers.push(
      ...result.stdout
        .split("\n")
        .slice(0, rest.length)
        .filter((line) => line !== ""),
    );
    if (answers.length < questions.length) answers.push("crash");
  }
  return answers;
}

function frame({ kind, bytes }: Question): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([Buffer.from(kind), length, bytes]);
}
