/**
 * The `.paths` of a manifest, as Zig matches them: a path is in if it, or any folder above it, is listed; byte for
 * byte, without patterns. Nothing listed, or `.`, is everything. Source: zig src/Package/Fetch.zig `Filter`.
 */
export class IncludedPaths {
  private readonly everything: boolean;
  private readonly listed: Listed = newListed();

  /** `paths` as `std.fs.path.resolve` leaves them, which is how a manifest has them. */
  constructor(paths: readonly Buffer[]) {
    const texts = paths.map((path) => path.toString("latin1"));
    this.everything = texts.length === 0 || texts.includes("") || texts.includes(".");
    for (const text of texts) {
      let at = this.listed;
      for (const part of text === "/" ? [""] : text.split("/")) {
        const next = at.below.get(part) ?? newListed();
        at.below.set(part, next);
        at = next;
      }
      at.isListed = true;
    }
  }

  includes(path: Buffer): boolean {
    if (this.everything) return true;
    const text = path.toString("latin1");
    // What has no name lies in no folder, not even in `/`, which is in only if it is listed itself.
    if (/^\/*$/.test(text)) return text === "/" && this.listed.below.get("")?.isListed === true;
    const parts = text.split("/");
    // What stands in an archive may end in slashes: then only the folders above the last name count.
    if (text.endsWith("/")) {
      while (parts.at(-1) === "") parts.pop();
      parts.pop();
    }
    let at: Listed | undefined = this.listed;
    for (const part of parts) {
      at = at.below.get(part);
      if (at === undefined) return false;
      if (at.isListed) return true;
    }
    return false;
  }
}

/** One name of listed paths, and those below it: matching takes a step a name, however many paths are listed. */
interface Listed {
  isListed: boolean;
  readonly below: Map<string, Listed>;
}

function newListed(): Listed {
  return { isListed: false, below: new Map() };
}
