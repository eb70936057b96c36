import type { Release } from "./release.ts";
import { parseVersion, type Version } from "./version.ts";

/**
 * What a hash stands for, as far as it is known. It says name, version and half of the fingerprint itself (zig 0.16
 * Package hash); documents and lockfiles were checked when they were read, so this only takes it apart.
 */
export class Package {
  /** Counts up from 0: what is said of packages while solving is kept in arrays. */
  readonly number: number;
  readonly hash: string;
  /** Undefined where it has no build.zig.zon. */
  readonly name: string | undefined;
  readonly versionText: string | undefined;
  /** Two packages with one identity are versions of the same: one name, and one id in the fingerprint. */
  readonly identity: string;
  /** Undefined until somebody says, and for good where nobody knows, as of a package from elsewhere. */
  release: Release | undefined;
  /** What it brings along, in an order that does not depend on how it was listed; set with the release. */
  links: readonly Link[] = [];
  /** True where somebody was asked for its release: nobody is asked twice. */
  isAsked = false;
  /** True where everything was done to find its release, and all that it brings along. */
  isReached = false;
  private parsed: Version | undefined;

  constructor(number: number, hash: string) {
    this.number = number;
    this.hash = hash;
    this.release = undefined;
    this.parsed = undefined;
    const dash = hash.indexOf("-");
    const digest = hash.length - digestLength;
    const isNamed = dash > 0 && dash < digest - 1 && !hash.startsWith("N-V-");
    this.name = isNamed ? hash.slice(0, dash) : undefined;
    this.versionText = isNamed ? hash.slice(dash + 1, digest - 1) : undefined;
    // A hash that names nothing is like no other.
    this.identity = isNamed ? `${this.name}#${idOf(hash.slice(digest, digest + 6))}` : hash;
  }

  /** Read when somebody compares it: most packages are only passed through. */
  get version(): Version | undefined {
    if (this.parsed === undefined && this.versionText !== undefined)
      this.parsed = parseVersion(this.versionText);
    return this.parsed;
  }
}

export interface Link {
  readonly alias: string;
  /** It may never be asked for, so it stands in nobody's way. */
  readonly lazy: boolean;
  readonly to: Package;
}

/** 33 bytes in base64url: the id, the size, and the digest itself. */
const digestLength = 44;

function idOf(base64: string): number {
  const bytes = Buffer.from(base64, "base64url");
  return bytes.length < 4 ? 0 : bytes.readUInt32LE(0);
}
