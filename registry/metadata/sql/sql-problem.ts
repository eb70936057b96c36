import { registryError, storageFull } from "../../errors.ts";

/** Why a database does not do what it is asked: somebody else holds it, there is no room, or its disk fails. */
export type SqlProblem = "busy" | "full" | "failed";

/** What is thrown in place of a database's own error. `what` names the database: "the search index". */
export function sqlFailure(what: string, problem: SqlProblem, cause: unknown) {
  if (problem === "full") return storageFull(cause);
  return registryError("STORAGE_UNAVAILABLE", {
    message: `${what} ${problem === "busy" ? "is busy" : "does not do what it is asked"}`,
    hint: "try again in a moment",
    cause,
  });
}
