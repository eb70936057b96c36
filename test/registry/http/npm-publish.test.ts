import { createHash, createPublicKey, verify } from "node:crypto";
import { once } from "node:events";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { packTarGz } from "../../../src/archive/index.ts";
import { temporaryFolder } from "../../support/folders.ts";
import { integrityOf, npmDocument, npmTarball, publishNpm, sendNpm } from "../support/npm.ts";
import { file, link } from "../support/package.ts";
import { ask, signUp, testRegistry } from "../support/registry.ts";

const registryWithAda = async () => {
  const registry = await testRegistry();
  return { registry, token: await signUp(registry, "ada") };
};

describe("publishing to npm's address", () => {
  it("takes a version that is deprecated from the start", async () => {
    const { registry, token } = await registryWithAda();
    await publishNpm(registry, token, { version: "1.0.0", manifest: { deprecated: "use 2.0" } });
    await publishNpm(registry, token, { version: "1.1.0", manifest: { deprecated: false } });
    for (const accept of ["*/*", "application/vnd.npm.install-v1+json"]) {
      const { versions } = (await ask(registry, "GET", "leaf", { headers: { accept } })).json() as {
        versions: Record<string, { deprecated?: unknown }>;
      };
      const shown = Object.values(versions).map(({ deprecated }) => deprecated);
      expect(shown).toEqual(["use 2.0", undefined]);
    }
  });

  it("makes a version that stands in the documents with what the registry knows itself", async () => {
    const { registry, token } = await registryWithAda();
    const text = {
      manifest: {
        description: "a leaf",
        scripts: { postinstall: "x" },
        dependencies: { b: "^1" },
        custom: [1],
      },
      readme: "# Leaf",
      files: { "index.js": "1" },
    };
    const tarball = npmTarball(text);
    expect((await publishNpm(registry, token, text)).json()).toEqual({ ok: true, success: true });
    const full = (await ask(registry, "GET", "leaf")).json();
    expect(full).toMatchObject({
      _id: "leaf",
      name: "leaf",
      description: "a leaf",
      "dist-tags": { latest: "1.0.0" },
      maintainers: [{ name: "ada", email: "" }],
      readme: "# Leaf",
      versions: {
        "1.0.0": {
          name: "leaf",
          version: "1.0.0",
          scripts: { postinstall: "x" },
          custom: [1],
          _npmUser: { name: "ada" },
          dist: {
            integrity: integrityOf(tarball),
            shasum: createHash("sha1").update(tarball).digest("hex"),
            tarball: `${registry.url}leaf/-/leaf-1.0.0.tgz`,
            fileCount: 2,
          },
        },
      },
    });
    const short = await ask(registry, "GET", "leaf", {
      headers: { accept: "application/vnd.npm.install-v1+json; q=1.0, */*" },
    });
    const { versions, ...rest } = short.json() as { versions: Record<string, Record<string, unknown>> };
    expect(Object.keys(rest).sort()).toEqual(["dist-tags", "modified", "name", "time"]);
    expect(Object.keys(versions["1.0.0"] ?? {}).sort()).toEqual(
      ["dependencies", "dist", "hasInstallScript", "name", "version"].sort(),
    );
    expect((await ask(registry, "GET", "leaf/-/leaf-1.0.0.tgz")).body.equals(tarball)).toBe(true);
  });

  it("signs `name@version:integrity` with a key that it shows", async () => {
    const { registry, token } = await registryWithAda();
    await publishNpm(registry, token, { name: "@ada/leaf" });
    const { versions } = (await ask(registry, "GET", "@ada/leaf")).json() as {
      versions: { "1.0.0": { dist: { integrity: string; signatures: { keyid: string; sig: string }[] } } };
    };
    const { integrity, signatures } = versions["1.0.0"].dist;
    const { keys } = (await ask(registry, "GET", "-/npm/v1/keys")).json() as {
      keys: { keyid: string; key: string }[];
    };
    const [signature] = signatures;
    const key = keys.find(({ keyid }) => keyid === signature?.keyid)?.key ?? "";
    const publicKey = createPublicKey({ key: Buffer.from(key, "base64"), format: "der", type: "spki" });
    const text = Buffer.from(`@ada/leaf@1.0.0:${integrity}`);
    expect(verify("sha256", text, publicKey, Buffer.from(signature?.sig ?? "", "base64"))).toBe(true);
  });

  it("takes a version once, also after it was unpublished", async () => {
    const { registry, token } = await registryWithAda();
    await publishNpm(registry, token);
    const again = await publishNpm(registry, token, { files: { other: "bytes" } });
    expect([again.status, again.json()["code"]]).toEqual([409, "VERSION_TAKEN"]);
    const { _rev } = (await ask(registry, "GET", "leaf?write=true")).json();
    expect((await ask(registry, "DELETE", `leaf/-rev/${_rev}`, { token })).status).toBe(200);
    expect((await publishNpm(registry, token)).json()["code"]).toBe("VERSION_TAKEN");
    expect((await publishNpm(registry, token, { version: "1.0.1" })).status).toBe(201);
    expect((await ask(registry, "GET", "leaf")).json()["dist-tags"]).toEqual({ latest: "1.0.1" });
  });

  it("is for those who may: others get a refusal, and nothing is changed", async () => {
    const { registry, token } = await registryWithAda();
    const bob = await signUp(registry, "bob");
    await publishNpm(registry, token);
    expect((await publishNpm(registry, undefined, { version: "2.0.0" })).status).toBe(401);
    expect((await publishNpm(registry, bob, { version: "2.0.0" })).json()["code"]).toBe("NOT_OWNER");
    expect((await publishNpm(registry, bob, { name: "@ada/x" })).json()["code"]).toBe("SCOPE_TAKEN");
    expect((await ask(registry, "GET", "leaf/2.0.0")).status).toBe(404);
    await publishNpm(registry, token, { name: "secret", access: "restricted" });
    const hidden = (await publishNpm(registry, bob, { name: "secret", version: "2.0.0" })).json();
    expect(hidden["code"]).toBe("NAME_TAKEN");
    expect(JSON.stringify(hidden)).not.toContain("ada");
  });

  it("is not even read from those who may not, where it is large", async () => {
    const { registry, token } = await registryWithAda();
    await publishNpm(registry, token);
    const eve = await signUp(registry, "eve");
    const headers = { authorization: `Bearer ${eve}`, "content-length": 50_000_000 };
    const sent = request(`${registry.url}leaf`, { method: "PUT", headers, agent: false });
    sent.on("error", () => {}).write("{");
    const [answer] = await once(sent, "response");
    expect([answer.statusCode, JSON.parse(await text(answer)).code]).toEqual([403, "NOT_OWNER"]);
    sent.destroy();
  });

  it("gives the tag that was asked for, and `latest` to whatever is highest where nobody set it", async () => {
    const { registry, token } = await registryWithAda();
    const tags = async () => (await ask(registry, "GET", "leaf")).json()["dist-tags"];
    await publishNpm(registry, token, { version: "1.0.0-beta.1", tag: "beta" });
    expect(await tags()).toEqual({ latest: "1.0.0-beta.1", beta: "1.0.0-beta.1" });
    await publishNpm(registry, token, { version: "1.0.0", tag: "stable" });
    expect(await tags()).toEqual({ latest: "1.0.0", beta: "1.0.0-beta.1", stable: "1.0.0" });
    await publishNpm(registry, token, { version: "0.9.0" });
    expect(await tags()).toMatchObject({ latest: "0.9.0" });
  });

  it("keeps attestations that are about the tarball", async () => {
    const { registry, token } = await registryWithAda();
    const document = npmDocument();
    const bundleFor = (digest: string) => ({
      mediaType: "application/vnd.dev.sigstore.bundle+json;version=0.2",
      dsseEnvelope: {
        payload: Buffer.from(
          JSON.stringify({
            predicateType: "https://slsa.dev/provenance/v1",
            subject: [{ name: "pkg:npm/leaf@1.0.0", digest: { sha512: digest } }],
          }),
        ).toString("base64"),
      },
    });
    const attach = (digest: string) => ({
      ...document,
      _attachments: {
        ...document._attachments,
        "leaf-1.0.0.sigstore": { data: JSON.stringify(bundleFor(digest)), length: 1 },
      },
    });
    expect((await sendNpm(registry, token, attach("00"))).json()["code"]).toBe("ATTESTATION_REFUSED");
    const digest = createHash("sha512").update(npmTarball()).digest("hex");
    expect((await sendNpm(registry, token, attach(digest))).status).toBe(201);
    const { dist } = (await ask(registry, "GET", "leaf/latest")).json() as {
      dist: { attestations: { url: string; provenance: unknown } };
    };
    expect(dist.attestations.provenance).toEqual({ predicateType: "https://slsa.dev/provenance/v1" });
    const shown = await ask(registry, "GET", dist.attestations.url);
    expect(shown.json()["attestations"]).toEqual([
      { predicateType: "https://slsa.dev/provenance/v1", bundle: bundleFor(digest) },
    ]);
    expect((await ask(registry, "GET", "-/npm/v1/attestations/leaf@2.0.0")).status).toBe(404);
  });

  it("keeps an upload in a file while it arrives, and takes the file away", async () => {
    const folder = temporaryFolder();
    const before = process.env["TMPDIR"];
    process.env["TMPDIR"] = folder;
    try {
      const { registry, token } = await registryWithAda();
      const noise = Buffer.alloc(3_000_000, 0).map((_, index) => (index * 7919) >> 3);
      const text = { files: { "noise.bin": Buffer.from(noise).toString("latin1") } };
      expect((await publishNpm(registry, token, text)).status).toBe(201);
      const { body } = await ask(registry, "GET", "leaf/-/leaf-1.0.0.tgz");
      expect(body.equals(npmTarball(text))).toBe(true);
    } finally {
      if (before === undefined) delete process.env["TMPDIR"];
      else process.env["TMPDIR"] = before;
    }
  });
});

