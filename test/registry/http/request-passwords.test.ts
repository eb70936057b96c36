import { describe, expect, it } from "vitest";
import { createGuard, createRequestPasswords, signIn } from "../../../registry/accounts/index.ts";
import { memoryBlobs } from "../../../registry/blobs/index.ts";
import { memoryMetadata } from "../../../registry/metadata/index.ts";
import { paths } from "../../../src/protocol/index.ts";
import { testDomain } from "../support/domain.ts";
import { npmDocument, publishNpm } from "../support/npm.ts";
import { ask, password, signUp, testRegistry } from "../support/registry.ts";

const basic = (name: string, typed = password) => ({
  headers: { authorization: `Basic ${Buffer.from(`${name}:${typed}`).toString("base64")}` },
});

/** How `_auth`, and `username` with `_password`, arrive from a client's settings. */
describe("a password that comes with a request", () => {
  it("says who asks, and does what its user may", async () => {
    const registry = await testRegistry();
    const token = await signUp(registry, "ada");
    await publishNpm(registry, token, { name: "@ada/secret", access: "restricted" });
    expect((await ask(registry, "GET", paths.whoami, basic("ada"))).json()).toEqual({ username: "ada" });
    expect((await ask(registry, "GET", "@ada%2fsecret", basic("ada"))).status).toBe(200);
    const body = npmDocument({ name: "@ada/secret", version: "1.1.0" });
    expect((await ask(registry, "PUT", "@ada%2fsecret", { ...basic("ada"), body })).status).toBe(201);
  });

  it("may have colons and letters beyond ASCII", async () => {
    const registry = await testRegistry();
    const typed = "caf\u00e9: au lait";
    await ask(registry, "PUT", paths.user("ada"), { body: { password: typed } });
    expect((await ask(registry, "GET", paths.whoami, basic("ada", typed))).status).toBe(200);
  });

  it("is worked on once for all that come at once, and not at all for those who come then", async () => {
    const registry = await testRegistry();
    await signUp(registry, "ada");
    // Each by itself would be one try too many, and too many waiting.
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => ask(registry, "GET", paths.whoami, basic("ada"))),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(200));
    const wrong = () => ask(registry, "GET", paths.whoami, basic("ada", "wrong wrong"));
    for (let tries = 0; tries < 10; tries++) expect((await wrong()).status).toBe(401);
    expect((await wrong()).json()["code"]).toBe("TOO_MANY_ATTEMPTS");
    expect((await ask(registry, "GET", paths.whoami, basic("ada"))).status).toBe(200);
  });

  it("is none once there is a new one", async () => {
    const registry = await testRegistry();
    await signUp(registry, "ada");
    expect((await ask(registry, "GET", paths.whoami, basic("ada"))).status).toBe(200);
    const body = { password: { old: password, new: "battery staple" } };
    expect((await ask(registry, "POST", "-/npm/v1/user", { ...basic("ada"), body })).status).toBe(200);
    expect((await ask(registry, "GET", paths.whoami, basic("ada"))).json()["code"]).toBe("PASSWORD_WRONG");
    expect((await ask(registry, "GET", paths.whoami, basic("ada", "battery staple"))).status).toBe(200);
  });

  it("is remembered for five minutes", async () => {
    const clock = { time: Date.parse("2026-01-31T12:00:00.000Z") };
    const now = () => new Date(clock.time);
    const { registry } = testDomain(memoryMetadata(), memoryBlobs(), { now });
    const ada = { name: "ada", password, address: "10.0.0.1" };
    const guard = createGuard(now);
    await signIn(registry, guard, { ...ada, email: undefined });
    let worked = 0;
    const counting = {
      ...guard,
      enter: (user: string, address: string) => {
        worked++;
        return guard.enter(user, address);
      },
    };
    const passwords = createRequestPasswords(registry, counting);
    for (let times = 0; times < 3; times++) await passwords.use(ada);
    clock.time += 5 * 60 * 1000 - 1;
    await passwords.use(ada);
    expect(worked).toBe(1);
    clock.time += 1;
    await passwords.use(ada);
    expect(worked).toBe(2);
  });
});
