import type { RegistryClient } from "../../client/index.ts";
import { projectRootAbove } from "../../install/index.ts";
import type { Context } from "../context.ts";
import { openRegistry, settingsFor } from "../registry.ts";
import { asFailure } from "../terminal/index.ts";
import type { Check, Finding, Patient } from "./check.ts";
import { clock } from "./clock.ts";
import { links } from "./links.ts";
import { certificates, proxy } from "./network.ts";
import { node } from "./node.ts";
import { permissions } from "./permissions.ts";
import { registry as registryCheck } from "./registry.ts";
import { settings as settingsCheck } from "./settings.ts";
import { store } from "./store.ts";
import { token } from "./token.ts";
import { zig } from "./zig.ts";

/** In the order in which they are shown: what others need comes first. */
const checks: readonly Check[] = [
  node,
  settingsCheck,
  zig,
  permissions,
  store,
  links,
  proxy,
  certificates,
  registryCheck,
  token,
  clock,
];

export interface Examined {
  readonly name: string;
  readonly verdict: Finding["verdict"] | "not checked";
  readonly message: string;
  readonly hint?: string;
}

/** Looks at everything, one after the other. What is wrong is said once, by the first check that meets it. */
export async function examine(context: Context): Promise<readonly Examined[]> {
  const { patient, close } = open(context);
  const told = new Map<string, string>();
  const examined: Examined[] = [];
  try {
    for (const { name, look } of checks) {
      try {
        examined.push({ name, ...(await look(patient)) });
      } catch (error) {
        const failure = asFailure(error);
        if (failure === undefined) throw error;
        const { message, hint } = failure;
        const teller = told.get(message);
        told.set(message, teller ?? name);
        examined.push(
          teller === undefined
            ? { name, verdict: "failed", message, ...(hint === undefined ? {} : { hint }) }
            : { name, verdict: "not checked", message: `see \`${teller}\`` },
        );
      }
    }
    return examined;
  } finally {
    await close();
  }
}

function open(context: Context): { readonly patient: Patient; close(): Promise<void> } {
  const root = projectRootAbove(context.disk, context.folder);
  const opened: RegistryClient[] = [];
  const settings = once(() => settingsFor(context, root));
  const registry = once(() => {
    const line = openRegistry(context, { settings: settings(), root });
    opened.push(line.client);
    return line;
  });
  return {
    patient: {
      context,
      root,
      settings,
      registry,
      registryTime: once(async () => registry().client.ping()),
    },
    close: async () => {
      await Promise.all(opened.map((client) => client.close()));
    },
  };
}

/** The same answer, or the same failure, every time. */
function once<T>(ask: () => T): () => T {
  let asked: { readonly value: T } | { readonly error: unknown } | undefined;
  return () => {
    asked ??= attempt(ask);
    if ("error" in asked) throw asked.error;
    return asked.value;
  };
}

function attempt<T>(ask: () => T) {
  try {
    return { value: ask() };
  } catch (error) {
    return { error };
  }
}
