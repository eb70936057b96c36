import {
  aboutProblem,
  descriptionLength,
  keywordCount,
  type PackageAbout,
} from "../../src/protocol/index.ts";

/** What a package.json says of its package. It is its publisher's, so what has another form than ours is left out. */
export function readNpmManifest(text: string): PackageAbout {
  const manifest: unknown = JSON.parse(text);
  const said = (name: string) => (isObject(manifest) ? manifest[name] : undefined);
  const keywords = said("keywords");
  const fitting = (Array.isArray(keywords) ? keywords : String(keywords ?? "").split(/[\s,]+/)).filter(
    (word): word is string => aboutProblem("keywords", [word]) === undefined,
  );
  const description = said("description");
  return {
    description: checked("description", cut(description)),
    license: checked("license", fieldOf(said("license"), "type")),
    keywords: fitting.slice(0, keywordCount),
    repository: checked("repository", webAddressOf(fieldOf(said("repository"), "url"))),
    homepage: checked("homepage", said("homepage")),
  };
}

function checked(field: Exclude<keyof PackageAbout, "keywords">, value: unknown): string | undefined {
  return typeof value === "string" && aboutProblem(field, value) === undefined ? value : undefined;
}

/** Longer than a list shows. */
function cut(description: unknown): unknown {
  return typeof description === "string" ? description.slice(0, descriptionLength) : undefined;
}

/** A text, or the field of an object that older manifests have in its place. */
function fieldOf(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : value;
}

/** What a browser opens for `git+https://…`, `git://github.com/…` and `github:owner/name`. */
function webAddressOf(url: unknown): unknown {
  if (typeof url !== "string") return undefined;
  return url
    .replace(/^(?:github:)?([\w-]+\/[\w.-]+)$/, "https://github.com/$1")
    .replace(/^git\+(https?:)/, "$1")
    .replace(/^git(?:\+ssh)?:\/\/(?:git@)?/, "https://")
    .replace(/\.git$/, "");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
