const signals = ["SIGINT", "SIGTERM"] as const;

/**
 * Runs `tidy` before Ctrl-C or a `kill` ends this process. It dies of the signal all the same, so that a shell sees
 * 130 or 143 and stops its script. What else is half done lies in folders that the next run sweeps. Gives what undoes this.
 */
export function onInterrupt(tidy: () => void): () => void {
  function end(signal: NodeJS.Signals): void {
    forget();
    tidy();
    process.kill(process.pid, signal);
  }
  function forget(): void {
    for (const signal of signals) process.off(signal, end);
  }
  for (const signal of signals) process.on(signal, end);
  return forget;
}
