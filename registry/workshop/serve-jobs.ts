import { parentPort } from "node:worker_threads";
import { PantryError } from "../../src/errors.ts";
import { type Job, type Order, type Reply, withBuffers } from "./job.ts";

/** Whatever its input is: who sends an order sends what its job is for. */
type AnyJob = Job<never, object>;

/** The other end of a workshop: does the jobs that this thread is sent. */
export function serveJobs(jobs: readonly AnyJob[]): void {
  parentPort?.on("message", ({ job: name, input }: Order) => {
    const job = jobs.find((each) => each.name === name);
    if (job === undefined) throw new Error(`no worker knows the job ${name}`);
    const reply = replyTo(job, input);
    parentPort?.postMessage(reply, "done" in reply ? wholeBuffers(reply.done) : []);
  });
}

function replyTo(job: AnyJob, input: object): Reply {
  try {
    return { done: job.run(withBuffers(input) as never) };
  } catch (error) {
    if (!(error instanceof PantryError)) throw error;
    const { code, exit, message, hint, data } = error;
    return { refused: { code, exit, message, hint, data } };
  }
}

/** Bytes that lie in memory of their own, which is moved; others share theirs with what stays here, and are copied. */
function wholeBuffers(output: object): ArrayBuffer[] {
  const buffers = Object.values(output).flatMap((value) =>
    value instanceof Uint8Array &&
    value.buffer instanceof ArrayBuffer &&
    value.byteLength === value.buffer.byteLength
      ? [value.buffer]
      : [],
  );
  return [...new Set(buffers)];
}
