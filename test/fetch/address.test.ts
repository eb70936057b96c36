import { describe, expect, test } from "vitest";
import { PantryError } from "../../src/errors.ts";
import { formatAddress, parseAddress } from "../../src/fetch/index.ts";
import { refusalOf } from "../support/failure-of.ts";
import { fc } from "../support/fast-check.ts";

const commit = "0123456789abcdef0123456789abcdef01234567";

function git(url: string, ref?: string, pinned?: string) {
  return { kind: "git", url, ref, commit: pinned };
}

function archive(url: string) {
  return { kind: "archive", url };
}

describe("addresses that are taken", () => {
  test.each([
    ["https://host.example/x.tar.gz", archive("https://host.example/x.tar.gz")],
    ["HTTPS://host.example/x.tar.gz", archive("HTTPS://host.example/x.tar.gz")],
    ["https://host.example:8443/a/@b/x.zip?v=1#f", archive("https://host.example:8443/a/@b/x.zip?v=1#f")],
    ["http://localhost/x.tar", archive("http://localhost/x.tar")],
    ["http://127.0.0.1:8000/x.tar", archive("http://127.0.0.1:8000/x.tar")],
    ["http://127.9.8.7/x.tar", archive("http://127.9.8.7/x.tar")],
    ["http://[::1]:80/x.tar", archive("http://[::1]:80/x.tar")],
    ["git+https://host.example/o/r", git("git+https://host.example/o/r")],
    ["git+https://host.example/o/r.git/", git("git+https://host.example/o/r.git/")],
    ["git+http://localhost:1/r", git("git+http://localhost:1/r")],
    ["git+https://h.example/r#main", git("git+https://h.example/r", "main")],
    ["git+https://h.example/r#feature%2Fx", git("git+https://h.example/r", "feature/x")],
    ["git+https://h.example/r#+a", git("git+https://h.example/r", "+a")],
    ["git+https://h.example/r#v1.0.0+b", git("git+https://h.example/r", "v1.0.0+b")],
    ["git+https://h.example/r#%C3%BC", git("git+https://h.example/r", "ü")],
    ["git+https://h.example/r?ref=v1", git("git+https://h.example/r", "v1")],
    [`git+https://h.example/r#${commit}`, git("git+https://h.example/r", undefined, commit)],
    [`git+https://h.example/r#${commit.toUpperCase()}`, git("git+https://h.example/r", undefined, commit)],
    [`git+https://h.example/r?ref=v1#${commit}`, git("git+https://h.example/r", "v1", commit)],
    ["git+https://h.example/r?ref=v1#v2", git("git+https://h.example/r", "v2")],
    ["github:owner/repo", git("git+https://github.com/owner/repo")],
    ["github:owner/repo.git", git("git+https://github.com/owner/repo")],
    ["GitHub:o-w/r.e_p-o@v1.0.0", git("git+https://github.com/o-w/r.e_p-o", "v1.0.0")],
    ["github:owner/repo@feature/x", git("git+https://github.com/owner/repo", "feature/x")],
    [`github:owner/repo@${commit}`, git("git+https://github.com/owner/repo", undefined, commit)],
  ])("%s", (text, expected) => {
    expect(parseAddress(text, { adopted: false })).toEqual(expected);
  });

  test.each([
    ["http://host.example/x.tar.gz", archive("http://host.example/x.tar.gz")],
    ["git+http://host.example/r#main", git("git+http://host.example/r", "main")],
    [`git+https://h.example/r?a=b&ref=v1#${commit}`, git("git+https://h.example/r", "v1", commit)],
  ])("beside a hash in a zon only: %s", (text, expected) => {
    expect(parseAddress(text, { adopted: true })).toEqual(expected);
    expect(() => parseAddress(text, { adopted: false })).toThrow(PantryError);
  });
});

