/** A worker without work gives its memory back after this time. */
export const workerIdleMs = 10_000;

/** The heap of a worker, for the largest document. The bytes of archives lie beside it. */
export const workerHeapMegabytes = 1024;
