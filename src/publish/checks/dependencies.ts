import {
  type AddressProblem,
  dependencyAddressProblem,
  isLoopbackHost,
  isPrintableName,
  readHash,
} from "../../protocol/index.ts";
import { type DependencyPlace, walkDependencies } from "../walk-dependencies.ts";
import type { Check, Finding } from "./check.ts";

export const dependencies: Check = {
  name: "dependencies",
  ensures: "every dependency has a hash, and an address that everybody can fetch from and that lasts",
  look({ package: { entries }, manifest, registryUrl }) {
    const loopbackAllowed = isLoopbackHost(new URL(registryUrl).host);
    return walkDependencies(entries, manifest).places.flatMap((place) => findingsOf(place, loopbackAllowed));
  },
};

function findingsOf(place: DependencyPlace, loopbackAllowed: boolean): Finding[] {
  const { label, name, dependency } = place;
  const { location, hash } = dependency;
  if (location.kind === "path") return [];
  const findings: Finding[] = [];
  if (!isPrintableName(name)) {
    findings.push({
      verdict: "failed",
      message: `no registry takes ${JSON.stringify(name)} as the name of a dependency`,
      hint: "a name has at most 256 characters, and none that a terminal would obey",
    });
  }
  if (hash === undefined || readHash(hash) === undefined) {
    findings.push({
      verdict: "failed",
      message: `${label} has ${hash === undefined ? "no `.hash`" : "a `.hash` that is none"}`,
      hint: "add it again with `pantry add`, which writes the hash",
    });
  }
  const problem = dependencyAddressProblem(location.url, loopbackAllowed);
  if (problem !== undefined) {
    // The address is not repeated: it may carry a password.
    findings.push({
      verdict: "failed",
      message: `the address of ${label} ${problem.why}`,
      hint: addressHints[problem.kind],
    });
  } else if (isMoving(location.url)) {
    findings.push({
      verdict: "warning",
      message: `the address of ${label} is that of a branch: its bytes will be others soon, and the hash will not fit`,
      hint: "add a tag or a commit instead, or a version from a registry",
    });
  }
  return findings;
}

const addressHints: Readonly<Record<AddressProblem["kind"], string>> = {
  syntax: "write its `.url` as https://host/path",
  scheme: "others can fetch from https, http, git+https and git+http only",
  credentials: "take them out, and change them: they are in your files",
  loopback: "publish that package to the registry first, and add it from there",
};

/** Addresses that forges give to the newest state of a branch, and git addresses that name no commit. */
function isMoving(url: string): boolean {
  if (url.startsWith("git+")) return !/#[0-9a-f]{40}$/.test(url);
  return /\/(?:refs\/heads\/|(?:archive|tarball|zipball)\/(?:main|master|trunk|develop|dev|HEAD)(?:[./?#]|$))/.test(
    url,
  );
}
