/** How long a process waits while another writes to the same database. Without it three writers at once fail. */
export const busyTimeoutMs = 5_000;

/** The longest pause before it is tried again. Others are answered meanwhile. */
export const busyPauseMs = 25;
