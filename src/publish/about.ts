import { descriptionLength, type PackageAbout } from "../protocol/index.ts";
import { type PackageFile, shownName } from "./subject.ts";

/** What the package says of itself; where it has no description, the first paragraph of its README is one. */
export function aboutWithReadme(
  about: PackageAbout | undefined,
  files: readonly PackageFile[],
): PackageAbout | undefined {
  const description = about?.description ?? readmeDescription(files);
  if (about === undefined && description === undefined) return undefined;
  return { ...(about ?? nothing), description };
}

const nothing: PackageAbout = {
  description: undefined,
  license: undefined,
  keywords: [],
  repository: undefined,
  homepage: undefined,
};

function readmeDescription(files: readonly PackageFile[]): string | undefined {
  const readme = files.find(({ shown }) => /^readme(?:\.(?:md|markdown|txt))?$/i.test(shown));
  if (readme === undefined) return undefined;
  return firstParagraph(readme.bytes.subarray(0, readmeBytes).toString("utf8"));
}

/** As much of a README as is looked at: what it is stands at its beginning. */
const readmeBytes = 16 * 1024;

/**
 * The first paragraph of prose in a Markdown text, without its marks, cut to the length of a description. Headings,
 * pictures (badges), HTML, lists, tables and code are none.
 */
export function firstParagraph(markdown: string): string | undefined {
  const withoutCode = markdown
    .replace(/\r\n?/g, "\n")
    .replace(/^(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^\1|$(?![\s\S]))/gm, "")
    .replace(/^[^\n]+\n(?:=+|-+)[ \t]*$/gm, "");
  for (const block of withoutCode.split(/\n[ \t]*\n/)) {
    if (/^(?:#|>|\||[-*+] |\d+\. |\[[^\]]+\]:| {4}|\t)/.test(block.replace(/^\n+/, ""))) continue;
    const prose = withoutMarks(block);
    if (/\p{L}{2}/u.test(prose)) return shortened(prose);
  }
  return undefined;
}

function withoutMarks(block: string): string {
  const text = block
    .replace(/!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])/g, "")
    .replace(/\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, "$1")
    .replace(/<[^>]*>/g, "")
    .replace(/(\*\*|__|`)(.+?)\1/gs, "$2")
    .replace(/\s+/g, " ")
    .trim();
  return shownName(text);
}

function shortened(prose: string): string {
  if (prose.length <= descriptionLength) return prose;
  const cut = prose.slice(0, descriptionLength - 1);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), descriptionLength / 2)).trimEnd()}…`;
}
