import { join } from "node:path";
import { type BuildScript, readBuildScript } from "../zig/index.ts";
import type { Workbench } from "./workbench.ts";

/** A package that a spec led to. */
export interface Found {
  /** What led to it, for messages. */
  readonly text: string;
  readonly location: { readonly url: string; readonly hash: string } | { readonly path: string };
  /** What it calls itself; undefined for what has no manifest. */
  readonly named: { readonly name: string; readonly version: string } | undefined;
  readonly script: BuildScript | undefined;
  /** What pantry.toml is to keep; undefined for what comes from no registry. */
  readonly range?: { readonly package: string; readonly range: string };
  /** True where the registry recorded the names of modules and artifacts. */
  readonly recorded?: boolean;
}

export function buildScriptAt(bench: Workbench, folder: string): BuildScript | undefined {
  const source = bench.disk.readIfThere(join(folder, "build.zig"));
  return source && readBuildScript(source.toString("utf8"));
}
