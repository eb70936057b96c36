import { basename, join, resolve } from "node:path";
import { isThere } from "../../disk/index.ts";
import { askZig, searchZig } from "../../zig/index.ts";
import type { Command } from "../command.ts";
import type { Context } from "../context.ts";
import { cliError } from "../errors.ts";
import { packageName, starterFiles } from "./init-files.ts";

/** What `minimum_zig_version` says where no zig is there to ask. */
const fallbackZigVersion = "0.16.0";

export const init: Command = {
  name: "init",
  arguments: "[folder]",
  summary: "Make a new Zig project",
  options: [
    { flag: "--exe", summary: "An application (the default)" },
    { flag: "--lib", summary: "A library" },
    { flag: "--name <name>", summary: "Its name; else that of the folder" },
  ],
  examples: [
    { line: "pantry init", does: "makes an application in this folder" },
    { line: "pantry init soup --lib", does: "makes a library in the new folder soup" },
  ],
  async run(context, invocation) {
    if (invocation.has("exe") && invocation.has("lib")) {
      throw cliError("USAGE", { message: "`--exe` and `--lib` do not go together: choose one" });
    }
    const folder = resolve(context.folder, invocation.arguments[0] ?? "");
    const name = packageName(invocation.value("name"), basename(folder));
    refuseProject(context, folder);
    const files = starterFiles({
      name,
      library: invocation.has("lib"),
      zigVersion: await zigVersion(context),
    });
    const made: string[] = [];
    const kept: string[] = [];
    for (const { path, text } of files) {
      const target = join(folder, path);
      context.disk.makeFolders(join(target, ".."));
      if (isThere(context.disk, target)) kept.push(path);
      else {
        context.disk.create(target, Buffer.from(text));
        made.push(path);
      }
    }
    const { terminal } = context;
    terminal.say(
      `${invocation.has("lib") ? "Made the library" : "Made the application"} ${terminal.style.strong(name)}`,
    );
    for (const path of made) terminal.say(`  ${terminal.style.added("+")} ${path}`);
    for (const path of kept) terminal.say(`  = ${path} was there and stays as it is`);
    terminal.say(
      `next: \`zig build ${invocation.has("lib") ? "test" : "run"}\`, and \`pantry add\` for what it needs`,
    );
    terminal.answer({ name, folder, made, kept }, "");
  },
};

/** A build.zig.zon means that somebody has begun already. */
function refuseProject({ disk }: Context, folder: string): void {
  if (!isThere(disk, join(folder, "build.zig.zon"))) return;
  throw cliError("INIT_TAKEN", {
    message: `${join(folder, "build.zig.zon")} is there already`,
    hint: "`pantry install` takes a project over as it is; `pantry add` adds to it",
  });
}

/** A project can be begun before Zig is installed. */
async function zigVersion({ env }: Context): Promise<string> {
  try {
    return (await askZig(env["PANTRY_ZIG"] || searchZig(env))).version.replace(/[-+].*$/, "");
  } catch {
    return fallbackZigVersion;
  }
}
