import type { Subject } from "../subject.ts";
import { type Check, type CheckReport, reportOf } from "./check.ts";
import { dependencies } from "./dependencies.ts";
import { fingerprint } from "./fingerprint.ts";
import { git } from "./git.ts";
import { junk } from "./junk.ts";
import { license } from "./license.ts";
import { name } from "./name.ts";
import { pathDependencies } from "./path-dependencies.ts";
import { paths } from "./paths.ts";
import { portableFiles } from "./portable-files.ts";
import { readme } from "./readme.ts";
import { secrets } from "./secrets.ts";
import { size } from "./size.ts";
import { version } from "./version.ts";

export { build } from "./build.ts";
export type { Check, CheckReport, Finding, Verdict } from "./check.ts";

/** All checks that need no build, in the order in which they are shown. */
export const checks: readonly Check[] = [
  paths,
  portableFiles,
  name,
  version,
  fingerprint,
  dependencies,
  pathDependencies,
  secrets,
  junk,
  size,
  readme,
  license,
  git,
];

export function runChecks(subject: Subject): readonly CheckReport[] {
  return checks.map((check) => reportOf(check, check.look(subject)));
}
