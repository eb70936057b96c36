/**
 * The short form of a document (`application/vnd.npm.install-v1+json`): what an install needs. With `time`, which
 * npm's registry leaves out and pnpm asks the full document for.
 */
export function abbreviated(full: Full, modified: string | undefined): Record<string, unknown> {
  const versions = Object.entries(full.versions).map(([version, manifest]) => [version, shortened(manifest)]);
  return {
    name: full.name,
    ...(modified === undefined ? {} : { modified }),
    "dist-tags": full["dist-tags"],
    versions: Object.fromEntries(versions),
    ...(full.time === undefined ? {} : { time: full.time }),
  };
}

interface Full {
  readonly name: string;
  readonly "dist-tags": unknown;
  readonly versions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly time?: unknown;
}

function shortened(manifest: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const short = Object.fromEntries(
    fields.filter((field) => Object.hasOwn(manifest, field)).map((field) => [field, manifest[field]]),
  );
  return hasInstallScript(manifest["scripts"]) ? { ...short, hasInstallScript: true } : short;
}

/** npm's registry derives it; one that has full documents only does not. */
function hasInstallScript(scripts: unknown): boolean {
  if (typeof scripts !== "object" || scripts === null) return false;
  return ["preinstall", "install", "postinstall"].some((name) => Object.hasOwn(scripts, name));
}

const fields: readonly string[] = [
  "name",
  "version",
  "deprecated",
  "dependencies",
  "optionalDependencies",
  "devDependencies",
  "bundleDependencies",
  "bundledDependencies",
  "peerDependencies",
  "peerDependenciesMeta",
  "acceptDependencies",
  "bin",
  "directories",
  "dist",
  "engines",
  "cpu",
  "os",
  "libc",
  "funding",
  "hasInstallScript",
  "_hasShrinkwrap",
];
