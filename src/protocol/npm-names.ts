/**
 * True for a name that npm's clients may ask for, those of old included that no new package may have (`JSONStream`).
 * What passes is safe as a part of an address.
 */
export function isNpmName(name: string): boolean {
  return (
    name.length <= npmNameLength &&
    /^(?:@[\w!'()*.~-]+\/)?[\w!'()*.~-]+$/.test(name) &&
    !/(?:^|\/)\.{1,2}(?:\/|$)/.test(name)
  );
}

/**
 * Why no new package may have this name, in words that follow "the name"; undefined where one may. These are npm's own
 * rules (validate-npm-package-name 7, `validForNewPackages`), and two of ours: it must hold a letter or digit, and
 * stand for itself in an address.
 */
export function npmNameProblem(name: string): string | undefined {
  if (name.length > npmNameLength) return `has more than ${npmNameLength} characters`;
  const [, scope, base = ""] = /^(?:@([^/]*)\/)?(.*)$/s.exec(name) ?? [];
  if (name.toLowerCase() !== name) return "has capital letters";
  if (scope !== undefined && !/^[a-z0-9~-][a-z0-9._~-]*$/.test(scope)) return "has a scope that is none";
  if (!/^[a-z0-9._~-]+$/.test(base)) return "has characters other than a-z 0-9 . _ ~ -";
  if (base.startsWith(".")) return "begins with a dot";
  if (scope === undefined && base.startsWith("_")) return "begins with an underscore";
  if (npmKey(base) === "") return "has no letter and no digit";
  if (scope === undefined && reserved.has(base)) return "means something else to Node";
  return undefined;
}

/**
 * What makes a name unique. Plain names that differ only in case and punctuation are one, as on npm's registry: who
 * comes second would be mistaken for the first. In a scope all names have one owner, and stand as they are.
 */
export function npmKey(name: string): string {
  const lower = name.toLowerCase();
  return lower.startsWith("@") ? lower : lower.replace(/[-._~!'()*]/g, "");
}

/** npm's own limit for a name, the scope included. */
const npmNameLength = 214;

/** Node's modules, and what npm's clients and browsers look for under these names. */
const reserved = new Set(
  (
    "node_modules favicon.ico assert async_hooks buffer child_process cluster console constants crypto dgram " +
    "diagnostics_channel dns domain events fs http http2 https inspector module net os path perf_hooks process " +
    "punycode querystring readline repl stream string_decoder sys timers tls trace_events tty url util v8 vm wasi " +
    "worker_threads zlib"
  ).split(" "),
);
