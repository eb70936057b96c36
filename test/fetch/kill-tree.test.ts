import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { killTree } from "../../src/fetch/git/kill-tree.ts";

test.skipIf(process.platform !== "linux")(
  "what a process starts while it is being ended ends too",
  async () => {
    const script = "for each in $(seq 200); do sleep 100 & echo; done; wait";
    const child = spawn("sh", ["-c", script], { stdio: ["ignore", "pipe", "ignore"] });
    // The pipe is open for as long as one of them lives.
    const closed = once(child, "close");
    await once(child.stdout, "data");
    child.stdout.resume();
    const startedAt = performance.now();
    await killTree(child.pid ?? 0);
    await closed;
    expect(performance.now() - startedAt).toBeLessThan(60_000);
  },
);
