import { versionIn } from "./hash-parts.ts";
import type { Release } from "./release.ts";
import type { Identity, Shelf } from "./shelf.ts";
import { parseVersion, type Version } from "./version.ts";

/** What a hash stands for, as far as it is known. */
export class Package {
  /** Counts up from 0: what is said of packages while solving is kept in arrays. */
  readonly number: number;
  readonly hash: string;
  readonly identity: Identity;
  /** Where its name is; undefined where it has no build.zig.zon. */
  readonly shelf: Shelf | undefined;
  /** Undefined until somebody says, and for good where nobody knows, as of a package from elsewhere. */
  release: Release | undefined = undefined;
  /** What it brings along, in an order that does not depend on how it was listed; set with the release. */
  links: readonly Link[] = noLinks;
  /** True where somebody was asked for its release: nobody is asked twice. */
  isAsked = false;
  /** True where everything was done to find its release, and all that it brings along. */
  isReached = false;
  private parsed: Version | undefined = undefined;

  constructor(number: number, hash: string, identity: Identity, shelf: Shelf | undefined) {
    this.number = number;
    this.hash = hash;
    this.identity = identity;
    this.shelf = shelf;
  }

  get name(): string | undefined {
    return this.shelf?.name;
  }

  /** Undefined where it has no build.zig.zon. */
  get versionText(): string | undefined {
    return this.shelf === undefined ? undefined : versionIn(this.hash, this.shelf.name);
  }

  /** Read when somebody compares it: most packages are only passed through. */
  get version(): Version | undefined {
    const text = this.parsed === undefined ? this.versionText : undefined;
    if (text !== undefined) this.parsed = parseVersion(text);
    return this.parsed;
  }
}

export interface Link {
  readonly alias: string;
  /** It may never be asked for, so it stands in nobody's way. */
  readonly lazy: boolean;
  readonly to: Package;
}

const noLinks: readonly Link[] = [];
