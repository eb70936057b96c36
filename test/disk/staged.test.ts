import { mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { nodeDisk, replaceFiles, stagedPath, sweepStaged, withoutStaging } from "../../src/disk/index.ts";
import { ownerMark, ownerState } from "../../src/disk/owner.ts";
import { temporaryFolder } from "../support/folders.ts";

const random = "0123456789ab";
const [boot = "", namespace = "", , start = ""] = ownerMark().split("-");
const goneMark = `${boot}-${namespace}-${2 ** 22 + 1}-1`;

test.each([
  { mark: ownerMark(), state: "alive", what: "this process" },
  {
    mark: `${boot}-${namespace}-${process.ppid}-1`,
    state: "gone",
    what: "a number that another process has now",
  },
  { mark: goneMark, state: "gone", what: "a number that nobody has" },
  { mark: `00000000-${namespace}-${process.pid}-${start}`, state: "gone", what: "another boot" },
  { mark: `${boot}-zzz-${process.pid}-${start}`, state: "unknown", what: "another container" },
  { mark: `0-${namespace}-${process.pid}-${start}`, state: "unknown", what: "a system that names no boots" },
  { mark: "something else", state: "unknown", what: "no mark" },
])("the owner $mark is $state: $what", ({ mark, state }) => {
  expect(ownerState(mark)).toBe(state);
});

test("another process is seen to be alive, and then gone", async () => {
  const child = execa("sleep", ["60"]);
  const stat = nodeDisk.read(`/proc/${child.pid}/stat`).toString().split(") ").at(-1)?.split(" ")[19];
  const mark = `${boot}-${namespace}-${child.pid}-${Number(stat).toString(36)}`;
  expect(ownerState(mark)).toBe("alive");
  child.kill("SIGKILL");
  await child.catch(() => undefined);
  expect(ownerState(mark)).toBe("gone");
});

test("what a killed process left is swept, and what a living one stages stays", () => {
  const folder = temporaryFolder();
  const living = stagedPath(join(folder, "pantry.lock"));
  const day = join(folder, `build.zig.zon.pantry-${boot}-elsewhere-1-1-${random}`);
  const today = `${day.slice(0, -1)}0`;
  writeFileSync(today, "");
  writeFileSync(living, "");
  writeFileSync(day, "");
  const yesterday = Date.now() / 1000 - 24 * 60 * 60 - 1;
  utimesSync(day, yesterday, yesterday);
  const gone = join(folder, `pantry.lock.pantry-${goneMark}-${random}`);
  writeFileSync(gone, "");
  const goneTree = join(folder, `tree.pantry-${goneMark}-${random}`);
  mkdirSync(join(goneTree, "src"), { recursive: true, mode: 0o555 });
  for (const name of ["notes.pantry-old", "pantry.lock", `x.pantry-${goneMark}`])
    writeFileSync(join(folder, name), "");

  sweepStaged(nodeDisk, folder);
  expect(readdirSync(folder).sort()).toEqual(
    [
      ...[living, today].map((path) => path.slice(folder.length + 1)),
      "notes.pantry-old",
      "pantry.lock",
      `x.pantry-${goneMark}`,
    ].sort(),
  );
});

test("sweeping a folder that is not there, or cannot be read, is no failure", () => {
  const folder = temporaryFolder();
  sweepStaged(nodeDisk, join(folder, "nothing"));
  const broken = { ...nodeDisk, list: () => fail("EACCES") };
  sweepStaged(broken, folder);
});

test("the next one to replace files in a folder sweeps it first", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, `credentials.toml.pantry-${goneMark}-${random}`), "secret");
  replaceFiles(nodeDisk, [{ path: join(folder, "config.toml"), bytes: Buffer.from("x") }]);
  expect(readdirSync(folder)).toEqual(["config.toml"]);
});

function fail(code: string): never {
  throw Object.assign(new Error(code), { code });
}

test("people are told of the path that they know", () => {
  const text = (path: string) => `permission denied, rename '${path}' -> '/home/ada/config.toml'`;
  expect(withoutStaging(text(stagedPath("/home/ada/config.toml")))).toBe(text("/home/ada/config.toml"));
});
