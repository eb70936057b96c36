import { existsSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import pLimit from "p-limit";
import { isSystemError } from "../../src/errors.ts";
import { workerBytes, workerCount, workerHeapMegabytes, workerIdleMs } from "./limits.ts";
import { type Rendered, type RenderInput, render } from "./render.ts";

/** Renders documents, large ones beside the main thread. */
export interface Renderer {
  render(input: RenderInput): Promise<Rendered>;
  close(): Promise<void>;
}

/** Where the worker was built; from sources there is none, and everything is rendered here. */
const workerFile = join(import.meta.dirname, "render-worker.js");

export function createRenderer(): Renderer {
  const limit = pLimit(workerCount);
  const idle: Idle[] = [];
  const hasWorker = existsSync(workerFile);

  return {
    async render(input) {
      if (!hasWorker || input.bytes.length < workerBytes) return render(input);
      return limit(async () => {
        const waiting = idle.pop();
        clearTimeout(waiting?.timer);
        const worker = waiting?.worker ?? startWorker();
        try {
          const rendered = await renderBy(worker, input);
          rest(worker);
          return rendered;
        } catch (error) {
          void worker.terminate();
          // A document that is too much for a worker is no reason to end the registry.
          if (!isSystemError(error, "ERR_WORKER_OUT_OF_MEMORY")) throw error;
          return { kind: "unreadable", why: "it takes too much memory" };
        }
      });
    },
    async close() {
      for (const { timer } of idle) clearTimeout(timer);
      await Promise.all(idle.splice(0).map(({ worker }) => worker.terminate()));
    },
  };

  function rest(worker: Worker): void {
    const timer = setTimeout(() => {
      idle.splice(idle.indexOf(entry), 1);
      void worker.terminate();
    }, workerIdleMs).unref();
    const entry = { worker, timer };
    idle.push(entry);
  }
}

interface Idle {
  readonly worker: Worker;
  readonly timer: NodeJS.Timeout;
}

function startWorker(): Worker {
  const worker = new Worker(workerFile, { resourceLimits: { maxOldGenerationSizeMb: workerHeapMegabytes } });
  worker.unref();
  return worker;
}

function renderBy(worker: Worker, input: RenderInput): Promise<Rendered> {
  return new Promise((resolve, reject) => {
    const end = () => worker.off("message", onMessage).off("error", onError);
    const onMessage = (rendered: Rendered) => {
      end();
      resolve(rendered);
    };
    const onError = (error: Error) => {
      end();
      reject(error);
    };
    worker.on("message", onMessage).on("error", onError).postMessage(input);
  });
}
