import type { RegistryClient } from "../client/index.ts";
import { PantryError } from "../errors.ts";
import type { RegistryView } from "./subject.ts";

/** Asks the registry what the checks need to know. A registry that cannot be asked is a finding, not a failure. */
export async function viewRegistry(
  client: Pick<RegistryClient, "document" | "whoami"> | undefined,
  name: string,
): Promise<RegistryView> {
  if (client === undefined) return { kind: "not asked" };
  try {
    const [document, user] = await Promise.all([client.document(name), userOf(client)]);
    return { kind: "asked", document, user };
  } catch (error) {
    if (!(error instanceof PantryError)) throw error;
    return { kind: "unreachable", failure: error };
  }
}

async function userOf(client: Pick<RegistryClient, "whoami">): Promise<string | undefined> {
  try {
    return await client.whoami();
  } catch (error) {
    if (error instanceof PantryError && error.exit === "denied") return undefined;
    throw error;
  }
}
