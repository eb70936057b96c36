/** The call, before whose first time something else happens. */
export function interrupted<A extends unknown[], T>(
  call: (...args: A) => Promise<T>,
  happens: () => Promise<unknown>,
) {
  let isFirst = true;
  return async (...args: A): Promise<T> => {
    if (isFirst) {
      isFirst = false;
      await happens();
    }
    return call(...args);
  };
}
