import { type NpmText, npmTarball, publishNpm } from "../../registry/support/npm.ts";
import { ask } from "../../registry/support/registry.ts";
import type { User } from "./user.ts";

/** A package that was published without a client. */
export async function published(
  registry: { readonly url: string },
  { token }: Pick<User, "token">,
  text: NpmText,
): Promise<Buffer> {
  const answer = await publishNpm(registry, token, text);
  if (answer.status !== 201) throw new Error(`${answer.status} ${answer.body}`);
  return npmTarball(text);
}

export interface SeenPackage {
  readonly "dist-tags": Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly maintainers: readonly { readonly name: string }[];
  readonly readme: string;
}

/** What everybody sees of a package; undefined where it is not there. */
export async function seen(
  registry: { readonly url: string },
  name: string,
  token?: string,
): Promise<SeenPackage | undefined> {
  const { status, body } = await ask(registry, "GET", `${name}?write=true`, { token });
  return status === 404 ? undefined : JSON.parse(body.toString());
}

/** The versions of a package that are there. */
export async function versionsOf(registry: { readonly url: string }, name: string): Promise<string[]> {
  return Object.keys((await seen(registry, name))?.versions ?? {});
}
