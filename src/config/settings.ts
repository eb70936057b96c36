import { quoteForMessage } from "../toml/index.ts";
import type { Definition } from "./definitions.ts";
import * as defined from "./definitions.ts";
import { configError } from "./errors.ts";
import type { RegistryRule } from "./registries.ts";
import type { NamedRegistries } from "./token.ts";
import type { UserConfig } from "./user-config.ts";
import type { Color, Duplicates } from "./values.ts";

export type OriginKind = "flag" | "environment" | "project" | "user" | "default";

/** A value and who set it. `where` names it for people: `--registry`, `PANTRY_REGISTRY`, `pantry.toml`, … */
export interface Setting<Value> {
  readonly value: Value;
  readonly origin: OriginKind;
  readonly where: string;
}

export interface Settings {
  readonly registry: Setting<string>;
  readonly zigVersion: Setting<string | undefined>;
  readonly zigPath: Setting<string | undefined>;
  readonly zigCache: Setting<string | undefined>;
  readonly duplicates: Setting<Duplicates>;
  readonly minimumReleaseAgeMs: Setting<number | undefined>;
  readonly color: Setting<Color>;
  readonly offline: Setting<boolean>;
  readonly ca: Setting<string | undefined>;
}

/** What a project may set, as its pantry.toml was read. */
export interface ProjectValues {
  readonly registryUrl?: string | undefined;
  readonly zigVersion?: string | undefined;
  readonly duplicates?: Duplicates | undefined;
  readonly minimumReleaseAgeMs?: number | undefined;
  readonly registries?: readonly RegistryRule[] | undefined;
}

export interface SettingSources {
  /** As they were typed; `offline` is there or it is not. */
  readonly flags: {
    readonly registry?: string | undefined;
    readonly color?: string | undefined;
    readonly offline?: boolean;
  };
  readonly env: NodeJS.ProcessEnv;
  /** The project's values and its file; undefined outside of a project. */
  readonly project: { readonly values: ProjectValues; readonly fileName: string } | undefined;
  readonly user: UserConfig;
}

/**
 * Every setting with its origin: flag, then environment, then project, then user, then the default.
 * An empty variable counts as none. Throws SETTING_FLAG or SETTING_ENVIRONMENT for a value that cannot be.
 */
export function resolveSettings(sources: SettingSources): Settings {
  const { flags, user } = sources;
  const project: ProjectValues = sources.project?.values ?? {};
  return {
    registry: choose(defined.registry, sources, flags.registry, project.registryUrl, user.registry),
    zigVersion: choose(defined.zigVersion, sources, undefined, project.zigVersion, user.zigVersion),
    zigPath: choose(defined.zigPath, sources, undefined, undefined, user.zigPath),
    zigCache: choose(defined.zigCache, sources, undefined, undefined, user.zigCache),
    duplicates: choose(defined.duplicates, sources, undefined, project.duplicates, user.duplicates),
    minimumReleaseAgeMs: choose(
      defined.minimumReleaseAgeMs,
      sources,
      undefined,
      project.minimumReleaseAgeMs,
      user.minimumReleaseAgeMs,
    ),
    color: choose(defined.color, sources, flags.color, undefined, user.color),
    offline: choose(
      defined.offline,
      sources,
      flags.offline === true ? "true" : undefined,
      undefined,
      user.offline,
    ),
    ca: choose(defined.ca, sources, undefined, undefined, user.ca),
  };
}

/** Which packages belong to registries of their own: as the project says, then the user. A flag names one for all. */
export function registryRules({ flags, project, user }: SettingSources): readonly RegistryRule[] {
  if (flags.registry !== undefined) return [];
  return [...(project?.values.registries ?? []), ...(user.registries ?? [])];
}

/** The registries that flag, environment and user name: those that a token without a registry may go to. */
export function namedRegistries({ flags, env, user }: SettingSources): NamedRegistries {
  return {
    flag: fromFlag(defined.registry, flags.registry)?.value,
    environment: fromEnvironment(defined.registry, env)?.value,
    user: user.registry,
  };
}

/**
 * Whether words have colours, for who needs no other setting; and whether what flags say can be. Throws SETTING_FLAG
 * and SETTING_ENVIRONMENT.
 */
export function colorSetting(sources: Omit<SettingSources, "project">): Color {
  fromFlag(defined.registry, sources.flags.registry);
  return choose(
    defined.color,
    { ...sources, project: undefined },
    sources.flags.color,
    undefined,
    sources.user.color,
  ).value;
}

function choose<Value>(
  definition: Definition<Value>,
  sources: SettingSources,
  typed: string | undefined,
  project: Value | undefined,
  user: Value | undefined,
): Setting<Value> {
  const given = fromFlag(definition, typed) ?? fromEnvironment(definition, sources.env);
  if (given !== undefined) return given;
  if (project !== undefined)
    return { value: project, origin: "project", where: sources.project?.fileName ?? "" };
  if (user !== undefined) return { value: user, origin: "user", where: sources.user.fileName };
  return { value: definition.fallback, origin: "default", where: "default" };
}

function fromFlag<Value>(
  definition: Definition<Value>,
  typed: string | undefined,
): Setting<Value> | undefined {
  const { flag } = definition;
  if (typed === undefined || flag === undefined) return undefined;
  const reading = definition.read(typed);
  if ("value" in reading) return { value: reading.value, origin: "flag", where: flag };
  throw configError("SETTING_FLAG", {
    message: `${flag} is ${quoteForMessage(typed)}, which ${reading.problem}`,
    hint: `give ${flag} another value`,
  });
}

function fromEnvironment<Value>(
  definition: Definition<Value>,
  env: NodeJS.ProcessEnv,
): Setting<Value> | undefined {
  const where = definition.env;
  const variable = env[where];
  if (!variable) return undefined;
  const reading = definition.read(variable);
  if ("value" in reading) return { value: reading.value, origin: "environment", where };
  throw configError("SETTING_ENVIRONMENT", {
    message: `${where} is ${quoteForMessage(variable)}, which ${reading.problem}`,
    hint: `set ${where} to another value, or unset it`,
  });
}
