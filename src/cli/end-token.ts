import type { Settings } from "../config/index.ts";
import { PantryError } from "../errors.ts";
import type { Context } from "./context.ts";
import { connect } from "./registry.ts";

/** Tells the registry that a token is not to be good any more; why that failed, or undefined where it is not. */
export async function endToken(
  context: Context,
  settings: Settings,
  token: string,
): Promise<PantryError | undefined> {
  const registry = connect(context, settings, { registryUrl: settings.registry.value, token });
  try {
    await registry.logout();
    return undefined;
  } catch (error) {
    if (!(error instanceof PantryError)) throw error;
    return error.exit === "denied" ? undefined : error;
  } finally {
    await registry.close();
  }
}
