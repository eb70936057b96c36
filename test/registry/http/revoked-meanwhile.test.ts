import { once } from "node:events";
import { request } from "node:http";
import { json } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import type { RunningRegistry } from "../../../registry/main.ts";
import { addressOf, paths, publishBody, publishType } from "../../../src/protocol/index.ts";
import { npmDocument, publishNpm } from "../support/npm.ts";
import { testPackage } from "../support/package.ts";
import { ask, publish, signUp, testRegistry } from "../support/registry.ts";

interface SlowRequest {
  readonly method: string;
  readonly path: string;
  readonly body: Buffer;
  readonly type?: string;
}

const asJson = (value: unknown) => Buffer.from(JSON.stringify(value));
const leaf = testPackage({ version: "2.0.0" });

/** Sends half of a request, does something else, and sends the rest; gives the code of the answer. */
async function halfway(
  registry: RunningRegistry,
  token: string,
  { method, path, body, type = "application/json" }: SlowRequest,
  meanwhile: () => Promise<unknown>,
): Promise<unknown> {
  const sent = request(addressOf(registry.url, path), {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": type,
      "content-length": body.length,
      expect: "100-continue",
    },
    agent: false,
  });
  const answered = once(sent, "response");
  await once(sent, "continue");
  sent.write(body.subarray(0, 3));
  await meanwhile();
  sent.end(body.subarray(3));
  const [response] = await answered;
  const { code } = (await json(response)) as { code?: string };
  return code ?? response.statusCode;
}

const requests: Readonly<Record<string, SlowRequest>> = {
  "an npm package": { method: "PUT", path: "leaf", body: asJson(npmDocument({ version: "2.0.0" })) },
  "a Zig package": {
    method: "PUT",
    path: paths.zigVersion("leaf", "2.0.0"),
    body: publishBody(leaf.facts, leaf.archive),
    type: publishType,
  },
  "a foreign archive": { method: "PUT", path: paths.zigByHash(leaf.hash), body: leaf.archive },
  "a tag": { method: "PUT", path: "-/package/leaf/dist-tags/beta", body: asJson("1.0.0") },
  "a deprecation": {
    method: "PUT",
    path: paths.zigDeprecation("leaf", "1.0.0"),
    body: asJson({ message: "no" }),
  },
  "an owner": { method: "PUT", path: "-/package/leaf/owners", body: asJson({ user: "bob" }) },
  "an organisation": { method: "PUT", path: "-/org/acme/user", body: asJson({ user: "ada" }) },
};

async function registryWithLeaf() {
  const registry = await testRegistry();
  const [ada, bob] = [await signUp(registry, "ada"), await signUp(registry, "bob")];
  await publishNpm(registry, ada, { name: "leaf" });
  await publish(registry, ada, testPackage());
  return { registry, ada, bob };
}

describe("a token that is revoked while a request with it is sent", () => {
  it.each(Object.keys(requests))("no longer sends %s", async (what) => {
    const { registry, ada } = await registryWithLeaf();
    const code = await halfway(registry, ada, requests[what] as SlowRequest, () =>
      ask(registry, "DELETE", paths.session(ada), { token: ada }),
    );
    expect(code).toBe("TOKEN_UNKNOWN");
  });
});

it("who is no owner any more when a request is whole changes nothing", async () => {
  const { registry, ada, bob } = await registryWithLeaf();
  await ask(registry, "PUT", paths.zigOwner("leaf", "bob"), { token: ada });
  const slow = requests["a deprecation"] as SlowRequest;
  const code = await halfway(registry, bob, slow, () =>
    ask(registry, "DELETE", paths.zigOwner("leaf", "bob"), { token: ada }),
  );
  expect(code).toBe("NOT_OWNER");
});
