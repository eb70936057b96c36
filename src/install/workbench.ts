import type { Disk } from "../disk/index.ts";
import type { Fetcher } from "../fetch/index.ts";
import type { Store } from "../store/index.ts";
import type { PlacementLayout } from "../zig/index.ts";

/** What the pipeline works with. Made once by the command line; tests bring their own parts. */
export interface Workbench {
  readonly disk: Disk;
  readonly store: Store;
  readonly fetcher: Fetcher;
  /** Zig's global cache. */
  readonly globalCache: string;
  /** How the Zig in use wants its packages; asked only when something is to be placed. */
  layout(): Promise<PlacementLayout>;
  /** A remark for people, on a line of its own. */
  note(text: string): void;
}
