/**
 * Whoever reads may have enough (`pantry hash . --json | head -1`): what is under way ends as it would have, unseen.
 * Anything else, such as a full disk behind stdout, means that the answer is lost. What is said beside it, and a
 * server's log, may be.
 */
export function survivePipes(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    process.stderr.write(`error: the answer could not be written: ${error.message}\n`);
    process.exit(1);
  });
  process.stderr.on("error", () => undefined);
}
