import { existsSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import pLimit from "p-limit";
import { isSystemError } from "../../src/errors.ts";
import { workerBytes, workerHeapMegabytes, workerIdleMs } from "./limits.ts";
import { type Rendered, type RenderInput, render } from "./render.ts";

/** Renders documents, large ones beside the main thread. */
export interface Renderer {
  render(input: RenderInput): Promise<Rendered>;
  close(): Promise<void>;
}

/** Where the worker was built; from sources there is none, and everything is rendered here. */
const workerFile = join(import.meta.dirname, "render-worker.js");

/** One worker, one document after the other: each is in its memory several times over. */
export function createRenderer(): Renderer {
  const turns = pLimit(1);
  const hasWorker = existsSync(workerFile);
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;

  return {
    async render(input) {
      return hasWorker && input.bytes.length >= workerBytes
        ? turns(() => renderBeside(input))
        : render(input);
    },
    close: stop,
  };

  async function renderBeside(input: RenderInput): Promise<Rendered> {
    clearTimeout(idle);
    worker ??= startWorker();
    try {
      return await answerOf(worker, input);
    } catch (error) {
      await stop();
      // A document that is too much for a worker is no reason to end the registry.
      if (!isSystemError(error, "ERR_WORKER_OUT_OF_MEMORY")) throw error;
      return { kind: "unreadable", why: "it takes too much memory" };
    } finally {
      idle = setTimeout(() => void stop(), workerIdleMs).unref();
    }
  }

  async function stop(): Promise<void> {
    clearTimeout(idle);
    const stopped = worker;
    worker = undefined;
    await stopped?.terminate();
  }
}

function startWorker(): Worker {
  const worker = new Worker(workerFile, { resourceLimits: { maxOldGenerationSizeMb: workerHeapMegabytes } });
  worker.unref();
  return worker;
}

function answerOf(worker: Worker, input: RenderInput): Promise<Rendered> {
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
