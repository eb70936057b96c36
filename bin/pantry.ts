#!/usr/bin/env node
import { answerAtOnce } from "../src/cli/at-once.ts";
import { survivePipes } from "../src/command-line/index.ts";

const args = process.argv.slice(2);
const exitCode = answerAtOnce(args, process.env);
if (exitCode === undefined) void run();
else process.exitCode = exitCode;

/** All else is loaded now. */
async function run(): Promise<void> {
  survivePipes();
  const { main } = await import("../src/cli/index.ts");
  process.exitCode = await main(args, {
    cwd: process.cwd(),
    env: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
  });
}
