import { describe, expect, vi } from "vitest";
import type { PackageHead } from "../../../registry/metadata/index.ts";
import {
  addOwner,
  changeOwners,
  changeVersions,
  removeOwner,
  removeVersions,
  setAccess,
  setTags,
  zigPackage,
} from "../../../registry/packages/index.ts";
import { parseSearch } from "../../../registry/search/index.ts";
import { sweep } from "../../../registry/sweep.ts";
import { readIndexDocument } from "../../../src/protocol/index.ts";
import { addUser } from "../support/accounts.ts";
import {
  type Domain,
  everybody,
  hideZig,
  npmChangeOf,
  npmDocumentOf,
  npmHeadOf,
  publishNpmTo,
  publishTo,
  testDomain,
  zigHeadOf,
} from "../support/domain.ts";
import type { NpmRead } from "../support/npm.ts";
import { outcome } from "../support/outcomes.ts";
import { dependency, testPackage } from "../support/package.ts";
import { replicasTaking } from "../support/replicas.ts";
import { inEveryOrder } from "../support/turns.ts";

// Whoever waits for these would take their turn by chance.
vi.mock("../../../registry/encodings.ts", async (original) => ({
  ...(await original<object>()),
  encode: async (plain: Buffer) => ({ plain, gzip: plain, brotli: plain }),
}));
vi.mock("node:timers/promises", async (original) => ({
  ...(await original<object>()),
  setTimeout: async () => undefined,
}));

const second = 1_000;
const pack = (version: string, who = "") => testPackage({ version, files: { who } });
const [first, one, rival, next] = [pack("1.0.0"), pack("1.1.0", "a"), pack("1.1.0", "b"), pack("2.0.0")];

