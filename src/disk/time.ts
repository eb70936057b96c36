/** The running second, in nanoseconds: a time that every file system with seconds keeps exactly. */
export function wholeSecondNow(): bigint {
  return BigInt(Math.floor(Date.now() / 1000)) * 1_000_000_000n;
}
