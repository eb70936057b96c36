/** Jobs that end by themselves, by their deadline, or when their owner closes. */
export interface Jobs {
  /** `failures` name what the signal that ended a job does not. */
  run<T>(timeoutMs: number, work: (signal: AbortSignal) => Promise<T>, failures: JobFailures): Promise<T>;
  /** Ends what is under way, and lets nothing begin any more. */
  close(): void;
}

export interface JobFailures {
  closed(): Error;
  tookTooLong(cause: unknown): Error;
}

/** One controller a job: `AbortSignal.any` and `.timeout` cost more than all else that a small download needs. */
export function openJobs(): Jobs {
  const running = new Set<AbortController>();
  let isClosed = false;
  return {
    async run(timeoutMs, work, { closed, tookTooLong }) {
      if (isClosed) throw closed();
      const controller = new AbortController();
      let isLate = false;
      const deadline = setTimeout(() => {
        isLate = true;
        controller.abort();
      }, timeoutMs).unref();
      running.add(controller);
      try {
        return await work(controller.signal);
      } catch (error) {
        if (isClosed) throw closed();
        throw isLate ? tookTooLong(error) : error;
      } finally {
        clearTimeout(deadline);
        running.delete(controller);
      }
    },
    close() {
      isClosed = true;
      for (const controller of running) controller.abort();
    },
  };
}
