import { STATUS_CODES } from "node:http";
import { registry as registrySetting } from "../config/index.ts";
import { type ExitKind, PantryError } from "../errors.ts";
import { type ExchangeAnswer, printable } from "../fetch/index.ts";
import { readErrorBody } from "../protocol/index.ts";
import { clientError } from "./errors.ts";
import { errorCodeLength } from "./limits.ts";

/** What an answer other than 2xx means: the registry's own code, message and hint, where it is a registry. */
export function answerFailure(base: string, method: string, answer: ExchangeAnswer): PantryError {
  const body = readErrorBody(answer.bytes);
  if (body === undefined) return notARegistry(base, method, answer);
  // A registry decides which codes there are, so these are in no family of ours.
  const isCode = /^[A-Z][A-Z0-9_]+$/.test(body.code) && body.code.length <= errorCodeLength;
  const hint = body.hint ?? (answer.status === 401 ? "`pantry login` signs in" : undefined);
  return new PantryError(isCode ? body.code : "REGISTRY_REFUSED", exitOf(answer.status), {
    message: body.error,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** True for a 404 as registries and plain file servers send it; a page is somebody else's. */
export function isMissing(answer: ExchangeAnswer): boolean {
  return answer.status === 404 && (answer.bytes.length === 0 || readErrorBody(answer.bytes) !== undefined);
}

/** True for an answer that is not for everybody (RFC 9111, 5.2.2.7). */
export function isPrivateAnswer(answer: ExchangeAnswer | undefined): boolean {
  return /^private\b/.test(answer?.head["cache-control"] ?? "");
}

/** The error for an answer that no registry gives. */
export function notARegistry(base: string, method: string, answer: ExchangeAnswer): PantryError {
  const reason = `${answer.status} ${STATUS_CODES[answer.status] ?? ""}`.trimEnd();
  const begins = printable(answer.bytes.subarray(0, 200).toString("utf8"), 80);
  const what = begins === "" ? "and nothing else" : `and ${begins}`;
  if (answer.status === 401 || answer.status === 403) {
    return new PantryError("REGISTRY_REFUSED", "denied", {
      message: `${base} answered ${method} with ${reason}`,
      hint: "`pantry login` signs in; check that the address is that of a registry",
    });
  }
  return clientError("REGISTRY_ANSWER", {
    message: `${base} answered ${method} with ${reason}, ${what}`,
    hint:
      answer.status >= 500
        ? "try again in a while; if it stays so, tell who runs it"
        : "check that the address is that of a registry",
  });
}

/** The error for a registry that cannot be asked. `nobodyListens`: its machine is there, and says no. */
export function unreachable(base: string, cause: PantryError, nobodyListens: boolean): PantryError {
  if (base === registrySetting.fallback) {
    return clientError("REGISTRY_UNREACHABLE", {
      message: `no registry answers at ${base}, where one is looked for when nothing else is said`,
      hint: "start one with `pantry registry`, or name another: `--registry URL`, PANTRY_REGISTRY, or `pantry config set registry URL`",
      cause,
    });
  }
  return clientError("REGISTRY_UNREACHABLE", {
    message: nobodyListens ? `no registry answers at ${base}` : `the registry at ${base} cannot be reached`,
    hint: "check its address and the network; `--registry URL` names another",
    cause,
  });
}

/** 409 and the like can be mended by whoever asked; 5xx by nobody here. */
function exitOf(status: number): ExitKind {
  if (status === 401 || status === 403) return "denied";
  return status >= 500 ? "network" : "failed";
}
