import { chmodSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { formatCredentials, loadCredentials, parseCredentials } from "../../src/config/credentials.ts";
import { parseEnvPair } from "../../src/config/env-file.ts";
import { loadToken, removeCredential, saveCredential, type TokenPlaces } from "../../src/config/index.ts";
import { chooseToken, type NamedRegistries, type TokenQuestion } from "../../src/config/token.ts";
import { parseUserConfig } from "../../src/config/user-config.ts";
import { type Disk, nodeDisk } from "../../src/disk/index.ts";
import { refusalOf } from "../support/failure-of.ts";
import { fc } from "../support/fast-check.ts";
import { temporaryFolder } from "../support/folders.ts";

const ours = "https://ours.example/";
const theirs = "https://theirs.example/";
const standard = "http://localhost:7117/";

describe("which token goes to which registry", () => {
  const nobody: NamedRegistries = { flag: undefined, environment: undefined, user: undefined };
  const none: TokenQuestion["tokens"] = {
    flag: undefined,
    environment: undefined,
    envFile: undefined,
    credentials: new Map(),
  };
  const flag = { flag: "by-flag" };
  const environment = { environment: "by-env" };
  const envFile = (registry: string) => ({ envFile: { registry, token: "by-file" } });
  const credentials = (registry: string) => ({
    credentials: new Map([[registry, { token: "by-login", user: undefined }]]),
  });

  test.each<
    [string, string, Partial<NamedRegistries>, Partial<TokenQuestion["tokens"]>, string | undefined, boolean]
  >([
    // What nobody but the project names is `theirs`; PANTRY_TOKEN must never reach it.
    ["PANTRY_TOKEN to the flag's registry", ours, { flag: ours }, environment, "by-env", false],
    ["PANTRY_TOKEN to the environment's", ours, { environment: ours }, environment, "by-env", false],
    ["PANTRY_TOKEN to the user's own", ours, { user: ours }, environment, "by-env", false],
    ["PANTRY_TOKEN to the default where nobody names one", standard, {}, environment, "by-env", false],
    ["PANTRY_TOKEN not to the project's", theirs, {}, environment, undefined, true],
    [
      "PANTRY_TOKEN not to the project's beside the user's own",
      theirs,
      { user: ours },
      environment,
      undefined,
      true,
    ],
    [
      "PANTRY_TOKEN to the project's where the user names it too",
      theirs,
      { user: theirs },
      environment,
      "by-env",
      false,
    ],
    [
      "PANTRY_TOKEN not to the default where the user names another",
      standard,
      { user: ours },
      environment,
      undefined,
      true,
    ],
    [
      "PANTRY_TOKEN not to another spelling",
      "https://ours.example/x/",
      { user: ours },
      environment,
      undefined,
      true,
    ],
    [
      "PANTRY_TOKEN not to plain http of the same host",
      "http://ours.example/",
      { user: ours },
      environment,
      undefined,
      true,
    ],
    ["a token by flag to the flag's registry", ours, { flag: ours }, flag, "by-flag", false],
    ["a token by flag not to the project's", theirs, { user: ours }, flag, undefined, true],

    ["the .env's to its registry, whoever names it", theirs, {}, envFile(theirs), "by-file", false],
    ["the .env's to no other", ours, { user: ours }, envFile(theirs), undefined, false],
    ["the .env's not to the default", standard, {}, envFile(theirs), undefined, false],
    ["a login's to its registry, whoever names it", theirs, {}, credentials(theirs), "by-login", false],
    ["a login's to no other", theirs, { flag: theirs }, credentials(ours), undefined, false],

    ["the flag before PANTRY_TOKEN", ours, { user: ours }, { ...flag, ...environment }, "by-flag", false],
    [
      "PANTRY_TOKEN before the .env",
      ours,
      { user: ours },
      { ...environment, ...envFile(ours) },
      "by-env",
      false,
    ],
    ["the .env before a login", ours, {}, { ...envFile(ours), ...credentials(ours) }, "by-file", false],
    [
      "a login where PANTRY_TOKEN may not go",
      theirs,
      { user: ours },
      { ...environment, ...credentials(theirs) },
      "by-login",
      false,
    ],
    [
      "the .env where PANTRY_TOKEN may not go",
      theirs,
      {},
      { ...environment, ...envFile(theirs) },
      "by-file",
      false,
    ],
    ["nothing", ours, { user: ours }, {}, undefined, false],
  ])("%s", (_, registry, named, tokens, token, withheld) => {
    const answer = chooseToken({ registry, named: { ...nobody, ...named }, tokens: { ...none, ...tokens } });
    expect(answer.token).toBe(token);
    if (answer.token === undefined) expect(answer.withheld).toBe(withheld);
  });

  test("a token that names no registry never goes where only a project points", () => {
    const url = fc.constantFrom(ours, theirs, standard);
    const maybe = fc.option(url, { nil: undefined });
    fc.assert(
      fc.property(url, fc.record({ flag: maybe, environment: maybe, user: maybe }), (registry, named) => {
        const answer = chooseToken({ registry, named, tokens: { ...none, ...flag, ...environment } });
        const isNamed = [named.flag, named.environment, named.user].includes(registry);
        const isDefault = Object.values(named).every((value) => value === undefined) && registry === standard;
        expect(answer.token !== undefined).toBe(isNamed || isDefault);
      }),
    );
  });
});

describe("a project's .env", () => {
  test.each<[string, string, string | undefined]>([
    ["both", `PANTRY_REGISTRY=${ours}\nPANTRY_TOKEN=ptry_a\n`, "ptry_a"],
    [
      "among others, in the other order, with CRLF",
      `A=1\r\nPANTRY_TOKEN=ptry_a\r\nB=2\r\nPANTRY_REGISTRY=${ours}\r\n`,
      "ptry_a",
    ],
    [
      "exported, quoted, commented",
      `export PANTRY_REGISTRY="${ours}" # ours\nexport PANTRY_TOKEN='ptry_a' # mine\n`,
      "ptry_a",
    ],
    ["with spaces", `  PANTRY_REGISTRY = ${ours}  \n\tPANTRY_TOKEN =  ptry_a\t# mine`, "ptry_a"],
    ["a registry in another spelling", "PANTRY_REGISTRY=https://OURS.example\nPANTRY_TOKEN=ptry_a", "ptry_a"],
    ["the last of two", `PANTRY_REGISTRY=${ours}\nPANTRY_TOKEN=ptry_b\nPANTRY_TOKEN=ptry_a`, "ptry_a"],
    ["a byte order mark", `\ufeffPANTRY_TOKEN=ptry_a\nPANTRY_REGISTRY=${ours}`, "ptry_a"],
    ["no token", `PANTRY_REGISTRY=${ours}`, undefined],
    ["an empty token", `PANTRY_REGISTRY=${ours}\nPANTRY_TOKEN=\n`, undefined],
    ["a token in a comment", `PANTRY_REGISTRY=${ours}\n#PANTRY_TOKEN=ptry_a`, undefined],
    [
      "other names that end alike",
      `PANTRY_REGISTRY=${ours}\nMY_PANTRY_TOKEN=ptry_a\nPANTRY_TOKEN_2=ptry_a`,
      undefined,
    ],
    ["nothing", "", undefined],
  ])("%s", (_, text, token) => {
    expect(parseEnvPair(text, ".env")).toEqual(token === undefined ? undefined : { registry: ours, token });
  });

  test.each([
    ["a token without its registry", "PANTRY_TOKEN=ptry_secret", "TOKEN_UNPAIRED"],
    ["a registry that is none", "PANTRY_TOKEN=ptry_secret\nPANTRY_REGISTRY=ours", "TOKEN_UNPAIRED"],
    [
      "a registry by plain http",
      "PANTRY_TOKEN=ptry_secret\nPANTRY_REGISTRY=http://ours.example",
      "TOKEN_UNPAIRED",
    ],
    ["a token of two words", `PANTRY_TOKEN=ptry_secret more\nPANTRY_REGISTRY=${ours}`, "TOKEN_INVALID"],
  ])("refuses %s, and does not repeat it", (_, text, code) => {
    const error = refusalOf(() => parseEnvPair(text, ".env"));
    expect(error.code).toBe(code);
    expect(`${error.message}${error.hint}`).not.toContain("ptry_secret");
  });
});

describe("credentials.toml", () => {
  const entry = fc.record({
    token: fc.stringMatching(/^[!-~]{1,20}$/),
    user: fc.option(fc.constantFrom("ana", "b-c", 'say "hi"'), { nil: undefined }),
  });
  const url = fc.constantFrom(
    ours,
    theirs,
    standard,
    "https://ours.example/with/path/",
    "https://ours.example:8443/",
  );

  test("is read as it was written, and written the same in whatever order", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(url, entry), { selector: ([key]) => key }), (entries) => {
        const text = formatCredentials(new Map(entries));
        expect(parseCredentials(text, "credentials.toml")).toEqual(new Map(entries));
        expect(formatCredentials(new Map(entries.toReversed()))).toBe(text);
      }),
    );
  });

  test.each([
    ["a token outside of quotes", "[registry.'https://ours.example/']\ntoken = ptry_secret", "TOML_SYNTAX"],
    [
      "a token twice",
      "[registry.'https://ours.example/']\ntoken = 'ptry_secret'\ntoken = 'ptry_secret'",
      "TOML_SYNTAX",
    ],
    ["an unknown key", "[registry.'https://ours.example/']\ntokn = 'ptry_secret'", "CREDENTIALS_INVALID"],
    [
      "a table where a token should be",
      "[registry]\n'https://ours.example/' = 'ptry_secret'",
      "CREDENTIALS_INVALID",
    ],
    ["no token", "[registry.'https://ours.example/']\nuser = 'ptry_secret'", "CREDENTIALS_INVALID"],
    [
      "a registry in another spelling",
      "[registry.'https://ours.example']\ntoken = 'ptry_secret'",
      "CREDENTIALS_INVALID",
    ],
    ["a registry that is none", "[registry.ours]\ntoken = 'ptry_secret'", "CREDENTIALS_INVALID"],
    [
      "a token with a line end",
      "[registry.'https://ours.example/']\ntoken = \"ptry_secret\\nX-Other: 1\"",
      "TOKEN_INVALID",
    ],
    ["a merge", "<<<<<<< ptry_secret\n", "TOML_CONFLICT"],
  ])("refuses %s, and does not repeat it", (_, text, code) => {
    const error = refusalOf(() => parseCredentials(text, "credentials.toml"));
    expect(error.code).toBe(code);
    expect(`${error.message}${error.hint}`).not.toContain("ptry_secret");
  });

  test("keeps, replaces and forgets one registry's, in a file that only its owner reads", () => {
    const home = join(temporaryFolder(), "new", "home");
    saveCredential(nodeDisk, home, ours, { token: "ptry_a", user: "ana" });
    saveCredential(nodeDisk, home, theirs, { token: "ptry_b", user: undefined });
    saveCredential(nodeDisk, home, ours, { token: "ptry_c", user: "ana" });
    expect(statSync(join(home, "credentials.toml")).mode & 0o777).toBe(0o600);
    expect(loadCredentials(nodeDisk, home)).toEqual(
      new Map([
        [ours, { token: "ptry_c", user: "ana" }],
        [theirs, { token: "ptry_b", user: undefined }],
      ]),
    );
    expect(removeCredential(nodeDisk, home, ours)).toBe(true);
    expect(removeCredential(nodeDisk, home, ours)).toBe(false);
    expect([...loadCredentials(nodeDisk, home).keys()]).toEqual([theirs]);
    expect(statSync(join(home, "credentials.toml")).mode & 0o777).toBe(0o600);
  });

  test("no file with a token in it is ever readable by others, not even for a moment", () => {
    const home = temporaryFolder();
    const modes: number[] = [];
    const watching: Disk = {
      ...nodeDisk,
      create(path, bytes, options) {
        nodeDisk.create(path, bytes, options);
        modes.push(nodeDisk.stat(path)?.mode ?? 0);
      },
    };
    saveCredential(watching, home, ours, { token: "ptry_a", user: undefined });
    saveCredential(watching, home, ours, { token: "ptry_b", user: undefined });
    expect(modes).toHaveLength(2);
    expect(modes.every((mode) => mode === 0o600)).toBe(true);
  });

  test("one that others can read is refused", () => {
    const home = temporaryFolder();
    saveCredential(nodeDisk, home, ours, { token: "ptry_a", user: undefined });
    chmodSync(join(home, "credentials.toml"), 0o644);
    const error = refusalOf(() => loadCredentials(nodeDisk, home));
    expect(error.code).toBe("CREDENTIALS_EXPOSED");
    expect(error.hint).toContain("chmod 600");
  });
});

