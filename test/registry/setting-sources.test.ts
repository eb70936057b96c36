import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { collectOptions } from "../../registry/setting-sources.ts";
import { temporaryFolder } from "../support/folders.ts";

function collect(from: {
  readonly flags?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** registry.toml in the data folder. */
  readonly file?: string;
}) {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "data"));
  if (from.file !== undefined) writeFileSync(join(folder, "data", "registry.toml"), from.file);
  const flags = { data: "data", ...from.flags };
  const options = collectOptions({ flag: (key) => Reflect.get(flags, key), env: from.env ?? {}, folder });
  return { folder, options };
}

describe("settings of the registry", () => {
  it("come from the flag, then the environment, then the file", () => {
    const file = 'port = 1\nhost = "a"\npublic-url = "https://file.example"\n';
    const env = { PANTRY_REGISTRY_PORT: "2", PANTRY_REGISTRY_HOST: "b" };
    const { folder, options } = collect({ flags: { port: "3" }, env, file });
    expect(options).toMatchObject({
      dataFolder: join(folder, "data"),
      port: 3,
      host: "b",
      publicUrl: "https://file.example",
    });
  });

  it("are all understood in the file", () => {
    const { options } = collect({
      file: `
        trusted-proxies = ["10.0.0.0/8", "::1"]
        metrics-from = "192.168.0.0/16"
        upload-limit = "20MB"
        requests-per-minute = 10
        changes-per-minute = 5
        sign-up = "closed"
        read-only = true
        [upstream]
        url = "https://npm.example"
        allow = ["@acme/*"]
        [upstream.scopes."@other"]
        url = "https://other.example"
        token = "secret"
      `,
    });
    expect(options).toMatchObject({
      trustedProxies: ["10.0.0.0/8", "::1"],
      metricsFrom: ["192.168.0.0/16"],
      uploadLimitBytes: 20 * 1024 * 1024,
      requestsPerMinute: 10,
      changesPerMinute: 5,
      signUp: "closed",
      readOnly: true,
      upstream: {
        url: "https://npm.example",
        allow: ["@acme/*"],
        scopes: { "@other": { url: "https://other.example", token: "secret" } },
      },
    });
    expect(collect({ file: "upstream = false" }).options.upstream).toBe(false);
  });

  it("stand in another file where `config` names it, with a path that begins there", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "my.toml"), 'data = "here"\nport = 4\n');
    const options = collectOptions({
      flag: () => undefined,
      env: { PANTRY_REGISTRY_CONFIG: "my.toml" },
      folder,
    });
    expect(options).toMatchObject({ dataFolder: join(folder, "here"), port: 4 });
  });

  it.each<[string, Parameters<typeof collect>[0], RegExp]>([
    ["a misspelt setting", { file: "prot = 1" }, /registry\.toml: `prot` is no setting/],
    ["a port that is none", { flags: { port: "http" } }, /--port: `http` is no whole number/],
    ["a port beyond all", { env: { PANTRY_REGISTRY_PORT: "65536" } }, /PANTRY_REGISTRY_PORT: `65536`/],
    ["a size that is none", { file: 'upload-limit = "big"' }, /`upload-limit`: `big` is no size/],
    [
      "a proxy that is none",
      { flags: { "trusted-proxies": "10.0.0.0/8,x" } },
      /no block of addresses in `x`/,
    ],
    ["neither open nor closed", { file: 'sign-up = "no"' }, /neither open nor closed/],
    ["neither true nor false", { env: { PANTRY_REGISTRY_READ_ONLY: "yes" } }, /neither true nor false/],
    ["a table for a value", { file: "[port]\nx = 1" }, /`port` is no text/],
    ["an upstream that is none", { file: "upstream = true" }, /`upstream` is no table/],
    ["a misspelt upstream", { file: "[upstream]\nurls = 1" }, /no setting `urls`/],
    ["a scope without an address", { file: '[upstream.scopes."@a"]\ntoken = "x"' }, /has no `url`/],
    ["a file that is not there", { flags: { config: "none.toml" } }, /cannot read .*none\.toml/],
  ])("with %s are refused, with the place", (_, from, message) => {
    expect(() => collect(from)).toThrowError(
      expect.objectContaining({
        code: "SETTINGS_INVALID",
        exit: "usage",
        message: expect.stringMatching(message),
        hint: expect.any(String),
      }),
    );
  });

  it("that are misspelt come with what was probably meant", () => {
    expect(() => collect({ file: 'publc-url = "x"' })).toThrowError(
      expect.objectContaining({ hint: "did you mean `public-url`?" }),
    );
  });

  it("never repeat a token in an error about the file", () => {
    expect(() => collect({ file: '[upstream]\ntoken = "secret' })).toThrowError(
      expect.objectContaining({ code: "TOML_SYNTAX", message: expect.not.stringContaining("secret") }),
    );
  });
});