describe("in whatever order the calls of three replicas take effect, a Zig package", () => {
  inEveryOrder(
    "has every version that was acknowledged, one of each, and none goes again",
    80,
    async (turns) => {
      const { replica, quiet, clock } = replicasTaking(turns);
      const [ada, bob, reader] = [replica(0.02), replica(0.02), replica()];
      await publishTo(quiet, "ada", first);
      const acknowledged = ["1.0.0"];
      const publish = async (domain: Domain, what: typeof first) => {
        const end = await outcome(publishTo(domain, "ada", what));
        if (end === "done") acknowledged.push(what.version);
        return end;
      };
      const ends: Record<string, string> = {};
      await turns.run(
        async () => {
          ends["one"] = await publish(ada, one);
        },
        async () => {
          ends["rival"] = await publish(bob, rival);
        },
        async () => {
          ends["next"] = await publish(bob, next);
        },
        async () => {
          let before: readonly string[] = [];
          for (const read of ["recent", "fresh", "recent", "fresh"] as const) {
            clock.time += 2 * second;
            const due = read === "fresh" ? [...acknowledged, ...before] : before;
            before = (await indexOf(reader, read)).versions.map(({ version }) => version);
            expect(before).toEqual(expect.arrayContaining([...due]));
          }
        },
        () => reader.packages.repair(),
      );
      expect([ends["next"], [ends["one"], ends["rival"]].sort()]).toEqual([
        "done",
        ["VERSION_TAKEN", "done"],
      ]);
      const winner = ends["one"] === "done" ? one : rival;
      clock.time += 2 * second;
      for (const domain of [ada, bob, reader, quiet]) {
        const { versions } = await indexOf(domain, "recent");
        expect(versions.map(({ hash }) => hash).sort()).toEqual([first.hash, winner.hash, next.hash].sort());
      }
      const { archive } = (await quiet.packages.zig.archives.byVersion("leaf", "1.1.0", everybody)) ?? {};
      expect(archive?.bytes?.equals(winner.archive)).toBe(true);
      expect(await quiet.registry.metadata.audit("zig:leaf@1.1.0")).toHaveLength(1);
      expect(await quiet.registry.metadata.unfinished("zig", "1 http://localhost:7117/")).toEqual([]);
    },
  );

  inEveryOrder("belongs to one of two who claim it", 60, async (turns) => {
    const { replica, quiet } = replicasTaking(turns);
    const ends: Record<string, string> = {};
    const claim = (user: string, what: typeof first) => async () => {
      ends[user] = await outcome(publishTo(replica(0.02), user, what));
    };
    await turns.run(claim("ada", first), claim("bob", one));
    expect(Object.values(ends).sort()).toEqual(["NOT_OWNER", "done"]);
    const { owners, versions } = await indexOf(quiet, "fresh");
    expect(owners.map((owner) => ends[owner])).toEqual(["done"]);
    expect(versions).toHaveLength(1);
  });

  inEveryOrder(
    "that is made private is seen by nobody from then on, who publishes or not",
    100,
    async (turns) => {
      const { replica, quiet, clock } = replicasTaking(turns);
      const [ada, robot, reader] = [replica(), replica(), replica()];
      await publishTo(quiet, "ada", first);
      const ticking = turns.between();
      let [hiddenAt, isOver] = [Number.POSITIVE_INFINITY, false];
      await turns.run(
        async () => {
          await hideZig(ada);
          hiddenAt = clock.time;
        },
        () => publishTo(robot, "ada", one),
        async () => {
          for (let looks = 0; looks < 4; looks++) {
            const isPublic = clock.time < hiddenAt + second;
            const head = await reader.packages.zig.documents.head(zigPackage("leaf"));
            const found = await reader.packages.zig.archives.byHash(first.hash, isShown);
            if (!isPublic) expect([head?.facts.access, found]).toEqual(["restricted", undefined]);
          }
          isOver = true;
        },
        async () => {
          const tick = async () => {
            clock.time += second / 2;
          };
          while (!isOver) await ticking.around(tick);
        },
      );
      expect((await zigHeadOf(quiet, "leaf")).facts.access).toBe("restricted");
      expect(await searched(quiet)).toEqual([]);
    },
  );

  inEveryOrder(
    "is everybody's by its hash where something public depends on it, and else not",
    60,
    async (turns) => {
      const { replica, quiet, clock } = replicasTaking(turns);
      await publishTo(quiet, "ada", first);
      let end = "";
      await turns.run(
        () => hideZig(replica()),
        async () => {
          end = await outcome(publishTo(replica(), "bob", dependant));
        },
      );
      clock.time += 2 * second;
      const found = await quiet.packages.zig.archives.byHash(first.hash, isShown);
      expect([end, found !== undefined]).toEqual(
        end === "done" ? ["done", true] : ["DEPENDENCY_UNAVAILABLE", false],
      );
    },
  );

  inEveryOrder("keeps an owner, and every change of owners", 60, async (turns) => {
    const { replica, quiet } = replicasTaking(turns);
    const [ada, bob] = [replica(0.02), replica(0.02)];
    await publishTo(quiet, "ada", first);
    for (const name of ["ada", "bob", "eve"]) await addUser(quiet.registry.metadata, name);
    const head = await zigHeadOf(quiet, "leaf");
    await addOwner(quiet.registry, quiet.packages.zig.finish, "ada", head, "bob");
    const remove = async ({ registry, packages }: Domain, actor: string, user: string) =>
      ends.push(await outcome(removeOwner(registry, packages.zig.finish, actor, head, user)));
    const ends: string[] = [];
    await turns.run(
      () => remove(ada, "ada", "bob"),
      () => remove(bob, "bob", "ada"),
      () => publishTo(ada, "bob", next).catch(() => undefined),
    );
    expect(ends.sort()).toEqual(["LAST_OWNER", "done"]);
    const { owners } = await indexOf(quiet, "fresh");
    expect(owners).toHaveLength(1);
    expect((await zigHeadOf(quiet, "leaf")).owners).toEqual(owners);
  });

  inEveryOrder("keeps its bytes beside a sweep, also those that an upload left before", 60, async (turns) => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-01-01") });
    try {
      const { replica, quiet, clock } = replicasTaking(turns);
      const stopped = { ...quiet.registry.metadata, addVersion: async () => Promise.reject(new Error()) };
      await publishTo(testDomain(stopped, quiet.registry.blobs), "ada", first).catch(() => undefined);
      vi.setSystemTime(clock.time);
      const [ada, sweeper] = [replica(0.02), replica()];
      await turns.run(
        () => publishTo(ada, "ada", first),
        () => sweep(sweeper.registry),
        () => sweep(sweeper.registry),
      );
      const { archive } = (await quiet.packages.zig.archives.byVersion("leaf", "1.0.0", everybody)) ?? {};
      expect(archive?.bytes?.equals(first.archive)).toBe(true);
      expect((await indexOf(quiet, "fresh")).versions).toHaveLength(1);
      expect(quiet.logged).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("in whatever order the calls of three replicas take effect, an npm package", () => {
  inEveryOrder("keeps what was published, unpublished and deprecated at once", 60, async (turns) => {
    const { replica, quiet } = replicasTaking(turns);
    const [ada, bob, eve] = [replica(), replica(), replica()];
    for (const version of ["1.0.0", "1.1.0", "1.2.0"]) await publishNpmTo(quiet, "ada", { version });
    const deprecate = (domain: Domain, version: string) => () =>
      again(async () => {
        const document = await npmDocumentOf(domain);
        const manifest = { ...document.versions[version], deprecated: "old" };
        return send(domain, document, { ...document.versions, [version]: manifest }, false);
      });
    await turns.run(
      () => publishNpmTo(ada, "ada", { version: "2.0.0" }),
      deprecate(ada, "1.0.0"),
      () =>
        again(async () => {
          const document = await npmDocumentOf(bob);
          const { "1.1.0": _, ...versions } = document.versions;
          return send(bob, document, versions, true);
        }),
      deprecate(eve, "1.2.0"),
    );
    const { versions, "dist-tags": tags } = await npmDocumentOf(quiet);
    const deprecated = Object.entries(versions).map(([version, manifest]) => [
      version,
      manifest["deprecated"],
    ]);
    expect(deprecated).toEqual([
      ["1.0.0", "old"],
      ["1.2.0", "old"],
      ["2.0.0", undefined],
    ]);
    expect(tags["latest"]).toBe("2.0.0");
  });

  inEveryOrder(
    "that is unpublished is gone, in search too, but for what nobody saw yet",
    100,
    async (turns) => {
      const { replica, quiet, clock } = replicasTaking(turns);
      const [ada, bob, reader] = [replica(), replica(), replica()];
      await publishNpmTo(quiet, "ada", {});
      let [end, seen]: [string, readonly string[]] = ["", []];
      await turns.run(
        () => publishNpmTo(ada, "ada", { version: "2.0.0" }),
        async () => setTags(await npmChangeOf(ada), { beta: "1.0.0" }).catch(() => undefined),
        async () => {
          const { _rev, versions } = await npmDocumentOf(bob);
          seen = Object.keys(versions);
          end = await outcome(npmChangeOf(bob).then((change) => removeVersions(change, _rev, undefined)));
        },
        async () => {
          for (let looks = 0; looks < 3; looks++) {
            clock.time += 2 * second;
            const isGone = end === "done";
            if ("1.0.0" in (await npmDocumentOf(reader, looks % 2 ? "fresh" : "recent")).versions)
              expect(isGone).toBe(false);
          }
        },
      );
      const gone = end === "done" ? seen : [];
      const left = ["1.0.0", "2.0.0"].filter((version) => !gone.includes(version));
      expect(Object.keys((await npmDocumentOf(quiet)).versions)).toEqual(left);
      expect(await searched(quiet)).toEqual(left.slice(-1));
      expect(await outcome(publishNpmTo(quiet, "ada", {}))).toBe("VERSION_TAKEN");
    },
  );

  inEveryOrder("has the owners of one who replaced them", 60, async (turns) => {
    const { replica, quiet } = replicasTaking(turns);
    await publishNpmTo(quiet, "ada", {});
    for (const name of ["ada", "bob", "eve"]) await addUser(quiet.registry.metadata, name);
    const { _rev } = await npmDocumentOf(quiet);
    const made: string[] = [];
    const replace = (owner: string) => async () => {
      const domain = replica(0.02);
      const job = npmChangeOf(domain).then((change) => changeOwners(change, { _rev, maintainers: [owner] }));
      if ((await outcome(job)) === "done") made.push(owner);
    };
    await turns.run(replace("bob"), replace("eve"));
    expect((await npmHeadOf(quiet, "leaf")).owners).toEqual(made);
  });

  inEveryOrder(
    "that is made private stays so, whatever one who may not change that asks for",
    60,
    async (turns) => {
      const { replica, quiet } = replicasTaking(turns);
      const [ada, robot] = [replica(), replica()];
      await publishNpmTo(quiet, "ada", {});
      const text = { version: "2.0.0", access: "public" };
      await turns.run(
        async () =>
          setAccess(ada.registry, ada.packages.npm.finish, "ada", await npmHeadOf(ada, "leaf"), "restricted"),
        () => outcome(publishNpmTo(robot, "ada", text, ["publish"])),
      );
      expect((await npmHeadOf(quiet, "leaf")).facts.access).toBe("restricted");
      expect(await searched(quiet)).toEqual([]);
    },
  );

  inEveryOrder("keeps all tags that are set at once", 80, async (turns) => {
    const { replica, quiet } = replicasTaking(turns);
    const [ada, bob] = [replica(0.02), replica(0.02)];
    for (const version of ["1.0.0", "1.1.0"]) await publishNpmTo(quiet, "ada", { version });
    await turns.run(
      () => publishNpmTo(ada, "ada", { version: "2.0.0", tag: "next" }),
      async () => setTags(await npmChangeOf(bob), { latest: "1.0.0", beta: "1.1.0" }),
      async () => setTags(await npmChangeOf(ada), { gamma: "1.1.0" }),
    );
    const tags = { latest: "1.0.0", beta: "1.1.0", gamma: "1.1.0", next: "2.0.0" };
    expect((await npmDocumentOf(quiet))["dist-tags"]).toEqual(tags);
  });
});

const dependant = testPackage({
  name: "twig",
  id: 7,
  dependencies: dependency("leaf", "http://localhost:7117/-/zig/leaf/leaf-1.0.0.tar.gz", first.hash),
});

const isShown = async ({ facts }: PackageHead<"zig">) => facts.access === "public";

async function indexOf({ packages }: Domain, how: "fresh" | "recent") {
  const { document } = await packages.zig.documents.read(zigPackage("leaf"), "index.plain", how);
  return readIndexDocument(document?.bytes ?? Buffer.alloc(0), "leaf");
}

/** Sends a document back with other versions, as npm's clients do. */
function send(domain: Domain, document: NpmRead, versions: NpmRead["versions"], removing: boolean) {
  return outcome(
    npmChangeOf(domain).then((change) => changeVersions(change, { ...document, versions }, removing)),
  );
}

/** Does again what somebody else came between, as people do. */
async function again(change: () => Promise<string>): Promise<void> {
  for (let end = ""; end !== "done"; ) {
    end = await change();
    expect(["done", "REVISION_OLD"]).toContain(end);
  }
}

/** What everybody finds, by its version. */
async function searched({ registry }: Domain): Promise<readonly string[]> {
  const { results } = await registry.search.find({ ...parseSearch("leaf"), viewer: [], from: 0, size: 10 });
  return results.map(({ entry }) => entry.version);
}