describe("what cannot be published is refused", () => {
  const document = npmDocument();
  const attachment = Object.values(document._attachments)[0];
  const version = document.versions["1.0.0"] as Record<string, unknown>;
  const tarballOf = (entries: Parameters<typeof packTarGz>[0]) => packTarGz(entries, { root: "package" });

  const refused: [string, string, Readonly<Record<string, unknown>>][] = [
    [
      "two versions",
      "PUBLISH_INVALID",
      { ...document, versions: { ...document.versions, "2.0.0": version } },
    ],
    ["no version", "PUBLISH_INVALID", { ...document, versions: {} }],
    [
      "what is no version",
      "PUBLISH_INVALID",
      { ...document, versions: { one: { ...version, version: "one" } } },
    ],
    [
      "a manifest of another name",
      "PUBLISH_INVALID",
      { ...document, versions: { "1.0.0": { ...version, name: "other" } } },
    ],
    [
      "a manifest of another version",
      "PUBLISH_INVALID",
      { ...document, versions: { "1.0.0": { ...version, version: "2.0.0" } } },
    ],
    [
      "two tarballs",
      "DOCUMENT_UNREADABLE",
      { ...document, _attachments: { "a.tgz": attachment, "b.tgz": attachment } },
    ],
    [
      "other attachments",
      "PUBLISH_INVALID",
      { ...document, _attachments: { ...document._attachments, "x.exe": {} } },
    ],
    [
      "an attachment without data",
      "PUBLISH_INVALID",
      { ...document, _attachments: { "leaf-1.0.0.tgz": {} } },
    ],
    [
      "what is no base64",
      "DOCUMENT_UNREADABLE",
      { ...document, _attachments: { "leaf-1.0.0.tgz": { data: "H4sI*AAA" } } },
    ],
    [
      "base64 that is cut",
      "DOCUMENT_UNREADABLE",
      { ...document, _attachments: { "leaf-1.0.0.tgz": { data: "H4sIA" } } },
    ],
    ["no gzip at all", "ARCHIVE_DAMAGED", npmDocument({}, Buffer.from("not an archive"))],
    ["a tarball of another package", "MANIFEST_DIFFERS", npmDocument({}, npmTarball({ name: "evil" }))],
    ["a tarball of another version", "MANIFEST_DIFFERS", npmDocument({}, npmTarball({ version: "6.6.6" }))],
    [
      "a tarball without a package.json",
      "TARBALL_REFUSED",
      npmDocument({}, tarballOf([file("index.js", "")])),
    ],
    [
      "a tarball whose package.json is a link",
      "TARBALL_REFUSED",
      npmDocument(
        {},
        tarballOf([
          file("real.json", '{"name":"leaf","version":"1.0.0"}'),
          link("package.json", "real.json"),
        ]),
      ),
    ],
    [
      "other bytes than the document says",
      "HASH_DIFFERS",
      {
        ...document,
        versions: { "1.0.0": { ...version, dist: { integrity: integrityOf(Buffer.from("others")) } } },
      },
    ],
    ["a tag that is a range", "TAG_INVALID", { ...document, "dist-tags": { "1.x": "1.0.0" } }],
    ["a tag with a slash", "TAG_INVALID", { ...document, "dist-tags": { "a/b": "1.0.0" } }],
    ["a tag for another version", "PUBLISH_INVALID", { ...document, "dist-tags": { latest: "2.0.0" } }],
    ["an access that is none", "PUBLISH_INVALID", { ...document, access: "secret" }],
    ["capital letters", "NAME_INVALID", npmDocument({ name: "Leaf" })],
    ["a name of Node's", "NAME_INVALID", npmDocument({ name: "fs" })],
    ["a name that begins with a dot", "NAME_INVALID", npmDocument({ name: ".leaf" })],
  ];

  it.each(refused)("%s: %s", async (_, code, sent) => {
    const { registry, token } = await registryWithAda();
    const answer = await sendNpm(registry, token, sent);
    expect(answer.json()["code"]).toBe(code);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect((await ask(registry, "GET", "leaf")).status).toBe(404);
  });

  it.each([
    [
      "a name in the document that is not the address's",
      '{"name":"other","_attachments":{"a.tgz":{"data":""}},"versions":{}}',
      "PUBLISH_INVALID",
    ],
    ["what is no JSON", '{"name":', "DOCUMENT_UNREADABLE"],
    ["what is no object", "[]", "CHANGE_INVALID"],
    ["objects in objects without end", `${'{"a":'.repeat(101)}1${"}".repeat(101)}`, "DOCUMENT_UNREADABLE"],
    ["lists in lists without end", "[".repeat(100_000), "DOCUMENT_UNREADABLE"],
    [
      "a key that becomes a prototype",
      '{"name":"leaf","__proto__":{},"_attachments":{"a.tgz":{"data":""}}}',
      "PUBLISH_INVALID",
    ],
  ])("%s", async (_, body, code) => {
    const { registry, token } = await registryWithAda();
    const answer = await ask(registry, "PUT", "leaf", { token, body: Buffer.from(body) });
    expect(answer.json()["code"]).toBe(code);
  });

  it("a name that reads like one that is there", async () => {
    const { registry, token } = await registryWithAda();
    await publishNpm(registry, token, { name: "left-pad" });
    for (const name of ["leftpad", "left.pad", "left_pad"]) {
      expect((await publishNpm(registry, token, { name })).json()["code"]).toBe("NAME_TAKEN");
    }
    expect((await ask(registry, "GET", "leftpad")).status).toBe(404);
  });

  it("more than the limit, as soon as it is seen", async () => {
    const registry = await testRegistry({ uploadLimitBytes: 1000 });
    const token = await signUp(registry, "ada");
    const big = npmDocument({}, Buffer.alloc(1001));
    const answer = await sendNpm(registry, token, big);
    expect([answer.status, answer.json()["code"]]).toEqual([413, "BODY_TOO_LARGE"]);
  });
});
