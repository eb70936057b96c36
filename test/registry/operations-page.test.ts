import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { registryCommands } from "../../registry/commands/index.ts";
import { settingRows } from "../../registry/setting-rows.ts";
import { collectOptions } from "../../registry/setting-sources.ts";
import { readSettings } from "../../registry/settings.ts";
import { temporaryFolder } from "../support/folders.ts";

const page = readFileSync(new URL("../../registry/OPERATIONS.md", import.meta.url), "utf8");

function listBetween(name: string): string {
  return new RegExp(`<!-- ${name} -->\n([\\s\\S]*?)\n<!-- /${name} -->`).exec(page)?.[1] ?? "";
}

it("OPERATIONS.md has every setting", () => {
  const lines = settingRows.map(
    ({ key, value, summary }) => `- \`--${`${key} ${value ?? ""}`.trim()}\`: ${summary}`,
  );
  expect(listBetween("settings")).toBe(lines.join("\n"));
});

it("OPERATIONS.md has every command", () => {
  const lines = registryCommands.map((each) => {
    const words = [each.name, each.arguments ?? ""].join(" ").trim();
    return `- \`pantry-registry ${words}\`: ${each.summary}`;
  });
  expect(listBetween("commands")).toBe(lines.join("\n"));
});

it("the settings that OPERATIONS.md shows are understood", () => {
  const folder = temporaryFolder();
  const shown = /```toml\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
  writeFileSync(join(folder, "registry.toml"), shown.replace("…", "secret"));
  const options = collectOptions({ flag: () => undefined, env: {}, folder, defaultData: folder });
  expect(options).toMatchObject({ signUp: "closed", trustedProxies: ["10.0.0.0/8"] });
  expect(readSettings(options).upstream?.sourceOf("@acme-internal/a")).toBeUndefined();
});
