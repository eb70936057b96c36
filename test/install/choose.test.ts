import { expect, test } from "vitest";
import type { RegistryClient } from "../../src/client/index.ts";
import { PantryError } from "../../src/errors.ts";
import { choose, lockedReleases } from "../../src/install/choose.ts";
import type { Workbench } from "../../src/install/index.ts";
import type { IndexDocument } from "../../src/protocol/index.ts";
import { hashOf } from "./graphs.ts";

const now = Date.parse("2026-03-10T12:00:00Z");

/** What a registry says of a package: versions with what they pin, as `salt@1.0.0`. */
function documentOf(name: string, versions: Readonly<Record<string, readonly string[]>>): IndexDocument {
  const document: Pick<IndexDocument, "name"> & { versions: object[] } = {
    name,
    versions: Object.entries(versions).map(([version, pins]) => ({
      version,
      hash: hashOf(name, version),
      publishedAt: "2025-01-01T00:00:00Z",
      testedZigVersions: [],
      yanked: false,
      dependencies: pins.map((pin) => {
        const [alias = "", pinned = ""] = pin.split("@");
        return { name: alias, hash: hashOf(alias, pinned), lazy: false };
      }),
    })),
  };
  return document as unknown as IndexDocument;
}

/** A workbench whose registry has these documents, or fails as told. `asked` has the names in each round of asking. */
function benchWith(answers: Readonly<Record<string, IndexDocument | PantryError>>) {
  const asked: string[][] = [];
  let round: string[] | undefined;
  const document = async (name: string) => {
    if (round === undefined) {
      round = [];
      asked.push(round);
      setImmediate(() => {
        round = undefined;
      });
    }
    round.push(name);
    await new Promise((done) => setImmediate(done));
    const answer = answers[name];
    if (answer instanceof PantryError) throw answer;
    return answer;
  };
  const demandDocument = async (name: string) => {
    const found = await document(name);
    if (found !== undefined) return found;
    throw new PantryError("PACKAGE_MISSING", "failed", { message: "none", hint: "it is spelt otherwise" });
  };
  const registry: Pick<RegistryClient, "document" | "demandDocument"> = { document, demandDocument };
  const bench = { registry, offline: false, duplicates: "allow", columns: 80 } as unknown as Workbench;
  return { bench, asked };
}

const ask = (...names: string[]) => ({
  roots: [{ requirements: names.map((name) => ({ alias: name, name, range: "*" })) }],
  now,
});

const unreachable = new PantryError("REGISTRY_UNREACHABLE", "network", { message: "nobody answers" });

test("documents come in parallel, a level at a time, each once", async () => {
  const { bench, asked } = benchWith({
    soup: documentOf("soup", { "1.0.0": ["salt@1.0.0", "water@1.0.0"] }),
    stew: documentOf("stew", { "1.0.0": ["salt@1.0.0", "herbs@1.0.0"] }),
    salt: documentOf("salt", { "1.0.0": ["rock@1.0.0"] }),
    water: documentOf("water", { "1.0.0": [] }),
    herbs: documentOf("herbs", { "1.0.0": [] }),
    rock: documentOf("rock", { "1.0.0": [] }),
  });
  const { packages } = await choose(bench, ask("soup", "stew"));
  expect(packages.map(({ name }) => name).sort()).toEqual(["herbs", "rock", "salt", "soup", "stew", "water"]);
  const levels = asked.map((names) => [...names].sort());
  expect(levels).toEqual([["soup", "stew"], ["herbs", "salt", "water"], ["rock"]]);
});

test.each<[string, PantryError | undefined, string, string | undefined]>([
  [
    "not signed in",
    new PantryError("NOT_SIGNED_IN", "denied", { message: "sign in" }),
    "RESOLVE_DENIED",
    "sign in with `pantry login`, or ask one of its owners",
  ],
  [
    "offline, and never asked for",
    new PantryError("REGISTRY_OFFLINE", "network", { message: "offline" }),
    "RESOLVE_OFFLINE",
    "run the same command once without `--offline`",
  ],
  ["no registry", unreachable, "REGISTRY_UNREACHABLE", undefined],
  ["no such package", undefined, "RESOLVE_NO_PACKAGE", "it is spelt otherwise"],
])("%s", async (_, failure, code, hint) => {
  const { bench } = benchWith(failure === undefined ? {} : { salt: failure });
  await expect(choose(bench, ask("salt"))).rejects.toMatchObject(
    hint === undefined ? { code } : { code, hint },
  );
});

test("what is only pinned needs no registry's word", async () => {
  const { bench } = benchWith({ soup: documentOf("soup", { "1.0.0": ["salt@1.0.0"] }), salt: unreachable });
  const { packages } = await choose(bench, ask("soup"));
  expect(packages.map(({ name, release }) => [name, release?.version])).toEqual([
    ["soup", "1.0.0"],
    ["salt", undefined],
  ]);
});

test("the lock is asked before the registry; what it has from elsewhere fits no range", async () => {
  const locked = (source: "registry" | "archive", id: number) =>
    lockedReleases({
      projects: [],
      packages: [
        {
          kind: "zig",
          name: "salt",
          version: "1.0.0",
          source: { kind: source, url: "https://zig.example/" },
          hash: hashOf("salt", "1.0.0", id),
          integrity: undefined,
          dependencies: [],
        },
      ],
    });
  const world = { salt: documentOf("salt", { "1.0.0": [], "1.1.0": [] }) };
  const kept = benchWith(world);
  const one = await choose(kept.bench, { ...ask("salt"), locked: locked("registry", 7) });
  expect([one.direct[0]?.version, kept.asked]).toEqual(["1.0.0", []]);
  const fresh = benchWith(world);
  const two = await choose(fresh.bench, { ...ask("salt"), locked: locked("archive", 8) });
  expect([two.direct[0]?.version, fresh.asked]).toEqual(["1.1.0", [["salt"]]]);
});
