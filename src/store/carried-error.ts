/**
 * An error on its way from one thread to another. A structured clone keeps neither the name of a PantryError nor the
 * code of a system error, and both are what errors are told apart by.
 */
export interface CarriedError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** Its own fields that are texts or numbers: `code`, `exit`, `hint`, `path`, … */
  readonly fields: Readonly<Record<string, string | number>>;
  readonly cause: CarriedError | undefined;
}

export function packError(error: unknown): CarriedError {
  if (!(error instanceof Error)) return packError(new Error(String(error)));
  const fields = Object.entries(error).filter(([, value]) => ["string", "number"].includes(typeof value));
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    fields: Object.fromEntries(fields),
    cause: error.cause === undefined ? undefined : packError(error.cause),
  };
}

export function unpackError({ name, message, stack, fields, cause }: CarriedError): Error {
  const error = new Error(message, cause === undefined ? undefined : { cause: unpackError(cause) });
  return Object.assign(error, { name, stack }, fields);
}
