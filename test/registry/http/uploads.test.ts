import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { buffer } from "node:stream/consumers";
import { beforeEach, describe, expect, it } from "vitest";
import type { RunningRegistry } from "../../../registry/main.ts";
import { addressOf, paths } from "../../../src/protocol/index.ts";
import { testPackage } from "../support/package.ts";
import { ask, publish, signUp, testRegistry } from "../support/registry.ts";

const limitBytes = 20_000;
let registry: RunningRegistry;
let token: string;

beforeEach(async () => {
  registry = await testRegistry({ uploadLimitBytes: limitBytes });
  token = await signUp(registry, "ada");
});

/** Begins a publish whose body the test sends, or not. */
function begin(headers: Readonly<Record<string, string | number>>): {
  readonly sending: ClientRequest;
  readonly answer: Promise<{ readonly status: number | undefined; readonly code: unknown }>;
} {
  const address = addressOf(registry.url, paths.zigVersion("leaf", "1.0.0"));
  const sending = request(address, { method: "PUT", headers, agent: false });
  sending.flushHeaders();
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    sending.on("response", resolve).on("error", reject);
  }).then(async (response) => {
    const body: { code?: unknown } = JSON.parse((await buffer(response)).toString());
    return { status: response.statusCode, code: body.code };
  });
  return { sending, answer };
}

const signedIn = () => ({ authorization: `Bearer ${token}` });

describe("a body", () => {
  it("that says that it is too large is refused before it is sent", async () => {
    const { sending, answer } = begin({ ...signedIn(), "content-length": limitBytes + 1 });
    expect(await answer).toEqual({ status: 413, code: "BODY_TOO_LARGE" });
    sending.destroy();
  });

  it("that turns out to be too large is refused while it is sent", async () => {
    const { sending, answer } = begin({ ...signedIn(), "transfer-encoding": "chunked" });
    const piece = Buffer.alloc(16 * 1024);
    let sentBytes = 0;
    const send = () => {
      while (!sending.destroyed && sentBytes < 1024 * 1024 * 1024) {
        sentBytes += piece.length;
        if (!sending.write(piece)) break;
      }
    };
    sending.on("drain", send);
    send();
    expect(await answer).toEqual({ status: 413, code: "BODY_TOO_LARGE" });
    sending.destroy();
    expect(sentBytes).toBeLessThan(100 * 1024 * 1024);
  });

  it("of just the limit is read", async () => {
    const answer = await ask(registry, "PUT", paths.zigVersion("leaf", "1.0.0"), {
      token,
      body: Buffer.alloc(limitBytes, " "),
    });
    expect(answer.json()["code"]).toBe("PUBLISH_FACTS_INVALID");
  });

  it.each([
    ["without a token", {}, 401, "SIGN_IN_REQUIRED"],
    ["with a token that is none", { authorization: "Bearer x" }, 401, "TOKEN_UNKNOWN"],
  ])("%s is refused before it is sent", async (_, headers, status, code) => {
    const { sending, answer } = begin({ ...headers, "content-length": limitBytes });
    expect(await answer).toEqual({ status, code });
    sending.destroy();
  });

  it("for a version that is taken is refused before it is sent", async () => {
    await publish(registry, token, testPackage());
    const { sending, answer } = begin({ ...signedIn(), "content-length": limitBytes });
    expect(await answer).toEqual({ status: 409, code: "VERSION_TAKEN" });
    sending.destroy();
  });

  it("that is cut off leaves nothing, and the registry well", async () => {
    const { sending, answer } = begin({ ...signedIn(), "content-length": limitBytes });
    const failed = expect(answer).rejects.toThrowError();
    await new Promise((resolve) => sending.write(Buffer.alloc(1000), resolve));
    sending.destroy(new Error("gone"));
    await failed;
    expect((await ask(registry, "GET", paths.zigDocument("leaf"))).status).toBe(404);
    expect((await publish(registry, token, testPackage())).status).toBe(201);
  });

  it("with a Content-Encoding is refused", async () => {
    const headers = { "content-encoding": "gzip" };
    const answer = await ask(registry, "PUT", paths.zigVersion("leaf", "1.0.0"), {
      token,
      headers,
      body: {},
    });
    expect([answer.status, answer.json()["code"]]).toEqual([400, "REQUEST_INVALID"]);
  });
});
