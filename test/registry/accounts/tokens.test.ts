import { expect, it } from "vitest";
import { makeToken, noLimits, removeUser } from "../../../registry/accounts/index.ts";
import { memoryBlobs } from "../../../registry/blobs/index.ts";
import { memoryMetadata } from "../../../registry/metadata/index.ts";
import { userRecord } from "../support/accounts.ts";
import { testDomain } from "../support/domain.ts";

it("a token that is made while its user is removed does not stay", async () => {
  const stored = memoryMetadata();
  let remove = async () => {};
  const addToken: typeof stored.addToken = async (...token) => {
    await remove();
    return stored.addToken(...token);
  };
  const { registry } = testDomain({ ...stored, addToken }, memoryBlobs());
  await stored.addUser(userRecord("ada"), {
    at: "",
    actor: "ada",
    action: "sign-up",
    subject: "",
    detail: undefined,
  });
  remove = () => removeUser(registry, "ada", "operator");
  await expect(makeToken(registry, "ada", noLimits)).rejects.toMatchObject({ code: "USER_MISSING" });
  expect(await stored.tokensOf("ada")).toEqual([]);
});