describe("addresses that are refused", () => {
  test.each([
    ["", "ADDRESS_INVALID", /it is empty/],
    ["httpz", "ADDRESS_INVALID", /`httpz` is no address.*github:owner\/repo/],
    ["host.example/x.tar.gz", "ADDRESS_INVALID", /is no address/],
    ["https:host.example/x", "ADDRESS_INVALID", /https:\/\/host\/path/],
    ["https:///x", "ADDRESS_INVALID", /https:\/\/host\/path/],
    ["https://h.example:99999/x", "ADDRESS_INVALID", /is no address/],
    ["https://h.example/a b", "ADDRESS_INVALID", /percent-encoded/],
    ["https://h.example/ü", "ADDRESS_INVALID", /percent-encoded/],
    ["https://h.example\\@evil.example/x", "ADDRESS_INVALID", /characters/],
    ["https://h.example/x\u001b[31m", "ADDRESS_INVALID", /characters/],
    ["https://h.example/x\n", "ADDRESS_INVALID", /characters/],
    ["file:///etc/passwd", "ADDRESS_SCHEME", /by file.*\.\/path/],
    ["ftp://h.example/x.tar.gz", "ADDRESS_SCHEME", /by ftp.*https:/],
    ["ssh://git@h.example/r", "ADDRESS_SCHEME", /by ssh.*git\+https/],
    ["git+ssh://h.example/r", "ADDRESS_SCHEME", /by git\+ssh.*git\+https/],
    ["git@github.com:owner/repo.git", "ADDRESS_SCHEME", /by ssh.*git\+https/],
    ["git://h.example/r", "ADDRESS_SCHEME", /by git.*git\+https/],
    ["git+file:///r", "ADDRESS_SCHEME", /git\+file/],
    ["s3://bucket/x.tar.gz", "ADDRESS_SCHEME", /by s3.*https/],
    ["constructor://x/y", "ADDRESS_SCHEME", /by constructor.*packages come by/],
    ["javascript:alert(1)", "ADDRESS_SCHEME", /javascript/],
    ["https://user@h.example/x", "ADDRESS_CREDENTIALS", /on h.example carries/],
    ["https://user:hunter2@h.example/x", "ADDRESS_CREDENTIALS", /on h.example carries.*build.zig.zon/],
    ["https://:hunter2@h.example/x", "ADDRESS_CREDENTIALS", /carries/],
    ["https://@h.example/x", "ADDRESS_CREDENTIALS", /carries/],
    ["git+https://hunter2@h.example/r", "ADDRESS_CREDENTIALS", /carries/],
    ["https://user:hunter2/more@h.example/x", "ADDRESS_INVALID", /is no address/],
    ["https://user:hunter2 more@h.example/x", "ADDRESS_INVALID", /characters/],
    ["ftp://user:hunter2@h.example/x", "ADDRESS_SCHEME", /by ftp/],
    ["user:hunter2@h.example:r", "ADDRESS_SCHEME", /cannot be fetched/],
    ["http://h.example/x.tar.gz", "ADDRESS_PLAIN_HTTP", /plain http.*use https:/],
    ["git+http://h.example/r", "ADDRESS_PLAIN_HTTP", /plain http.*use git\+https:/],
    ["http://127.0.0.1.h.example/x", "ADDRESS_PLAIN_HTTP", /plain http/],
    ["http://localhost.h.example/x", "ADDRESS_PLAIN_HTTP", /plain http/],
    ["http://0.0.0.0/x", "ADDRESS_PLAIN_HTTP", /plain http/],
    ["github:owner", "ADDRESS_INVALID", /names no repository/],
    ["github:owner/repo/more", "ADDRESS_INVALID", /names no repository/],
    ["github:owner/..", "ADDRESS_INVALID", /names no repository/],
    ["github:owner/repo@", "ADDRESS_INVALID", /names no repository/],
    ["github:owner/repo@--upload-pack=x", "ADDRESS_REF", /no name that a git branch/],
    ["git+https://h.example/r?tag=v1", "ADDRESS_INVALID", /query.*\?ref=NAME/],
    ["git+https://h.example/r#", "ADDRESS_REF", /no name/],
    ["git+https://h.example/r#-x", "ADDRESS_REF", /no name/],
    ["git+https://h.example/r?ref=--exec=x", "ADDRESS_REF", /no name/],
    ["git+https://h.example/r#a:b", "ADDRESS_REF", /no name/],
    ["git+https://h.example/r#a*", "ADDRESS_REF", /no name/],
    ["git+https://h.example/r#a..b", "ADDRESS_REF", /no name/],
    ["git+https://h.example/r#a%0Ab", "ADDRESS_REF", /no name/],
    ["git+https://h.example/r#a%00b", "ADDRESS_REF", /no name/],
    ["git+https://h.example/r#%FF", "ADDRESS_INVALID", /percent sign/],
    ["git+https://h.example/r#main.lock", "ADDRESS_REF", /no name/],
    [`git+https://h.example/r#${"a".repeat(64)}`, "GIT_SHA256", /SHA-256/],
  ] as const)("%s", (text, code, says) => {
    const error = failure(text);
    expect(`${error.message} ${error.hint}`).toMatch(says);
    expect(error.code).toBe(code);
    expect(`${error.message} ${error.hint}`).not.toContain("hunter2");
    expect(error.message).not.toMatch(/\p{Cc}/u);
  });
});

describe("as it stands in a zon", () => {
  test.each([
    ["https://h.example/x.tar.gz?a=b", "https://h.example/x.tar.gz?a=b"],
    [`git+https://h.example/r#${commit}`, `git+https://h.example/r#${commit}`],
    [`git+https://h.example/r?ref=v1.0.0+b#${commit}`, `git+https://h.example/r?ref=v1.0.0+b#${commit}`],
    [`git+https://h.example/r?ref=feature%2Fx#${commit}`, `git+https://h.example/r?ref=feature/x#${commit}`],
    [`git+https://h.example/r?ref=a%26b%23c#${commit}`, `git+https://h.example/r?ref=a%26b%23c#${commit}`],
    ["github:owner/repo@v1", "git+https://github.com/owner/repo#v1"],
    ["git+https://h.example/r", "git+https://h.example/r"],
  ])("%s", (text, expected) => {
    expect(formatAddress(parseAddress(text, { adopted: false }))).toBe(expected);
  });

  test("any ref survives being written and read", () => {
    const ref = fc.string({ unit: "binary", minLength: 1, maxLength: 40 });
    const pinned = fc.option(fc.stringMatching(/^[0-9a-f]{40}$/), { nil: undefined });
    fc.assert(
      fc.property(ref, pinned, (name, id) => {
        const address = { kind: "git", url: "git+https://h.example/r", ref: name, commit: id } as const;
        fc.pre(!/^([0-9a-f]{40}|[0-9a-f]{64})$/i.test(name));
        const text = formatAddress(address);
        expect(text).toMatch(/^[!-~]+$/);
        let read: unknown;
        try {
          read = parseAddress(text, { adopted: false });
        } catch (error) {
          expect(error).toMatchObject({ code: "ADDRESS_REF" });
          return;
        }
        expect(read).toEqual(address);
      }),
    );
  });
});

function failure(text: string): PantryError {
  return refusalOf(() => parseAddress(text, { adopted: false }));
}
