import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execaCommandSync } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { osv } from "../osv/advisories.ts";
import { sharedFolder } from "../support/folders.ts";
import { manifestText, writeFiles } from "../support/libraries.ts";
import { type Machine, machineIn } from "../support/pantry.ts";
import { type RunningRegistry, startRegistryProcess } from "../support/running-registry.ts";
import { sarifProblems } from "./sarif.ts";

const shared = sharedFolder();
const advisoriesFolder = join(shared.path, "registry-data", "advisories");
const v31 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
const dinner = join(shared.path, "dinner");
let registry: RunningRegistry;
let machine: Machine;

/** About soup below 1.2.0, which is in the project by way of stock. */
const inSoup = osv({ severity: [{ type: "CVSS_V3", score: v31 }] });
const inStock = osv(
  { id: "ZIGSEC-2026-0002", aliases: [], database_specific: { severity: "LOW" } },
  { package: { ecosystem: "Zig", name: "stock" }, ranges: [], versions: ["1.0.0"] },
);

async function publish(name: string, dependencies: readonly string[] = []): Promise<void> {
  const folder = writeFiles(join(shared.path, name), {
    "build.zig.zon": manifestText(name, { paths: ["build.zig", "build.zig.zon"] }),
    "build.zig": "pub fn build(_: *anyopaque) void {}\n",
  });
  for (const each of dependencies) await succeed(folder, "add", each);
  await succeed(folder, "publish", "--no-build");
}

async function succeed(folder: string, ...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await machine.pantry(folder, ...args);
  expect(exitCode, stderr).toBe(0);
  return stdout;
}

beforeAll(async () => {
  mkdirSync(advisoriesFolder, { recursive: true });
  writeFileSync(join(advisoriesFolder, "soup.json"), JSON.stringify(inSoup));
  registry = await startRegistryProcess(machineIn(shared.path));
  machine = machineIn(join(shared.path, "ada"), { PANTRY_REGISTRY: registry.url });
  await machine.piped("swordfish-7\n", shared.path, "login", "--username", "ada", "--password-stdin");
  await publish("soup");
  await publish("stock", ["soup"]);
  writeFiles(dinner, { "build.zig.zon": manifestText("dinner"), "build.zig": "" });
  await succeed(dinner, "add", "stock");
});

afterAll(async () => {
  await registry.stop();
  shared.remove();
});

const audit = (...args: string[]) => machine.pantry(dinner, "audit", ...args);

test("names what is vulnerable, what brings it, and what mends it, and fails", async () => {
  const { exitCode, stdout, stderr } = await audit();
  expect(stdout).toBe(
    [
      "critical soup 1.0.0 ZIGSEC-2026-0001 (CVE-2026-1000)",
      "  Soup boils over",
      "  https://osv.dev/vulnerability/ZIGSEC-2026-0001",
      "  brought by stock > soup",
      "  fixed in 1.2.0: update what brings it",
    ].join("\n"),
  );
  expect(stderr).toBe("2 packages audited: 1 critical");
  expect(exitCode).toBe(1);
});

test("goes by files instead, and by their levels", async () => {
  const folder = join(shared.path, "osv");
  writeFiles(folder, { "a.json": JSON.stringify([inStock]), "b.txt": "no advisory" });
  const low = await audit("--advisories", folder);
  expect(low).toMatchObject({ exitCode: 1, stderr: "2 packages audited: 1 low" });
  expect(low.stdout).toContain("no version is fixed yet");
  expect(await audit("--advisories", join(folder, "a.json"), "--level", "moderate")).toMatchObject({
    exitCode: 0,
    stdout: low.stdout,
  });
  expect(await audit("--level", "awful")).toMatchObject({ exitCode: 2 });
  expect((await audit("--advisories", join(folder, "b.txt"))).stderr).toContain("it is not JSON");
  const missing = await audit("--advisories", join(folder, "none"), "--json");
  expect(missing.exitCode).toBe(2);
  expect(JSON.parse(missing.stdout)).toMatchObject({ error: { code: "ADVISORIES_MISSING" } });
});

