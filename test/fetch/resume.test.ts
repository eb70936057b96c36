import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createExchanger, createFetcher } from "../../src/fetch/index.ts";
import { failureOf } from "../support/failure-of.ts";
import { type Answer, cut, file, type HttpServer, startHttpServer, status } from "../support/http-server.ts";
import { tar } from "../support/tar.ts";

const archive = gzipSync(tar([{ name: "demo/a.bin", bytes: randomBytes(200_000) }]));
const half = 70_000;
let server: HttpServer;

beforeAll(async () => {
  server = await startHttpServer();
});
afterAll(() => server.close());

const etag = '"one"';
const wait = async () => undefined;

/** Announces all, sends the first half and hangs up. */
const broken = (fields: Readonly<Record<string, string>> = { etag }): Answer =>
  cut(archive, half, "end", fields);

/** What is missing, as a server gives it that is asked for it. */
const rest =
  (fields: Readonly<Record<string, string>> = {}): Answer =>
  (request, response) => {
    const [, from = ""] = /^bytes=(\d+)-$/.exec(request.headers.range ?? "") ?? [];
    response.writeHead(206, {
      etag,
      "content-range": `bytes ${from}-${archive.length - 1}/${archive.length}`,
      ...fields,
    });
    response.end(archive.subarray(Number(from)));
  };

let path = 0;
async function fetched(...answers: [Answer, ...Answer[]]) {
  path += 1;
  const url = server.on(`/${path}.tar.gz`, ...answers);
  const before = server.requests.length;
  const fetcher = createFetcher({ wait });
  try {
    const { bytes } = await fetcher.archive(url);
    return { bytes, ranges: server.requests.slice(before).map(({ headers }) => headers.range) };
  } finally {
    await fetcher.close();
  }
}

describe("a download that breaks off half way", () => {
  test("goes on from there", async () => {
    const { bytes, ranges } = await fetched(broken(), rest());
    expect(bytes).toEqual(archive);
    expect(ranges).toEqual([undefined, `bytes=${half}-`]);
    expect(server.requests.at(-1)?.headers["if-range"]).toBe(etag);
  });

  test("goes on after an error in between", async () => {
    const { bytes, ranges } = await fetched(broken(), status(503), rest());
    expect(bytes).toEqual(archive);
    expect(ranges).toEqual([undefined, `bytes=${half}-`, `bytes=${half}-`]);
  });

  const asked = `bytes=${half}-`;
  const twice = [undefined, undefined];
  const inVain = [undefined, asked, undefined];
  const elsewhere = `bytes 5-${archive.length - 1}/${archive.length}`;

  test.each<[string, [Answer, ...Answer[]], (string | undefined)[]]>([
    ["where the server gives no ranges", [broken(), file(archive, { etag })], [undefined, asked]],
    ["without an ETag", [broken({}), file(archive)], twice],
    ["with a weak one", [broken({ etag: 'W/"one"' }), file(archive)], twice],
    [
      "where it has changed since",
      [broken(), rest({ etag: '"two"' }), file(archive, { etag: '"two"' })],
      inVain,
    ],
    [
      "where the rest is another part",
      [broken(), rest({ "content-range": elsewhere }), file(archive)],
      inVain,
    ],
    [
      "where it has another length",
      [broken(), rest({ "content-range": `bytes ${half}-${half + 9}/${half + 10}` }), file(archive)],
      inVain,
    ],
    ["where nothing is left", [broken(), status(416), file(archive)], inVain],
  ])("begins anew %s", async (_, answers, ranges) => {
    expect(await fetched(...answers)).toEqual({ bytes: archive, ranges });
  });

  test("is given up after some times", async () => {
    expect((await failureOf(fetched(broken(), cut(archive, 0, "end", { etag })))).code).toBe("FETCH_CUT");
  });

  test("goes on from a registry too", async () => {
    const url = new URL(server.on("/registry/x.tar.gz", broken(), rest()));
    const exchanger = createExchanger({ wait });
    const answer = await exchanger.exchange({
      method: "GET",
      url,
      headers: { authorization: "Bearer x" },
      limitBytes: 1_000_000,
      repeatable: true,
      redirects: "returned",
    });
    await exchanger.close();
    expect(answer).toMatchObject({ status: 200, attempts: 2 });
    expect(answer.bytes).toEqual(archive);
  });
});
