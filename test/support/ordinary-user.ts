import { chmodSync, chownSync, lchownSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { bundle, type Machine, type PantryResult } from "./pantry.ts";

/** `nobody` and `nogroup`, wherever they have these numbers; they need not exist. */
const nobody = 65_534;

const isRoot = process.getuid?.() === 0;

/**
 * Runs a command as a user whom permissions stop: root would hide every one of them. Where the tests are not run by
 * root, that is who runs them.
 */
export async function asOrdinaryUser(
  machine: Machine,
  cwd: string,
  command: string,
  args: readonly string[],
): Promise<PantryResult> {
  const drop = ["setpriv", `--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups"];
  const [program = command, ...all] = isRoot ? [...drop, command, ...args] : [command, ...args];
  const { exitCode, stdout, stderr } = await execa(program, all, {
    cwd,
    env: machine.env,
    extendEnv: false,
    reject: false,
    timeout: 180_000,
  });
  return { exitCode: exitCode ?? -1, stdout, stderr };
}

/** `pantry` as that user. */
export function ordinaryPantry(machine: Machine, cwd: string, ...args: string[]): Promise<PantryResult> {
  return asOrdinaryUser(machine, cwd, process.execPath, [bundle, ...args]);
}

/** Makes that user the owner of a folder and all below it. */
export function giveAway(folder: string): void {
  if (!isRoot) return;
  chownSync(folder, nobody, nobody);
  chmodSync(folder, 0o755);
  for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    lchownSync(join(folder, path), nobody, nobody);
  }
}
