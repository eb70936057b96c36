import type { RegistryClient } from "../../client/index.ts";
import type { Settings, TokenAnswer } from "../../config/index.ts";
import type { Context } from "../context.ts";

/** What is looked at. Each question is asked once; a failure to answer it is told by the first check that asks. */
export interface Patient {
  readonly context: Context;
  /** The project's folder; undefined outside of one. */
  readonly root: string | undefined;
  /** Throws what is wrong with a file or a variable that sets something. */
  settings(): Settings;
  /** The registry's line and the token that may go there. Throws what is wrong with credentials. */
  registry(): { readonly client: RegistryClient; readonly token: TokenAnswer };
  /** The registry's time, in milliseconds since 1970, where it tells it. Throws where it cannot be asked. */
  registryTime(): Promise<number | undefined>;
}

export interface Finding {
  readonly verdict: "ok" | "warning" | "failed";
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** One part of the set-up. What `look` throws as an expected failure is a finding as well. */
export interface Check {
  readonly name: string;
  look(patient: Patient): Promise<Finding> | Finding;
}

export const ok = (message: string): Finding => ({ verdict: "ok", message });
export const warning = (message: string, hint: string): Finding => ({ verdict: "warning", message, hint });
export const failed = (message: string, hint: string): Finding => ({ verdict: "failed", message, hint });
