import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { allCommands } from "../src/cli/index.ts";
import { sharedFolder } from "./support/folders.ts";
import { file, startHttpServer } from "./support/http-server.ts";
import { copyExample, packFolder } from "./support/libraries.ts";
import { zigBinary } from "./support/zig.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const readme = readFileSync(join(root, "README.md"), "utf8");

/** Every line of every `sh` block. */
const lines = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = ""]) =>
  block.trim().split("\n"),
);

/** Commands about the clone itself: continuous integration runs them, and a test would run itself. */
const aboutTheClone = new Set([
  "npm run demo",
  "npm test",
  "npm ci",
  "npm run build",
  "npm link",
  "npm run format",
  "npm run lint",
  "npm run check:types",
]);

test("the commands about the clone are scripts that there are", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  for (const line of aboutTheClone) {
    expect(lines).toContain(line);
    const script = /^npm (?:run )?(\S+)$/.exec(line)?.[1] ?? "";
    if (script !== "ci" && script !== "link") expect(scripts, line).toHaveProperty([script]);
  }
});

test("the table of commands is the one that the commands make", async () => {
  const table = (await allCommands()).map(
    ({ name, arguments: args, summary }) =>
      `| \`${`${name} ${args ?? ""}`.trim().replaceAll("...", "…")}\` | ${summary} |`,
  );
  const written = /<!-- commands -->\n([\s\S]*?)<!-- \/commands -->/.exec(readme)?.[1]?.trim().split("\n");
  expect(written).toEqual(table);
});

test("files and folders that it names are there", async () => {
  const named = [...readme.matchAll(/`((?:src|registry|test|examples)\/[\w./-]+)`|\]\(([^)#:]+)\)/g)];
  expect(named.length).toBeGreaterThan(15);
  const { existsSync } = await import("node:fs");
  expect(
    named.map(([, code, link]) => code ?? link ?? "").filter((path) => !existsSync(join(root, path))),
  ).toEqual([]);
});

describe("the commands", () => {
  test("work as they stand there, one after the other", { timeout: 600_000 }, async () => {
    const folder = sharedFolder();
    const server = await startHttpServer();
    const archive = server.on("/archive.tar.gz", file(packFolder(copyExample("ink", folder.path)).bytes));
    copyExample("proverbs", folder.path);
    const bin = join(folder.path, "bin");
    await execa("mkdir", [bin]);
    writeFileSync(
      join(bin, "pantry"),
      `#!/bin/sh\nexec "${process.execPath}" "${join(root, "dist/pantry.js")}" "$@"\n`,
    );
    chmodSync(join(bin, "pantry"), 0o755);
    const env = {
      PATH: [bin, dirname(zigBinary), process.env["PATH"]].join(delimiter),
      HOME: join(folder.path, "home"),
      PANTRY_REGISTRY: "",
    };
    const registry = execa("pantry", ["registry", "--port", "0", "--upstream", "off"], {
      env,
      extendEnv: false,
      reject: false,
    });
    try {
      const url = await new Promise<string>((done) => {
        registry.stdout.on("data", (text) => {
          const found = /listening on (\S+)/.exec(String(text))?.[1];
          if (found !== undefined) done(found);
        });
      });
      env.PANTRY_REGISTRY = url;
      // What asks a person, takes long, or leaves this machine is given what it needs; all else runs as it stands.
      const instead: Record<string, string> = {
        "pantry registry": ":",
        "pantry login": "echo swordfish-7 | pantry login --username ada --password-stdin",
        "pantry add github:ziglibs/known-folders@master": ":",
        "pantry add https://example.com/archive.tar.gz --as archive": `pantry add ${archive} --as archive`,
        "pantry add ../salt": "mv ../proverbs ../salt && pantry add ../salt --as salt",
      };
      for (const special of Object.keys(instead)) expect(lines).toContain(special);
      const script = lines.filter((line) => !aboutTheClone.has(line)).map((line) => instead[line] ?? line);
      const ran = await execa("bash", ["-euxc", script.join("\n")], {
        cwd: folder.path,
        env,
        extendEnv: false,
        reject: false,
      });
      expect(ran.exitCode, ran.stderr).toBe(0);
      expect(ran.stdout).toContain("Hello from dinner!");
    } finally {
      registry.kill("SIGTERM");
      await registry;
      await server.close();
      folder.remove();
    }
  });
});
