import { join } from "node:path";
import type { RangeSetting } from "../project/index.ts";
import type { IndexVersion } from "../protocol/index.ts";
import { type BuildScript, readBuildScript } from "../zig/index.ts";
import type { NewDependency } from "../zon/index.ts";
import type { Workbench } from "./workbench.ts";

/** A package that a spec led to. */
export interface Found {
  /** What led to it, for messages. */
  readonly text: string;
  readonly location: NewDependency;
  /** What it calls itself; undefined for what has no manifest. */
  readonly named: { readonly name: string; readonly version: string } | undefined;
  /** What pantry.toml is to keep; undefined for what comes from no registry. */
  readonly range?: RangeSetting;
  /** What the registry recorded about it. */
  readonly said?: IndexVersion | undefined;
}

export function buildScriptAt(bench: Workbench, folder: string): BuildScript | undefined {
  const source = bench.disk.readIfThere(join(folder, "build.zig"));
  return source && readBuildScript(source.toString("utf8"));
}
