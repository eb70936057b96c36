import type { RegistryClient } from "../client/index.ts";
import type { Disk } from "../disk/index.ts";
import type { Fetcher } from "../fetch/index.ts";
import type { DuplicatePolicy } from "../resolve/index.ts";
import type { Ingester, Store } from "../store/index.ts";
import type { PlacementLayout } from "../zig/index.ts";

/** What the pipeline works with. Made once by the command line; tests bring their own parts. */
export interface Workbench {
  readonly disk: Disk;
  readonly store: Store;
  /** Everything that is fetched goes through it into the store. */
  readonly ingester: Ingester;
  readonly fetcher: Fetcher;
  /** The configured registry; nothing is asked of it before the first question. */
  readonly registry: RegistryClient;
  readonly offline: boolean;
  readonly target: PlacementTarget;
  /** Younger releases are held back; 0 takes all. */
  readonly minimumReleaseAgeMs: number;
  readonly duplicates: DuplicatePolicy;
  /** How wide explanations may be, in characters. */
  readonly columns: number;
  /** Tells people of what went wrong and does not end the command. */
  warn(text: string): void;
}

/** Where packages go, besides the project itself. */
export interface PlacementTarget {
  /** Zig's global cache. */
  readonly globalCache: string;
  /** As `zigKey`: what the layout depends on. */
  readonly key: string;
  /** As `settingsKey`: what the settings came from that led here. */
  readonly settingsKey: string;
  /** The Zig that packages are for; runs zig where nobody names it. Throws ZIG_*. */
  zigVersion(): Promise<string>;
  /** How that Zig wants its packages. */
  layout(): Promise<PlacementLayout>;
}
