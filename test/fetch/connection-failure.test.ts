import { expect, test } from "vitest";
import { connectionFailure } from "../../src/fetch/connection-failure.ts";

test.each([
  ["ERR_TLS_CERT_ALTNAME_INVALID", "the certificate is another host's"],
  ["CERT_HAS_EXPIRED", "check this machine's clock"],
  ["CERT_NOT_YET_VALID", "check this machine's clock"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "network.ca"],
])("a certificate that is refused with %s has a way out that fits", (code, hint) => {
  const refused = Object.assign(new Error("not to be trusted"), { code });
  expect(connectionFailure(refused, new URL("https://zig.example/a.tar.gz"), "head")).toMatchObject({
    code: "FETCH_TLS",
    exit: "network",
    hint: expect.stringContaining(hint),
  });
});

test.each([
  ["ECONNREFUSED", "head", "no connection with zig.example for /search: failed"],
  ["ENOTFOUND", "head", "there is no host zig.example for /search"],
  ["UND_ERR_HEADERS_TIMEOUT", "head", "zig.example did not answer /search in time"],
  ["UND_ERR_BODY_TIMEOUT", "body", "zig.example stopped in the middle of its answer to /search"],
] as const)("%s names host and path, and nothing of the query", (code, during, message) => {
  const failed = Object.assign(new Error("failed"), { code });
  const url = new URL("https://zig.example/search?text=soup&kind=zig&size=20");
  expect(connectionFailure(failed, url, during)).toMatchObject({ message });
});
