import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { registryCodes } from "../../registry/errors.ts";
import { paths, publishBody, readIndexDocument, readPublishBody } from "../../src/protocol/index.ts";

const page = readFileSync(new URL("../../registry/PROTOCOL.md", import.meta.url), "utf8");
const examples = [...page.matchAll(/```(?:json|text)\n([\s\S]*?)```/g)].map(([, text]) => text ?? "");

describe("PROTOCOL.md", () => {
  it("shows an index document that is one", () => {
    const document = readIndexDocument(Buffer.from(examples[0] ?? ""), "httpz");
    expect(document.versions[0]?.dependencies).toHaveLength(1);
  });

  it("names every field of the document", () => {
    const [version] = JSON.parse(examples[0] ?? "{}").versions;
    expect(Object.keys(version).sort()).toEqual(
      [
        ...[
          "about",
          "archive",
          "archiveSizeBytes",
          "artifacts",
          "dependencies",
          "deprecated",
          "fileCount",
          "fingerprint",
          "hash",
        ],
        ...["integrity", "minimumZigVersion", "modules", "publishedAt", "signatures", "testedZigVersions"],
        ...["unpackedSizeBytes", "version", "yanked"],
      ].sort(),
    );
  });

  it("shows the facts of a publish as they are read", () => {
    const facts = JSON.parse(examples[1] ?? "");
    expect(readPublishBody(publishBody(facts, Buffer.from("x"))).facts).toEqual(facts);
    expect(readPublishBody(Buffer.from(`${examples[1]}x`)).archive.toString()).toBe("x");
  });

  it("names every code with its status", () => {
    for (const [code, { status }] of Object.entries(registryCodes)) {
      // 500 is for whoever starts the registry: no client sees these.
      if (status !== 500) expect(page).toMatch(new RegExp(`^\\| \`${code}\` +\\| ${status} +\\|`, "m"));
    }
    const named = [...page.matchAll(/^\| `([A-Z_]+)` +\| \d+ +\|/gm)].map(([, code]) => code);
    expect(named.filter((code) => !Object.hasOwn(registryCodes, code ?? ""))).toEqual([]);
  });

  it("names every address that clients use", () => {
    const shown = [
      paths.ping,
      paths.whoami,
      paths.webLogin,
      paths.tokens,
      paths.keys,
      paths.search,
      paths.advisories,
      paths.npmAdvisories,
      "-/user/org.couchdb.user:<name>",
      "-/user/token/<token>",
      "-/npm/v1/tokens/token/<key>",
      "<name>?write=true",
      "<name>/<version or tag>",
      "<name>/-/<file>.tgz",
      "<name>/-rev/<rev>",
      "<name>/-/<file>.tgz/-rev/<rev>",
      "-/npm/v1/attestations/<name>@<version>",
      "-/package/<name>/dist-tags",
      "-/package/<name>/dist-tags/<tag>",
      "-/package/<name>/visibility",
      "-/package/<name>/access",
      "-/user/<user>/package",
      "-/package/<name>/collaborators",
      "-/package/<name>/owners",
      "-/package/<name>/owners/<user>",
      "-/zig/<name>",
      "-/zig/<name>/<name>-<version>.tar.gz",
      "-/zig/by-hash/<hash>.tar.gz",
      "-/zig/<name>/<version>",
      "-/zig/<name>/<version>/yank",
      "-/zig/<name>/<version>/deprecation",
      "-/zig/<name>/owners",
      "-/zig/<name>/owners/<user>",
    ];
    for (const path of shown) expect(page).toContain(`/${path}`);
  });
});
