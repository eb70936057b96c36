import { describe, expect, it } from "vitest";
import { createGuard, signIn } from "../../../registry/accounts/index.ts";
import { memoryBlobs } from "../../../registry/blobs/index.ts";
import { memoryMetadata } from "../../../registry/metadata/index.ts";
import { testDomain } from "../support/domain.ts";

const window = 5 * 60 * 1000;
const tooMany = expect.objectContaining({ code: "TOO_MANY_ATTEMPTS", exit: "denied" });

function guardAt(start = 0) {
  const clock = { time: start };
  return { clock, guard: createGuard(() => new Date(clock.time)) };
}

function times(count: number, act: () => void): void {
  for (let done = 0; done < count; done++) act();
}

describe("the guard", () => {
  it("takes forty sign-ups from one address within five minutes", () => {
    const { clock, guard } = guardAt();
    times(40, () => guard.signUp("10.0.0.1"));
    expect(() => guard.signUp("10.0.0.1")).toThrowError(tooMany);
    expect(() => guard.signUp("10.0.0.2")).not.toThrowError();
    expect(() => guard.enter("ada", "10.0.0.1")).not.toThrowError();
    clock.time += window;
    expect(() => guard.signUp("10.0.0.1")).not.toThrowError();
  });

  it("does not count a password that was never looked at", () => {
    const { guard } = guardAt();
    times(9, () => guard.enter("ada", "10.0.0.1"));
    times(20, () => guard.enter("ada", "10.0.0.1").withdraw());
    guard.enter("ada", "10.0.0.1");
    expect(() => guard.enter("ada", "10.0.0.1")).toThrowError(tooMany);
  });

  it("is asked before a new user's password is worked on", async () => {
    const { registry } = testDomain(memoryMetadata(), memoryBlobs());
    const { guard } = guardAt();
    times(40, () => guard.signUp("10.0.0.1"));
    const credentials = { name: "ada", password: "correct horse", email: undefined, address: "10.0.0.1" };
    await expect(signIn(registry, guard, credentials)).rejects.toEqual(tooMany);
    expect(await registry.metadata.user("ada", "fresh")).toBeUndefined();
  });
});
