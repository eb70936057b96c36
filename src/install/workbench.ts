import type { Disk } from "../disk/index.ts";
import type { Fetcher } from "../fetch/index.ts";
import type { Store } from "../store/index.ts";
import type { PlacementLayout } from "../zig/index.ts";

/** What the pipeline works with. Made once by the command line; tests bring their own parts. */
export interface Workbench {
  readonly disk: Disk;
  readonly store: Store;
  readonly fetcher: Fetcher;
  readonly offline: boolean;
  readonly target: PlacementTarget;
  /** A remark for people, on a line of its own. */
  note(text: string): void;
}

/** Where packages go, besides the project itself. */
export interface PlacementTarget {
  /** Zig's global cache. */
  readonly globalCache: string;
  /**
   * What the layout depends on, found without running anything: the zig binary and its time, or the version that
   * pantry.toml names. As long as it stays the same, so does the layout.
   */
  readonly key: string;
  /** How the Zig in use wants its packages; runs zig. Throws ZIG_*. */
  layout(): Promise<PlacementLayout>;
}
