import type { NeedsZig } from "./needs-zig.ts";
import type { Pinned } from "./pinned.ts";
import type { Required } from "./required.ts";

/** Why an incompatibility holds that does not follow from others. */
export type Cause = Required | Pinned | NeedsZig;