describe("loadToken", () => {
  const from = (changed: Partial<TokenPlaces> & { readonly env?: NodeJS.ProcessEnv }): TokenPlaces => ({
    registry: ours,
    sources: {
      flags: {},
      env: changed.env ?? {},
      project: undefined,
      user: parseUserConfig(`[registry]\nurl = "${ours}"`, "config.toml"),
    },
    home: temporaryFolder(),
    projectFolder: undefined,
    typed: undefined,
    ...changed,
  });

  test("takes PANTRY_TOKEN, without the line end that a secret often has", () => {
    expect(loadToken(nodeDisk, from({ env: { PANTRY_TOKEN: "ptry_env\n" } }))).toEqual({
      token: "ptry_env",
      from: "environment",
    });
  });

  test("keeps PANTRY_TOKEN from a registry that only the project names", () => {
    expect(loadToken(nodeDisk, from({ registry: theirs, env: { PANTRY_TOKEN: "ptry_env" } }))).toEqual({
      token: undefined,
      withheld: true,
    });
  });

  test("sends PANTRY_TOKEN to the registry that PANTRY_REGISTRY names", () => {
    const env = { PANTRY_TOKEN: "ptry_env", PANTRY_REGISTRY: "https://theirs.example" };
    expect(loadToken(nodeDisk, from({ registry: theirs, env }))).toEqual({
      token: "ptry_env",
      from: "environment",
    });
  });

  test("reads the project's .env, then the credentials", () => {
    const projectFolder = temporaryFolder();
    const home = temporaryFolder();
    saveCredential(nodeDisk, home, ours, { token: "ptry_login", user: undefined });
    expect(loadToken(nodeDisk, from({ home, projectFolder }))).toEqual({
      token: "ptry_login",
      from: "credentials",
    });
    writeFileSync(join(projectFolder, ".env"), `PANTRY_REGISTRY=${ours}\nPANTRY_TOKEN=ptry_file\n`);
    expect(loadToken(nodeDisk, from({ home, projectFolder }))).toEqual({
      token: "ptry_file",
      from: "env-file",
    });
    expect(loadToken(nodeDisk, from({ home, projectFolder, registry: theirs })).token).toBeUndefined();
  });

  test("a folder called .env is none", () => {
    const projectFolder = temporaryFolder();
    mkdirSync(join(projectFolder, ".env"));
    expect(loadToken(nodeDisk, from({ projectFolder })).token).toBeUndefined();
  });

  test("a run that was given its token depends on no file", () => {
    const projectFolder = temporaryFolder();
    writeFileSync(join(projectFolder, ".env"), "PANTRY_TOKEN=for-something-else\n");
    const env = { PANTRY_TOKEN: "ptry_env" };
    expect(loadToken(nodeDisk, from({ projectFolder, env })).token).toBe("ptry_env");
    expect(refusalOf(() => loadToken(nodeDisk, from({ projectFolder }))).code).toBe("TOKEN_UNPAIRED");
  });

  test("a token that could not stand in a header is refused, and not repeated", () => {
    const error = refusalOf(() =>
      loadToken(nodeDisk, from({ env: { PANTRY_TOKEN: "ptry_secret\r\nX: 1" } })),
    );
    expect(error.code).toBe("TOKEN_INVALID");
    expect(error.exit).toBe("denied");
    expect(`${error.message}${error.hint}`).not.toContain("ptry_secret");
  });
});
