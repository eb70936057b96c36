import { describe, expect, it } from "vitest";
import { decide, patiently } from "../../../registry/attempts.ts";
import type {
  AuditRecord,
  DocumentPointer,
  Metadata,
  OrgRecord,
  PackageHead,
  PackageId,
  PackageKind,
  VersionMarks,
  VersionRecord,
} from "../../../registry/metadata/index.ts";
import { tokenRecord, userRecord } from "../support/accounts.ts";

const at = "2026-01-31T12:00:00.000Z";
const audit = (action: string, subject = "a package"): AuditRecord => ({
  at,
  actor: "ada",
  action,
  subject,
  detail: undefined,
});

/** A package of each kind, with everything that its records can say. */
const kinds: { readonly head: PackageHead; readonly version: VersionRecord }[] = [
  {
    head: headOf({ kind: "zig", key: "httpz" }, { fingerprint: "0xffffffffffffffff", access: "restricted" }),
    version: versionOf(
      { kind: "zig", key: "httpz" },
      {
        hash: "httpz-1.0.0-x",
        unpackedSizeBytes: 2 ** 41,
        fileCount: 3,
        fingerprint: "0xffffffffffffffff",
        minimumZigVersion: undefined,
        testedZigVersions: ["0.16.0"],
        modules: ["httpz"],
        artifacts: [{ name: "a", kind: "lib" }],
        dependencies: [{ name: "d", url: "https://e.x/d", hash: "d-1.0.0-x", lazy: true, within: "libs/d" }],
        signatures: [{ keyid: "k", sig: "s" }],
      },
    ),
  },
  {
    head: headOf(
      { kind: "npm", key: "@scope/name" },
      { tags: { latest: { version: "1.0.0", at }, old: { version: undefined, at } }, access: "restricted" },
    ),
    version: versionOf(
      { kind: "npm", key: "@scope/name" },
      {
        manifest: '{"name":"@scope/name"}',
        shasum: "0a",
        unpackedSizeBytes: 2 ** 41,
        fileCount: 3,
        signatures: [{ keyid: "k", sig: "s" }],
        tags: ["latest"],
        readme: "cd",
        attestations: { blob: "ef", predicateType: "https://slsa.dev/provenance/v1" },
      },
    ),
  },
];

function headOf<K extends PackageKind>(id: PackageId<K>, facts: PackageHead<K>["facts"]): PackageHead<K> {
  return { ...id, name: "Http_z", facts, owners: ["ada"], revision: 0, modified: at, change: "c0" };
}

function versionOf<K extends PackageKind>(
  id: PackageId<K>,
  facts: VersionRecord<K>["facts"],
): VersionRecord<K> {
  return {
    package: id,
    key: "1.0.0",
    version: "1.0.0+build",
    integrity: "sha512-x",
    archive: "ab",
    archiveSizeBytes: 2 ** 40,
    facts,
    publishedAt: at,
    publishedBy: "ada",
    attempt: "a1",
    yanked: false,
    deprecated: undefined,
    removed: false,
    unsettled: "a1",
  };
}

const pointerOf = (id: PackageId): DocumentPointer => ({
  package: id,
  view: "1 http://localhost:7117/",
  revision: 1,
  modified: at,
  blob: "ab",
  sections: [
    { name: "index.plain", sizeBytes: 3 },
    { name: "index.gzip", sizeBytes: 2 },
  ],
});
const user = userRecord("ada", { email: "ada@e.x" });
const token = tokenRecord("t1", "ada");

const org: OrgRecord = {
  name: "acme",
  readsAs: "acme",
  members: { ada: "owner" },
  teams: { core: { members: ["ada"], packages: { "@acme/a": "read-write" } } },
  createdAt: at,
  revision: 1,
  change: "o1",
};

