import { backup } from "./backup.ts";
import type { RegistryCommand } from "./command.ts";
import { grant } from "./grant.ts";
import { reindex } from "./reindex.ts";
import { restore } from "./restore.ts";
import { serve } from "./serve.ts";
import { sweep } from "./sweep.ts";
import { token } from "./token.ts";
import { user } from "./user.ts";

export type { CommandContext, RegistryCommand } from "./command.ts";

/** What `pantry-registry` can do; the first is what it does where nothing is named. */
export const registryCommands: readonly [RegistryCommand, ...RegistryCommand[]] = [
  serve,
  user,
  token,
  grant,
  reindex,
  sweep,
  backup,
  restore,
];
