import type { Progress } from "../../fetch/index.ts";
import type { Terminal } from "./terminal.ts";
import { byteText, plural } from "./words.ts";

const redrawMs = 80;

export interface ProgressLine {
  update(progress: Progress): void;
  end(): void;
}

/** One line for all downloads together: how many, how much, how fast. */
export function downloadProgress(terminal: Terminal, now: () => number = Date.now): ProgressLine {
  const received = new Map<string, number>();
  const startedAt = now();
  let drawnAt = startedAt;
  return {
    update({ url, receivedBytes }) {
      received.set(url, receivedBytes);
      if (now() - drawnAt < redrawMs) return;
      drawnAt = now();
      const sizeBytes = [...received.values()].reduce((sum, each) => sum + each, 0);
      const rate = sizeBytes / Math.max(0.001, (drawnAt - startedAt) / 1000);
      terminal.progress(
        `fetching ${plural(received.size, "package")}, ${byteText(sizeBytes)}, ${byteText(rate)}/s`,
      );
    },
    end: () => terminal.progress(""),
  };
}
