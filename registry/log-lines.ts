import type { LogEntry } from "./registry.ts";

let waiting = "";

/** Writes the log to standard error, one JSON object a line. What comes in one turn goes in one write. */
export function writeLog(entry: LogEntry): void {
  if (waiting === "") {
    setImmediate(flush);
    // A bug ends the process before the turn is over: what led to it is to be read.
    process.once("exit", flush);
  }
  waiting += `${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`;
}

function flush(): void {
  process.off("exit", flush);
  process.stderr.write(waiting);
  waiting = "";
}
