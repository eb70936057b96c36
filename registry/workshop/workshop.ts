import { existsSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import pLimit from "p-limit";
import { PantryError } from "../../src/errors.ts";
import { type Job, type Order, type Reply, withBuffers } from "./job.ts";
import { workerHeapMegabytes, workerIdleMs } from "./limits.ts";

/** Does jobs, large ones beside the main thread. */
export interface Workshop {
  /**
   * What the job gives for this input. `given`: bytes in the input that nobody reads afterwards; they are moved and not
   * copied. Throws what the job throws.
   */
  run<Input extends object, Output extends object>(
    job: Job<Input, Output>,
    input: Input,
    given?: readonly Uint8Array[],
  ): Promise<Output>;
  close(): Promise<void>;
}

/** Where the worker was built; from sources there is none, and everything is done here. */
const workerFile = join(import.meta.dirname, "registry-worker.js");

/** One worker, one job after the other: each has its input in memory several times over. */
export function createWorkshop(): Workshop {
  const turns = pLimit(1);
  const hasWorker = existsSync(workerFile);
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;

  return {
    async run(job, input, given = []) {
      return hasWorker && job.isLarge(input) ? turns(() => runBeside(job, input, given)) : job.run(input);
    },
    close: stop,
  };

  async function runBeside<Input extends object, Output extends object>(
    { name }: Job<Input, Output>,
    input: Input,
    given: readonly Uint8Array[],
  ): Promise<Output> {
    clearTimeout(idle);
    worker ??= startWorker();
    try {
      const reply = await replyOf(worker, { job: name, input }, given);
      if ("done" in reply) return withBuffers(reply.done) as Output;
      const { code, exit, message, hint, data } = reply.refused;
      throw new PantryError(code, exit, {
        message,
        ...(hint === undefined ? {} : { hint }),
        ...(data === undefined ? {} : { data }),
      });
    } catch (error) {
      // A worker that broke, or had too little memory, is at its end, and not the registry.
      if (!(error instanceof PantryError)) await stop();
      throw error;
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

function replyOf(worker: Worker, order: Order, given: readonly Uint8Array[]): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const end = () => worker.off("message", onMessage).off("error", onError);
    const onMessage = (reply: Reply) => {
      end();
      resolve(reply);
    };
    const onError = (error: Error) => {
      end();
      reject(error);
    };
    const moved = given.map(({ buffer }) => buffer).filter((buffer) => buffer instanceof ArrayBuffer);
    worker.on("message", onMessage).on("error", onError).postMessage(order, moved);
  });
}
