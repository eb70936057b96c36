#!/usr/bin/env node
import { answerAtOnce } from "../src/cli/at-once.ts";

// Whoever reads may have enough (`pantry hash . --json | head -1`): what is under way ends as it would have, unseen.
// Anything else, such as a full disk behind stdout, means that the answer is lost.
function survivePipes(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    process.stderr.write(`error: the answer could not be written: ${error.message}\n`);
    process.exit(1);
  });
  process.stderr.on("error", () => undefined);
}

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