test("for scripts", async () => {
  const report = JSON.parse((await audit("--json")).stdout);
  expect(report).toMatchObject({
    packages: 2,
    notes: [],
    findings: [
      {
        kind: "vulnerability",
        level: "critical",
        fixed: "1.2.0",
        place: { ecosystem: "Zig", name: "soup", version: "1.0.0", paths: [["stock", "soup"]] },
        advisory: { id: "ZIGSEC-2026-0001", severity: { cvss: { score: 9.8, vector: v31 } } },
      },
    ],
  });
});

test("as SARIF, at the place in the lock", async () => {
  const { stdout, exitCode } = await audit("--sarif");
  expect(exitCode).toBe(1);
  const log = JSON.parse(stdout);
  expect(sarifProblems(log)).toEqual([]);
  const [result] = log.runs[0].results;
  expect(result).toMatchObject({ ruleId: "ZIGSEC-2026-0001", level: "error" });
  const { startLine } = result.locations[0].physicalLocation.region;
  expect(readFileSync(join(dinner, "pantry.lock"), "utf8").split("\n")[startLine - 1]).toContain(
    "soup-1.0.0-",
  );
});

test("sees that a version was yanked", async () => {
  const empty = writeFiles(join(shared.path, "clean"), { "a.json": "[]" });
  expect(await audit("--advisories", empty)).toMatchObject({
    exitCode: 0,
    stdout: "",
    stderr: "2 packages audited: nothing found",
  });
  await succeed(dinner, "yank", "stock@1.0.0");
  const yanked = await audit("--advisories", empty);
  expect(yanked.stdout).toBe(
    "moderate stock 1.0.0 was yanked\n  brought by stock\n  `pantry update stock`, or leave it: it stays available",
  );
  expect(yanked.exitCode).toBe(1);
  await succeed(dinner, "yank", "stock@1.0.0", "--undo");
});

test("offline it says what was not asked, and goes by files", async () => {
  const { exitCode, stderr, stdout } = await audit("--offline", "--advisories", join(shared.path, "osv"));
  expect(stdout).toContain("ZIGSEC-2026-0002");
  expect(stderr).toContain("note: not everything was asked");
  expect(exitCode).toBe(1);
  const unasked = await audit("--offline", "--level", "critical");
  expect(unasked.stderr).toContain("note: not everything was asked");
  expect(unasked.stderr).not.toContain("has no advisories");
  // To a script, nothing known is not nothing found.
  expect(unasked.stderr).toContain("2 packages audited, but not for vulnerabilities: ");
  expect(unasked.exitCode).toBe(3);
});

test("of a workspace it is about all members, wherever it runs", async () => {
  const feast = writeFiles(join(shared.path, "feast"), {
    "pantry.toml": '[workspace]\nmembers = ["lunch", "snack"]\n',
    "lunch/build.zig.zon": manifestText("lunch"),
    "lunch/build.zig": "",
    "snack/build.zig.zon": manifestText("snack"),
    "snack/build.zig": "",
  });
  await succeed(join(feast, "lunch"), "add", "stock");
  await succeed(join(feast, "snack"), "add", "soup");
  for (const folder of [feast, join(feast, "snack")]) {
    const { stdout, exitCode } = await machine.pantry(folder, "audit");
    expect(stdout).toContain("brought by lunch > stock > soup, or snack > soup");
    expect(exitCode).toBe(1);
  }
});

test("a registry that lost its keys, and has another by OPERATIONS.md, proves nothing: an integrity refusal", async () => {
  await registry.stop();
  const data = join(shared.path, "registry-data");
  rmSync(join(data, "keys", "0001.pem"));
  const page = readFileSync(new URL("../../registry/OPERATIONS.md", import.meta.url), "utf8");
  const [, makeKey = ""] = /`(openssl genpkey .*?)`/.exec(page) ?? [];
  execaCommandSync(makeKey, { cwd: data });
  registry = await startRegistryProcess(machineIn(shared.path), Number(new URL(registry.url).port));
  const { exitCode, stdout } = await audit("--level", "critical");
  expect(stdout).toContain("critical stock 1.0.0 is not proven to be the registry's");
  expect(stdout).toContain("it is signed with no key that the registry has");
  expect(exitCode).toBe(4);
});
