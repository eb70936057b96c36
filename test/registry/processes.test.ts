import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { paths, readIndexDocument } from "../../src/protocol/index.ts";
import { temporaryFolder } from "../support/folders.ts";
import { testPackage } from "./support/package.ts";
import { bundledRegistry, startProcess } from "./support/process.ts";
import { ask, publish, signUp } from "./support/registry.ts";

it("of a hundred publishers of one version at three processes on one data folder one wins", async () => {
  const folder = temporaryFolder();
  const data = join(folder, "data");
  mkdirSync(data);
  const program = await bundledRegistry(folder);
  // They start at once: only one of them makes the tables and the key.
  const processes = await Promise.all([1, 2, 3].map(() => startProcess(program, data)));
  const [one, two, three] = processes;
  if (one === undefined || two === undefined || three === undefined) throw new Error("not three processes");
  const keys = await Promise.all(processes.map(async (each) => (await ask(each, "GET", paths.keys)).json()));
  expect(keys).toEqual([keys[0], keys[0], keys[0]]);

  const token = await signUp(one, "ada");
  const packs = Array.from({ length: 100 }, (_, index) =>
    testPackage({ files: { who: `publisher ${index}` } }),
  );
  const answers = await Promise.all(
    packs.map((pack, index) => publish(processes[index % 3] ?? one, token, pack)),
  );
  const statuses = answers.map(({ status }) => status);
  expect([statuses.filter((s) => s === 201).length, statuses.filter((s) => s === 409).length]).toEqual([
    1, 99,
  ]);
  const winner = packs[statuses.indexOf(201)];
  for (const each of processes) {
    const archive = await ask(each, "GET", paths.zigArchive("leaf", "1.0.0"));
    expect(winner && archive.body.equals(winner.archive)).toBe(true);
    const document = await ask(each, "GET", paths.zigDocument("leaf"));
    expect(readIndexDocument(document.body, "leaf").versions.map(({ hash }) => hash)).toEqual([winner?.hash]);
  }
});
