import type { TomlNode } from "../toml/index.ts";
import { readRegistryUrl } from "./values.ts";

/** Packages whose names fit belong to a registry of their own: `[registries] "acme_*" = "https://…"`. */
export interface RegistryRule {
  /** A name, or how names begin, with a `*` behind it. */
  readonly pattern: string;
  readonly url: string;
}

/** The rules of a config.toml or pantry.toml, in their order; undefined where there are none. A value that cannot be is refused at its place. */
export function readRegistries(root: TomlNode): readonly RegistryRule[] | undefined {
  const rules = (root.get("registries")?.entries() ?? []).map(([pattern, node]) => {
    if (!/^[A-Za-z_]\w*\*?$/.test(pattern)) {
      throw node.failAtKey("that is neither a package's name nor the beginning of one with a `*` behind it");
    }
    const reading = readRegistryUrl(node.string());
    if ("problem" in reading) throw node.fail(`the address ${reading.problem}`);
    return { pattern, url: reading.value };
  });
  return rules.length === 0 ? undefined : rules;
}

/** True where a package of that name belongs to the rule's registry, whatever the case of its letters. */
export function fitsRule({ pattern }: RegistryRule, name: string): boolean {
  const [wanted, given] = [pattern.toLowerCase(), name.toLowerCase()];
  return wanted.endsWith("*") ? given.startsWith(wanted.slice(0, -1)) : given === wanted;
}
