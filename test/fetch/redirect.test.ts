import { describe, expect, test } from "vitest";
import { PantryError } from "../../src/errors.ts";
import { redirectTarget } from "../../src/fetch/redirect.ts";

describe("where a redirect may lead", () => {
  test.each([
    ["https://a.example/x", "https://b.example/y", "https://b.example/y"],
    ["https://a.example/x/1?q", "../y", "https://a.example/y"],
    ["https://a.example/x", "//b.example/y", "https://b.example/y"],
    ["http://a.example/x", "https://a.example/x", "https://a.example/x"],
    ["http://127.0.0.1:1/x", "http://localhost:2/y", "http://localhost:2/y"],
    ["https://localhost/x", "https://127.0.0.1/y", "https://127.0.0.1/y"],
  ])("%s to %s", (from, location, to) => {
    expect(redirectTarget(new URL(from), location).href).toBe(to);
  });

  test.each([
    ["https://a.example/x", "http://a.example/x", /leaves https/],
    ["https://a.example/x", "http://127.0.0.1/x", /leaves https/],
    ["http://a.example/x", "http://b.example/x", /plain http/],
    ["http://127.0.0.1/x", "http://b.example/x", /plain http/],
    ["http://a.example/x", "http://127.0.0.1/x", /plain http/],
    ["https://a.example/x", "https://127.0.0.1/x", /this machine/],
    ["https://a.example/x", "https://localhost:7117/x", /this machine/],
    ["https://a.example/x", "https://[::ffff:127.0.0.1]/x", /this machine/],
    ["https://a.example/x", "https://169.254.169.254/latest/meta-data", /this machine/],
    ["https://a.example/x", "https://[fe80::1]/x", /this machine/],
    ["https://a.example/x", "file:///etc/passwd", /by file/],
    ["https://a.example/x", "git+https://a.example/x", /by git\+https/],
    ["https://a.example/x", "https://me:secret@a.example/x", /user name or password/],
    ["https://a.example/x", undefined, /no address/],
    ["https://a.example/x", "https://", /no address/],
  ])("not from %s to %s", (from, location, says) => {
    let error: unknown;
    try {
      redirectTarget(new URL(from), location);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(PantryError);
    expect(String(error)).toMatch(says);
    expect(String(error)).not.toContain("secret");
  });
});
