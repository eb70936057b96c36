import { PantryError } from "../src/errors.ts";
import { isStorageProblem } from "./errors.ts";

/** The same port of the storage, with `failed` called whenever it could not do what it was asked. */
export function counting<Port extends object>(port: Port, failed: (error: unknown) => void): Port {
  const counted = (result: unknown) => {
    if (!(result instanceof Promise)) return result;
    return result.catch((error: unknown) => {
      if (!(error instanceof PantryError) || isStorageProblem(error)) failed(error);
      throw error;
    });
  };
  return new Proxy(port, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (...parameters: unknown[]) => counted(Reflect.apply(value, target, parameters));
    },
  });
}
