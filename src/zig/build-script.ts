import { isPrintableName } from "../protocol/index.ts";
import { isBareIdentifier, toZonString } from "../zon/index.ts";

/**
 * What can be read from the text of a build.zig without running it: literal names, nothing computed.
 * Strings and comments are stepped over, so that a name in a comment does not count.
 */
export interface BuildScript {
  /** Names of `addModule("…")` that a terminal can show. */
  readonly modules: readonly string[];
  /** Names of libraries, from `addLibrary(.{ … .name = "…"`. */
  readonly libraries: readonly string[];
  /** The constants that hold what other lines refer to; undefined where there is none. */
  readonly target: string | undefined;
  readonly optimize: string | undefined;
  readonly executable: string | undefined;
  readonly module: string | undefined;
  /** What its other names stand for already; a constant that holds `b.dependency("x", …)` is listed under `x`. */
  readonly names: ReadonlyMap<string, string | undefined>;
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
    names: namesIn(code),
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
  const variable = identifier(alias, project);
  const wiring = wiringLines(variable, dependency, project);
  const call = `${lazy ? "lazyDependency" : "dependency"}(${toZonString(alias)}, ${optionsText(dependency, project)})`;
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
    return dependency.modules.map((name) => {
      const literal = toZonString(name);
      return `${into}.addImport(${literal}, ${variable}.module(${literal}));`;
    });
  }
  if (dependency.libraries.length > 0) {
    return dependency.libraries.map(
      (name) => `${into}.linkLibrary(${variable}.artifact(${toZonString(name)}));`,
    );
  }
  return [`_ = ${variable}; // its build.zig names no module: see its documentation`];
}

function optionsText(dependency: BuildScript | undefined, project: BuildScript | undefined): string {
  const passed: string[] = [];
  if (dependency?.target !== undefined) passed.push(`.target = ${project?.target ?? "target"}`);
  if (dependency?.optimize !== undefined) passed.push(`.optimize = ${project?.optimize ?? "optimize"}`);
  return passed.length === 0 ? ".{}" : `.{ ${passed.join(", ")} }`;
}

/** An alias as the name of a constant that build.zig can still declare: Zig lets no name hide another. */
function identifier(alias: string, project: BuildScript | undefined): string {
  const name = alias.replace(/[^A-Za-z0-9_]/g, "_").replace(/^(?=[0-9]|$)/, "_");
  const holds = (candidate: string) => project?.names.get(candidate) === alias;
  const isFree = (candidate: string) =>
    isBareIdentifier(candidate) &&
    !primitives.test(candidate) &&
    !usualNames.has(candidate) &&
    (project?.names.has(candidate) !== true || holds(candidate));
  let free = name;
  while (!isFree(free)) free += "_dep";
  return free;
}

/** What the lines, and nearly every build.zig, name already. */
const usualNames: ReadonlySet<string> = new Set(["std", "b", "exe", "target", "optimize", "build"]);

/** Names of types and values that Zig refuses to declare anew (zig 0.16 std/zig/primitives.zig), and `_`. */
const primitives =
  /^(?:_|[iu]\d+|f(?:16|32|64|80|128)|isize|usize|bool|void|type|anyerror|anyopaque|noreturn|comptime_int|comptime_float|true|false|null|undefined|c_(?:char|short|ushort|int|uint|long|ulong|longlong|ulonglong|longdouble))$/;

/** Whatever a build.zig declares, anywhere: constants, variables, functions, parameters and captures. */
function namesIn(code: string): ReadonlyMap<string, string | undefined> {
  const names = new Map<string, string | undefined>();
  const withoutStrings = code.replace(/"(?:[^"\\\n]|\\.)*"/g, '""');
  for (const pattern of [/\b(?:const|var|fn)\s+(\w+)/g, /(\w+)\s*:/g, /[|,]\s*\*?(\w+)\s*(?=[|,])/g]) {
    for (const [, name = ""] of withoutStrings.matchAll(pattern)) names.set(name, undefined);
  }
  const dependencies = /\bconst\s+(\w+)\s*=\s*\w+\s*\.\s*(?:lazyDependency|dependency)\s*\(\s*"([^"\\\n]*)"/g;
  for (const [, name = "", alias] of code.matchAll(dependencies)) names.set(name, alias);
  return names;
}

function withoutComments(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\\\\[^\n]*|\/\/[^\n]*/g, (token) =>
    token.startsWith("//") || token.startsWith("\\\\") ? "" : token,
  );
}

function all(code: string, pattern: RegExp): string[] {
  return [...new Set([...code.matchAll(pattern)].map((match) => match[1] ?? ""))].filter(isPrintableName);
}
