import type { RegistryClient } from "../client/index.ts";
import { placeClosure, projectAt, readSettings, readWorkspace } from "../install/index.ts";
import type { Access } from "../protocol/index.ts";
import type { CheckReport, PublishOptions, PublishPlan } from "../publish/index.ts";
import type { Context } from "./context.ts";
import { byteText, plural, shownLength, type Terminal, wrapped } from "./terminal/index.ts";
import type { ProjectBench } from "./workbench.ts";

export interface PublishChoices {
  /** False packs only: the registry is not asked. */
  readonly asksRegistry: boolean;
  readonly builds: boolean;
  readonly sends: boolean;
  /** Undefined where pantry.toml says who may read the package, or nobody does. */
  readonly access?: Access | undefined;
}

/** What publishing needs, from the project that is being worked on. */
export function publishOptions(
  context: Context,
  { bench, root, zigPath }: ProjectBench,
  { asksRegistry, builds, sends, access }: PublishChoices,
): PublishOptions {
  const registry = registryOf(context, { bench, root });
  const { settings } = readSettings(context.disk, root);
  return {
    disk: context.disk,
    folder: root,
    registryUrl: registry.url,
    client: asksRegistry ? registry : undefined,
    sends,
    registryOf: (name) => bench.registry.forPackage(name),
    zig: builds ? { path: zigPath } : undefined,
    env: { ...context.env, ZIG_GLOBAL_CACHE_DIR: bench.target.globalCache },
    about: settings.about,
    access: access ?? settings.access,
    placeDependencies: (folder) => placeClosure(bench, folder),
    temporaryFolder: bench.store.layout.temporary,
  };
}

/** The registry that the project's own package belongs to. Throws PROJECT_NOT_FOUND where there is only a workspace. */
export function registryOf(
  { disk }: Context,
  { bench, root }: Pick<ProjectBench, "bench" | "root">,
): RegistryClient {
  const { manifest } = projectAt(readWorkspace(disk, root), root);
  return bench.registry.forPackage(manifest.name);
}

/** Every file with its size, for `--dry-run` and `pack`. */
export function filesText({ files, leftOut, archive, unpackedSizeBytes }: PublishPlan): string {
  const width = Math.max(...files.map(({ sizeBytes }) => byteText(sizeBytes).length));
  return [
    ...files.map(({ path, sizeBytes }) => `  ${byteText(sizeBytes).padStart(width)}  ${path}`),
    `${plural(files.length, "file")}, ${byteText(unpackedSizeBytes)}, ${byteText(archive.length)} packed`,
    ...(leftOut.length === 0 ? [] : [`left out, as part of no package: ${leftOut.join(", ")}`]),
  ].join("\n");
}

/** Every check by its name, with what it ensures; where that is not so, what it found. */
export function checksText(checks: readonly CheckReport[], { style, columns }: Terminal): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const indent = " ".repeat(width + 16);
  return checks
    .flatMap(({ name, ensures, verdict, findings }) => [
      verdict === "ok"
        ? `  ${mark(verdict, style)} ${name.padEnd(width)}  ${inColumn(ensures, columns, indent)}`
        : `  ${mark(verdict, style)} ${name}`,
      ...findings.flatMap(({ message, hint }) => [
        below(message, columns),
        ...(hint === undefined ? [] : [below(`${style.hint("hint:")} ${hint}`, columns)]),
      ]),
    ])
    .join("\n");
}

/** What Zig said is indented, and stays as it is. */
function below(text: string, columns: number): string {
  return text
    .split("\n")
    .map((line) => `      ${line}`)
    .map((line) =>
      /^ {7}/.test(line) ? line : wrapped(line.split(/(?<=\S) /), columns, "      ", shownLength),
    )
    .join("\n");
}

function inColumn(text: string, columns: number, indent: string): string {
  return wrapped(text.split(" "), columns - indent.length, "").replaceAll("\n", `\n${indent}`);
}

/** What a script gets: the plan without the archive's bytes. */
export function planForScripts({ archive, ...plan }: PublishPlan) {
  return { ...plan, archiveSizeBytes: archive.length };
}

function mark(verdict: CheckReport["verdict"], style: Terminal["style"]): string {
  switch (verdict) {
    case "ok":
      return style.added("ok         ");
    case "new":
      return style.added("new        ");
    case "warning":
      return style.hint("warning    ");
    case "failed":
      return style.error("failed     ");
    case "skipped":
      return style.faint("not checked");
  }
}
