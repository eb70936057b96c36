import { expect, it } from "vitest";
import type { LogEntry } from "../../../registry/main.ts";
import { paths } from "../../../src/protocol/index.ts";
import { testPackage } from "../support/package.ts";
import { ask, password, publish, signUp, testRegistry } from "../support/registry.ts";

it("the log tells who asked for what and what came of it, and no secret", async () => {
  const entries: LogEntry[] = [];
  const registry = await testRegistry({ log: (entry) => entries.push(entry) });
  const token = await signUp(registry, "ada");
  await publish(registry, token, testPackage());
  await ask(registry, "GET", `${paths.zigDocument("leaf")}?token=${token}&x=secret`, { token });
  await ask(registry, "GET", `-/${token}`, { token });
  await ask(registry, "PUT", paths.user("ada"), { body: { password: "wrong wrong" } });
  await ask(registry, "DELETE", paths.session(token), { token });
  await registry.close();

  const requests = entries.filter(({ event }) => event === "request");
  expect(requests.map(({ method, path, status, user }) => [method, path, status, user])).toEqual([
    ["PUT", "/-/user/org.couchdb.user:ada", 201, "ada"],
    ["PUT", "/-/zig/leaf/1.0.0", 201, "ada"],
    ["GET", "/-/zig/leaf?…", 200, undefined],
    ["GET", "/-/ptry_…", 404, undefined],
    ["PUT", "/-/user/org.couchdb.user:ada", 401, undefined],
    ["DELETE", "/-/user/token/…", 200, "ada"],
  ]);
  expect(entries.map(({ event }) => event)).toEqual(["started", ...requests.map(() => "request"), "stopped"]);
  const text = JSON.stringify(entries);
  for (const secret of [token, token.slice(5, 20), password, "wrong wrong", "secret"]) {
    expect(text).not.toContain(secret);
  }
});
