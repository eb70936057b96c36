/**
 * What can be read from the text of a build.zig without running it: literal names, nothing computed.
 * Strings and comments are stepped over, so that a name in a comment does not count.
 */
export interface BuildScript {
  /** Names of `addModule("…")`. */
  readonly modules: readonly string[];
  /** Names of libraries, from `addLibrary(.{ … .name = "…"`. */
  readonly libraries: readonly string[];
  /** The constants that hold what other lines refer to; undefined where there is none. */
  readonly target: string | undefined;
  readonly optimize: string | undefined;
  readonly executable: string | undefined;
  readonly module: string | undefined;
}

export function readBuildScript(text: string): BuildScript {
  const code = withoutComments(text);
  const constant = (call: string) =>
    code.match(new RegExp(`const\\s+(\\w+)\\s*=\\s*\\w+\\.${call}\\s*\\(`))?.[1];
  return {
    modules: all(code, /\baddModule\s*\(\s*"([^"\\\n]+)"/g),
    libraries: all(code, /\badd(?:Static|Shared)?Library\s*\(\s*\.\{[^}]*?\.name\s*=\s*"([^"\\\n]+)"/g),
    target: constant("standardTargetOptions"),
    optimize: constant("standardOptimizeOption"),
    executable: constant("addExecutable"),
    module: constant("addModule") ?? constant("createModule"),
  };
}

export interface ImportLinesOptions {
  readonly alias: string;
  readonly lazy: boolean;
  /** The dependency's build.zig, or undefined where it has none. */
  readonly dependency: BuildScript | undefined;
  /** The project's own. */
  readonly project: BuildScript | undefined;
}

/**
 * The lines to put into build.zig so that the code can `@import` a package. Options are passed on only where the
 * dependency takes them: Zig refuses others.
 */
export function importLines({ alias, lazy, dependency, project }: ImportLinesOptions): string[] {
  const variable = identifier(alias);
  const wiring = wiringLines(variable, dependency, project);
  const call = `${lazy ? "lazyDependency" : "dependency"}("${alias}", ${optionsText(dependency, project)})`;
  if (!lazy) return [`const ${variable} = b.${call};`, ...wiring];
  return [`if (b.${call}) |${variable}| {`, ...wiring.map((line) => `    ${line}`), "}"];
}

function wiringLines(
  variable: string,
  dependency: BuildScript | undefined,
  project: BuildScript | undefined,
): string[] {
  const into =
    project?.executable === undefined && project?.module !== undefined
      ? project.module
      : `${project?.executable ?? "exe"}.root_module`;
  if (dependency === undefined) return [`_ = ${variable}.path("."); // it has no build.zig: use its files`];
  if (dependency.modules.length > 0) {
    return dependency.modules.map((name) => `${into}.addImport("${name}", ${variable}.module("${name}"));`);
  }
  if (dependency.libraries.length > 0) {
    return dependency.libraries.map((name) => `${into}.linkLibrary(${variable}.artifact("${name}"));`);
  }
  return [`_ = ${variable}; // its build.zig names no module: see its documentation`];
}

function optionsText(dependency: BuildScript | undefined, project: BuildScript | undefined): string {
  const passed: string[] = [];
  if (dependency?.target !== undefined) passed.push(`.target = ${project?.target ?? "target"}`);
  if (dependency?.optimize !== undefined) passed.push(`.optimize = ${project?.optimize ?? "optimize"}`);
  return passed.length === 0 ? ".{}" : `.{ ${passed.join(", ")} }`;
}

/** An alias as the name of a constant. */
function identifier(alias: string): string {
  const name = alias.replace(/[^A-Za-z0-9_]/g, "_");
  return /^[0-9]/.test(name) ? `_${name}` : name;
}

function withoutComments(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\\\\[^\n]*|\/\/[^\n]*/g, (token) =>
    token.startsWith("//") || token.startsWith("\\\\") ? "" : token,
  );
}

function all(code: string, pattern: RegExp): string[] {
  return [...new Set([...code.matchAll(pattern)].map((match) => match[1] ?? ""))];
}
