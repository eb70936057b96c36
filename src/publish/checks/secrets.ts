import { isToken } from "../../protocol/index.ts";
import { searchedFileBytes } from "../limits.ts";
import type { PackageFile } from "../subject.ts";
import type { Check, Finding } from "./check.ts";

export const secrets: Check = {
  name: "secrets",
  ensures: "no file looks like a secret",
  look: ({ files }) => files.flatMap((file) => findingOf(file) ?? []),
};

/** What a published file gives away can be taken back by nobody, so what is surely a secret stops the publish. */
function findingOf(file: PackageFile): Finding | undefined {
  const what = secretName(file.shown) ?? secretContent(file);
  if (what === undefined) return undefined;
  // Keys and tokens that tests need are in many packages, and are secrets of nobody.
  const verdict = what.sure && !isForTests(file.shown) ? "failed" : "warning";
  return {
    verdict,
    message: `${file.shown} ${what.why}`,
    hint: "what is published stays published: leave it out by `.paths`, and change what it gives away",
  };
}

interface Suspicion {
  readonly why: string;
  readonly sure: boolean;
}

function secretName(path: string): Suspicion | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (/^\.env(?:\..+)?$/i.test(name) && !/\.(?:example|sample|template|dist)$/i.test(name)) {
    return { why: "is a file of variables, where passwords and tokens stand", sure: true };
  }
  if (/^id_(?:rsa|dsa|ecdsa|ed25519)$/.test(name)) return { why: "is a private SSH key", sure: true };
  if (/^\.(?:netrc|npmrc|pypirc|git-credentials|htpasswd)$/.test(name) || name === "credentials.toml") {
    return { why: "is a file where passwords and tokens stand", sure: true };
  }
  if (/\.(?:p12|pfx|jks|keystore|kdbx)$/i.test(name)) return { why: "is a store of keys", sure: true };
  return undefined;
}

function secretContent(file: PackageFile): Suspicion | undefined {
  if (file.kind !== "file" || file.bytes.length > searchedFileBytes) return undefined;
  const text = file.bytes.toString("latin1");
  // The first line alone stands in every program that reads keys.
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----\s+(?:[\w-]+:.*\s+)*[A-Za-z0-9+/=]{40}/.test(text)) {
    return { why: "has a private key", sure: true };
  }
  if ([...text.matchAll(/ptry_[0-9a-f]{48}/g)].some(([token]) => isToken(token))) {
    return { why: "has the token of a registry", sure: true };
  }
  if (/\b(?:npm_[A-Za-z0-9]{36}|gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{82}|glpat-[\w-]{20})\b/.test(text)) {
    return { why: "has what looks like the token of a forge", sure: false };
  }
  return undefined;
}

function isForTests(path: string): boolean {
  return /(?:^|[/_.-])(?:tests?|testdata|fixtures?|examples?|samples?|mocks?|demos?)(?:[/_.-]|$)/i.test(path);
}