/** What every adapter of the port keeps, whatever its storage does to it meanwhile. */
export function metadataContract(name: string, make: () => Metadata): void {
  describe(`metadata: ${name}`, () => {
    const hundred = Array.from({ length: 100 }, (_, index) => `attempt-${index}`);

    describe.each(kinds)("of $head.kind packages", ({ head, version }) => {
      const id: PackageId = version.package;
      const pointer = pointerOf(id);

      describe("heads", () => {
        it("are claimed once, by one of a hundred, who all learn who it was", async () => {
          const metadata = make();
          const results = await Promise.all(
            hundred.map((change) =>
              decide(
                () => metadata.claim({ ...head, owners: [change], change }, audit("claim")),
                async () => (await metadata.head(id, "fresh"))?.change === change,
              ),
            ),
          );
          const winner = hundred.filter((_, index) => results[index]);
          expect(winner).toHaveLength(1);
          const kept = await patiently(() => metadata.head(id, "fresh"));
          expect(kept).toEqual({ ...head, owners: winner, change: winner[0] });
          expect(await patiently(() => metadata.audit("a package"))).toEqual([audit("claim")]);
        });

        it("are listed in steps, those that have something to show", async () => {
          const metadata = make();
          for (const key of ["c", "a", "B", "d"]) {
            await patiently(() => metadata.claim({ ...head, key }, audit("claim")));
            if (key === "d") continue;
            await patiently(() => metadata.changeHead({ ...head, key, revision: 1 }, undefined));
          }
          const first = await patiently(() => metadata.packages(undefined, 2));
          expect(first.map(({ key }) => key)).toEqual(["B", "a"]);
          expect(await patiently(() => metadata.packages(first[1], 2))).toEqual([
            { kind: id.kind, key: "c" },
          ]);
          expect(await patiently(() => metadata.packages({ kind: id.kind, key: "c" }, 2))).toEqual([]);
        });

        it("change only from the revision that was read", async () => {
          const metadata = make();
          await patiently(() => metadata.claim(head, audit("claim")));
          const next = { ...head, owners: ["ada", "bob"], revision: 1, change: "c1" };
          await patiently(() => metadata.changeHead(next, audit("owner")));
          expect(
            await patiently(() => metadata.changeHead({ ...next, owners: [], change: "c2" }, undefined)),
          ).toBe(false);
          expect(await patiently(() => metadata.changeHead({ ...next, revision: 3 }, undefined))).toBe(false);
          expect(await patiently(() => metadata.head(id, "fresh"))).toEqual(next);
        });

        it("lose no change of a hundred that come at once", async () => {
          const metadata = make();
          await patiently(() => metadata.claim({ ...head, owners: [] }, audit("claim")));
          const addOwner = async (owner: string): Promise<void> => {
            const now = await patiently(() => metadata.head(id, "fresh"));
            if (now === undefined) throw new Error("the head is gone");
            const next = {
              ...now,
              owners: [...now.owners, owner],
              revision: now.revision + 1,
              change: owner,
            };
            const done = await decide(
              () => metadata.changeHead(next, audit("owner")),
              async () => (await metadata.head(id, "fresh"))?.owners.includes(owner) === true,
            );
            if (!done) await addOwner(owner);
          };
          await Promise.all(hundred.map(addOwner));
          const kept = await patiently(() => metadata.head(id, "fresh"));
          expect([...(kept?.owners ?? [])].sort()).toEqual([...hundred].sort());
          expect(kept?.revision).toBe(100);
        });

        it("are not there before they are claimed", async () => {
          const metadata = make();
          expect(await patiently(() => metadata.head(id, "fresh"))).toBeUndefined();
          expect(await patiently(() => metadata.changeHead({ ...head, revision: 1 }, undefined))).toBe(false);
        });
      });

      describe("versions", () => {
        it("come back as they were added", async () => {
          const metadata = make();
          await patiently(() => metadata.addVersion(version, audit("publish")));
          expect(await patiently(() => metadata.version(id, "1.0.0", "fresh"))).toEqual(version);
          expect(await patiently(() => metadata.version(id, "2.0.0", "fresh"))).toBeUndefined();
        });

        it("are published once, by one of a hundred, and never change", async () => {
          const metadata = make();
          const seen = new Set<string>();
          const results = await Promise.all(
            hundred.map(async (attempt) => {
              const won = await decide(
                () => metadata.addVersion({ ...version, attempt, integrity: attempt }, audit("publish")),
                async () => (await metadata.version(id, "1.0.0", "fresh"))?.attempt === attempt,
              );
              seen.add(
                (await patiently(() => metadata.version(id, "1.0.0", "fresh")))?.integrity ?? "nothing",
              );
              return won;
            }),
          );
          const winner = hundred.filter((_, index) => results[index]);
          expect(winner).toHaveLength(1);
          expect([...seen]).toEqual(winner);
          expect(await patiently(() => metadata.audit("a package"))).toEqual([audit("publish")]);
        });

        it("stand in the order of their publishing", async () => {
          const metadata = make();
          const times = ["2026-03-01", "2026-01-01", "2026-02-01", "2026-02-01"];
          for (const [index, day] of times.entries()) {
            const key = `${index}.0.0`;
            const publishedAt = `${day}T00:00:00.000Z`;
            await patiently(() => metadata.addVersion({ ...version, key, publishedAt }, audit("publish")));
          }
          await patiently(() =>
            metadata.addVersion({ ...version, package: { ...id, key: "other" } }, audit("publish")),
          );
          const keys = (await patiently(() => metadata.versions(id, "fresh"))).map(({ key }) => key);
          expect(keys).toEqual(["1.0.0", "2.0.0", "3.0.0", "0.0.0"]);
        });

        it("are marked where they are there, each mark by itself", async () => {
          const metadata = make();
          const mark = (marks: Partial<VersionMarks>) =>
            patiently(() => metadata.mark(id, "1.0.0", marks, "m1", audit("mark")));
          const kept = () => patiently(() => metadata.version(id, "1.0.0", "fresh"));
          expect(await mark({ yanked: true })).toBe(false);
          await patiently(() => metadata.addVersion(version, audit("publish")));
          expect(await mark({ yanked: true })).toBe(true);
          expect(await kept()).toEqual({ ...version, yanked: true, unsettled: "m1" });
          await mark({ yanked: false, deprecated: "use another" });
          expect(await kept()).toEqual({ ...version, deprecated: "use another", unsettled: "m1" });
          await mark({ deprecated: undefined, removed: true });
          expect(await kept()).toEqual({ ...version, removed: true, unsettled: "m1" });
        });

        it("that were removed are never added again", async () => {
          const metadata = make();
          await patiently(() => metadata.addVersion(version, audit("publish")));
          await patiently(() => metadata.mark(id, "1.0.0", { removed: true }, "m1", audit("remove")));
          expect(
            await patiently(() => metadata.addVersion({ ...version, attempt: "a2" }, audit("publish"))),
          ).toBe(false);
          expect((await patiently(() => metadata.versions(id, "fresh")))[0]?.removed).toBe(true);
        });
      });

      describe("what is unfinished", () => {
        const unfinished = (metadata: Metadata, view = pointer.view) =>
          patiently(() => metadata.unfinished(id.kind, view));

        it("is not a package that was only claimed", async () => {
          const metadata = make();
          await patiently(() => metadata.claim(head, audit("claim")));
          expect(await unfinished(metadata)).toEqual([]);
        });

        it("is a package with an unsettled version until that is settled", async () => {
          const metadata = make();
          await patiently(() => metadata.claim(head, audit("claim")));
          await patiently(() => metadata.addVersion(version, audit("publish")));
          await patiently(() => metadata.addVersion({ ...version, key: "2.0.0" }, audit("publish")));
          expect(await unfinished(metadata)).toEqual([id]);
          await patiently(() => metadata.settle(id, "1.0.0", "a1"));
          expect(await unfinished(metadata)).toEqual([id]);
          await patiently(() => metadata.settle(id, "2.0.0", "a1"));
          expect(await unfinished(metadata)).toEqual([]);
        });

        it("stays so when a change came after the one that is settled", async () => {
          const metadata = make();
          await patiently(() => metadata.claim(head, audit("claim")));
          await patiently(() => metadata.addVersion(version, audit("publish")));
          await patiently(() => metadata.mark(id, "1.0.0", { yanked: true }, "y1", audit("yank")));
          await patiently(() => metadata.settle(id, "1.0.0", "a1"));
          expect(await unfinished(metadata)).toEqual([id]);
          await patiently(() => metadata.settle(id, "1.0.0", "y1"));
          expect(await unfinished(metadata)).toEqual([]);
        });

        it("is a package whose document is behind its head, for each view", async () => {
          const metadata = make();
          await patiently(() => metadata.claim(head, audit("claim")));
          await patiently(() => metadata.changeHead({ ...head, revision: 1 }, undefined));
          expect(await unfinished(metadata)).toEqual([id]);
          await patiently(() => metadata.moveDocument(pointer));
          expect(await unfinished(metadata)).toEqual([]);
          expect(await unfinished(metadata, "another view")).toEqual([id]);
          const otherKind = id.kind === "zig" ? "npm" : "zig";
          expect(await patiently(() => metadata.unfinished(otherKind, "another view"))).toEqual([]);
        });
      });

      describe("documents", () => {
        it("only move forward, and tell what they leave behind", async () => {
          const metadata = make();
          const move = (revision: number, blob: string) =>
            patiently(() => metadata.moveDocument({ ...pointer, revision, blob }));
          await move(2, "two");
          expect(await move(1, "one")).toEqual({ moved: false, replaced: undefined });
          expect(await move(2, "again")).toEqual({ moved: false, replaced: undefined });
          await move(3, "three");
          const kept = await patiently(() => metadata.document(id, pointer.view, "fresh"));
          expect(kept).toEqual({ ...pointer, revision: 3, blob: "three" });
          expect(await patiently(() => metadata.document(id, "another view", "fresh"))).toBeUndefined();
        });

        it("end at the highest of a hundred that come at once", async () => {
          const metadata = make();
          await Promise.all(
            hundred.map((_, index) =>
              patiently(() =>
                metadata.moveDocument({ ...pointer, revision: (index * 37) % 100, blob: `b${index}` }),
              ),
            ),
          );
          expect((await patiently(() => metadata.document(id, pointer.view, "fresh")))?.revision).toBe(99);
        });
      });
    });

    describe("stars", () => {
      const [leaf, soup] = [
        { kind: "npm", key: "leaf" },
        { kind: "npm", key: "soup" },
      ] as const;
      it("are given and taken back, as often as one likes", async () => {
        const metadata = make();
        const set = (id: PackageId, user: string, isGiven: boolean) =>
          patiently(() => metadata.setStar(id, user, isGiven));
        await set(soup, "bob", true);
        await set(leaf, "bob", true);
        await set(leaf, "ada", true);
        await set(leaf, "ada", true);
        await set(leaf, "eve", false);
        expect(await patiently(() => metadata.starsOf(leaf, 9))).toEqual(["ada", "bob"]);
        expect(await patiently(() => metadata.starsOf({ ...leaf, kind: "zig" }, 9))).toEqual([]);
        expect(await patiently(() => metadata.starredBy("bob", 9))).toEqual([leaf, soup]);
        await set(leaf, "ada", false);
        await set(leaf, "ada", false);
        expect(await patiently(() => metadata.starsOf(leaf, 9))).toEqual(["bob"]);
        expect(await patiently(() => metadata.starredBy("ada", 9))).toEqual([]);
        await set(leaf, "cat", true);
        expect(await patiently(() => metadata.starsOf(leaf, 1))).toEqual(["bob"]);
        expect(await patiently(() => metadata.starredBy("bob", 1))).toEqual([leaf]);
      });
    });

    describe("archives", () => {
      const archive = {
        hash: "d-1.0.0-x",
        integrity: "sha512-x",
        archive: "ab",
        archiveSizeBytes: 5,
        dependencies: ["e-1.0.0-x"],
        addedAt: at,
        isShared: false,
      };
      it("stay what they were when they were added", async () => {
        const metadata = make();
        expect(await patiently(() => metadata.archive(archive.hash, "fresh"))).toBeUndefined();
        await patiently(() => metadata.addArchive(archive, audit("bring")));
        await patiently(() => metadata.addArchive({ ...archive, archive: "cd" }, undefined));
        expect(await patiently(() => metadata.archive(archive.hash, "fresh"))).toEqual(archive);
      });

      it("become shared ones, and stay those", async () => {
        const metadata = make();
        const shared = { ...archive, archive: "cd", isShared: true };
        for (const each of [archive, shared, archive, { ...shared, archive: "ef" }])
          await patiently(() => metadata.addArchive(each, undefined));
        expect(await patiently(() => metadata.archive(archive.hash, "fresh"))).toEqual(shared);
      });
    });

    describe("blobs in use", () => {
      it("are those that anything points to", async () => {
        const metadata = make();
        expect(await patiently(() => metadata.blobsInUse())).toEqual(new Map());
        for (const { version } of kinds) {
          const record = { ...version, archive: `archive of ${version.package.kind}` };
          await patiently(() => metadata.addVersion(record, audit("publish")));
        }
        const archive = {
          hash: "d-1.0.0-x",
          integrity: "x",
          archiveSizeBytes: 5,
          dependencies: [],
          addedAt: at,
          isShared: true,
        };
        await patiently(() => metadata.addArchive({ ...archive, archive: "by hash" }, undefined));
        const pointer = pointerOf({ kind: "zig", key: "httpz" });
        await patiently(() => metadata.moveDocument({ ...pointer, blob: "old document" }));
        await patiently(() => metadata.moveDocument({ ...pointer, revision: 2, blob: "document" }));
        await patiently(() => metadata.moveUpstreamDocument({ name: "a", revision: 1, blob: "upstream" }));
        const tarball = { path: "a/-/a-1.0.0.tgz", blob: "tarball", sizeBytes: 1, addedAt: at };
        await patiently(() => metadata.addUpstreamTarball(tarball));
        expect(await patiently(() => metadata.blobsInUse())).toEqual(
          new Map([
            ...["archive of zig", "archive of npm", "cd", "ef", "by hash"].map(
              (key) => [key, "only copy"] as const,
            ),
            ...["document", "upstream", "tarball"].map((key) => [key, "had again"] as const),
          ]),
        );
      });
    });

    describe("what was seen upstream", () => {
      const seen = { name: "@s/pack", revision: 1, blob: "ab" };
      const tarball = { path: "@s/pack/-/pack-1.0.0.tgz", blob: "cd", sizeBytes: 2 ** 40, addedAt: at };

      it("is as it was kept", async () => {
        const metadata = make();
        expect(await patiently(() => metadata.upstreamDocument(seen.name, "fresh"))).toBeUndefined();
        expect(await patiently(() => metadata.upstreamTarball(tarball.path, "fresh"))).toBeUndefined();
        await patiently(() => metadata.moveUpstreamDocument(seen));
        await patiently(() => metadata.addUpstreamTarball(tarball));
        expect(await patiently(() => metadata.upstreamDocument(seen.name, "fresh"))).toEqual(seen);
        expect(await patiently(() => metadata.upstreamTarball(tarball.path, "fresh"))).toEqual(tarball);
      });

      it("only moves forward, whoever comes when", async () => {
        const metadata = make();
        const revisions = hundred.map((_, index) => (index * 37) % 100);
        await Promise.all(
          revisions.map((revision) =>
            patiently(() => metadata.moveUpstreamDocument({ ...seen, revision, blob: `blob-${revision}` })),
          ),
        );
        const kept = await patiently(() => metadata.upstreamDocument(seen.name, "fresh"));
        expect(kept).toEqual({ ...seen, revision: 99, blob: "blob-99" });
      });

      it("is one tarball at a path: the first", async () => {
        const metadata = make();
        await patiently(() => metadata.addUpstreamTarball(tarball));
        await patiently(() => metadata.addUpstreamTarball({ ...tarball, blob: "ef" }));
        expect((await patiently(() => metadata.upstreamTarball(tarball.path, "fresh")))?.blob).toBe("cd");
      });
    });

    describe("accounts", () => {
      it("are made once, by one of a hundred", async () => {
        const metadata = make();
        const results = await Promise.all(
          hundred.map((attempt) =>
            decide(
              () => metadata.addUser({ ...user, attempt }, audit("sign-up", "user:ada")),
              async () => (await metadata.user("ada", "fresh"))?.attempt === attempt,
            ),
          ),
        );
        const winner = hundred.filter((_, index) => results[index]);
        expect(winner).toHaveLength(1);
        expect(await patiently(() => metadata.user("ada", "fresh"))).toEqual({ ...user, attempt: winner[0] });
        expect(await patiently(() => metadata.user("bob", "fresh"))).toBeUndefined();
      });

      it("leave no other account a name that reads the same, for good", async () => {
        const metadata = make();
        const add = (name: string) =>
          patiently(() => metadata.addUser(userRecord(name, { readsAs: "adal" }), audit("sign-up", "user")));
        await add("ada-l");
        expect(await add("ada1")).toBe(false);
        expect(await patiently(() => metadata.user("ada1", "fresh"))).toBeUndefined();
        const named = { ...org, name: "adal", readsAs: "adal" };
        expect(await patiently(() => metadata.addOrg(named, audit("org", "org:adal")))).toBe(false);
        expect(await patiently(() => metadata.org("adal", "fresh"))).toBeUndefined();
        expect(await patiently(() => metadata.audit("org:adal"))).toEqual([]);
        await patiently(() => metadata.addUser(userRecord("bob"), audit("sign-up", "user:bob")));
        const names = (await patiently(() => metadata.users())).map(({ name }) => name);
        expect(names).toEqual(["ada-l", "bob"]);
      });

      it("change only from the attempt that was read", async () => {
        const metadata = make();
        await patiently(() => metadata.addUser(user, audit("sign-up", "user:ada")));
        const change = (attempt: string, password: string) => {
          const next = { ...user, password, removedAt: at, attempt };
          return decide(
            () => metadata.changeUser(next, user.attempt, audit("password", "user:ada")),
            async () => (await metadata.user("ada", "fresh"))?.attempt === attempt,
          );
        };
        expect(await change("second", "new")).toBe(true);
        expect(await change("third", "newer")).toBe(false);
        const kept = await patiently(() => metadata.user("ada", "fresh"));
        expect(kept).toEqual({ ...user, password: "new", removedAt: at, attempt: "second" });
        const actions = (await patiently(() => metadata.audit("user:ada"))).map(({ action }) => action);
        expect(actions).toEqual(["sign-up", "password"]);
      });

      it("have tokens, found by their hash and by their user, until they are removed", async () => {
        const metadata = make();
        const other = {
          ...token,
          hash: "t2",
          rights: ["read"] as const,
          createdAt: "2026-02-01T00:00:00.000Z",
        };
        await patiently(() => metadata.addToken(token, audit("token", "user:ada")));
        await patiently(() => metadata.addToken(other, audit("token", "user:ada")));
        await patiently(() =>
          metadata.addToken({ ...token, hash: "t3", user: "bob" }, audit("token", "user:bob")),
        );
        expect(await patiently(() => metadata.token("t1", "fresh"))).toEqual(token);
        expect(await patiently(() => metadata.tokensOf("ada"))).toEqual([token, other]);
        await patiently(() => metadata.removeToken("t1", audit("revoke", "user:ada")));
        await patiently(() => metadata.removeToken("t1", audit("revoke", "user:ada")));
        expect(await patiently(() => metadata.token("t1", "fresh"))).toBeUndefined();
        expect(await patiently(() => metadata.tokensOf("ada"))).toEqual([other]);
        const actions = (await patiently(() => metadata.audit("user:ada"))).map(({ action }) => action);
        expect(actions).toEqual(["token", "token", "revoke"]);
      });

      it("have tokens with all their limits", async () => {
        const metadata = make();
        const limited = tokenRecord("t4", "ada", {
          name: "ci",
          rights: [],
          packages: ["@acme/*"],
          cidr: ["10.0.0.0/8"],
          expiresAt: at,
        });
        await patiently(() => metadata.addToken(limited, audit("token", "user:ada")));
        expect(await patiently(() => metadata.token("t4", "fresh"))).toEqual(limited);
      });
    });

    describe("organisations", () => {
      it("are found by their name and by their members, and change only from the revision that was read", async () => {
        const metadata = make();
        await patiently(() => metadata.addOrg(org, audit("org", "org:acme")));
        expect(await patiently(() => metadata.org("acme", "fresh"))).toEqual(org);
        const next = { ...org, members: { bob: "owner" as const }, teams: {}, revision: 2, change: "o2" };
        const change = (to: OrgRecord) =>
          decide(
            () => metadata.changeOrg(to, audit("change", "org:acme")),
            async () => (await metadata.org("acme", "fresh"))?.change === to.change,
          );
        expect(await patiently(() => metadata.orgsOf("ada", "fresh"))).toEqual([org]);
        expect(await change(next)).toBe(true);
        expect(await change({ ...next, change: "o3" })).toBe(false);
        expect(await patiently(() => metadata.org("acme", "fresh"))).toEqual(next);
        expect(await patiently(() => metadata.orgsOf("ada", "fresh"))).toEqual([]);
        expect(await patiently(() => metadata.orgsOf("bob", "fresh"))).toEqual([next]);
        const actions = (await patiently(() => metadata.audit("org:acme"))).map(({ action }) => action);
        expect(actions).toEqual(["org", "change"]);
      });
    });
  });
}
