import { expect, test } from "vitest";
import { gitFailure } from "../../src/fetch/git/failure.ts";

test("what git says that nobody has met before is told as it is, without passwords", () => {
  const failure = gitFailure("remote: hello\nfatal: odd thing at http://me:secret@proxy\nmore\n", "shown");
  expect(failure).toMatchObject({ code: "GIT_FAILED", exit: "failed" });
  expect(failure.message).toBe(
    "git could not fetch from shown: remote: hello; fatal: odd thing at http://…@proxy",
  );
});
