import { spawnSync } from "node:child_process";

export interface Cut {
  /** What stands before a command so that it runs without network. */
  readonly prefix: readonly string[];
  readonly how: string;
}

/** A network namespace of its own, where the system lets an ordinary user make one. */
export function cutNetwork(): Cut {
  const namespace = ["unshare", "--map-root-user", "--net"];
  const works =
    process.platform === "linux" && spawnSync("unshare", [...namespace.slice(1), "true"]).status === 0;
  if (works)
    return { prefix: namespace, how: "the next command runs in a network namespace with nothing in it" };
  return {
    prefix: [],
    how: "no network namespace can be made here: the registry is stopped, and nothing else is named",
  };
}
