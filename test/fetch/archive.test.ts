import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createFetcher, type Fetcher, type FetcherOptions, type Progress } from "../../src/fetch/index.ts";
import { failureOf } from "../support/failure-of.ts";
import {
  type Answer,
  chunked,
  cut,
  cutChunked,
  drip,
  endless,
  file,
  type HttpServer,
  headerFlood,
  hints,
  raw,
  redirect,
  silence,
  stall,
  startHttpServer,
  status,
} from "../support/http-server.ts";
import { tar } from "../support/tar.ts";

const plainTar = tar([{ name: "demo/a.txt", bytes: "hello\n".repeat(500) }]);
const archive = gzipSync(plainTar);
const html = Buffer.from("<!DOCTYPE html>\n<html><title>Sign in</title>\u001b[31m</html>");

let server: HttpServer;
let fetchers: Fetcher[] = [];
let waits: number[] = [];

beforeAll(async () => {
  server = await startHttpServer();
});
beforeEach(() => {
  waits = [];
});
afterEach(async () => {
  await Promise.all(fetchers.map((fetcher) => fetcher.close()));
  fetchers = [];
});
afterAll(() => server.close());

/** A fetcher that does not wait, only notes how long it would have. */
function fetcher(options: FetcherOptions = {}): Fetcher {
  const wait = async (ms: number) => {
    waits.push(ms);
  };
  const made = createFetcher({ wait, ...options });
  fetchers.push(made);
  return made;
}

let paths = 0;
/** A fresh address with these answers in turn. */
function at(...answers: readonly [Answer, ...Answer[]]): string {
  paths += 1;
  return server.on(`/${paths}/demo.tar.gz`, ...answers);
}

function requestsTo(url: string): number {
  return server.requests.filter((request) => server.origin + request.url === url).length;
}

describe("an archive comes whole", () => {
  const rows: readonly [what: string, answers: readonly [Answer, ...Answer[]], waits: number][] = [
    ["with its length", [file(archive)], 0],
    ["in chunks", [chunked(archive)], 0],
    [
      "to the end of the connection",
      [raw("HTTP/1.1 200 OK\r\ncontent-type: application/gzip\r\n\r\n", archive)],
      0,
    ],
    [
      "with two types, of which the last counts",
      [
        raw(
          `HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-type: application/gzip\r\ncontent-length: ${archive.length}\r\n\r\n`,
          archive,
        ),
      ],
      0,
    ],
    ["with a gzip around it", [file(gzipSync(archive), { "content-encoding": "gzip" })], 0],
    [
      "with a gzip around it, by its old name",
      [file(gzipSync(archive), { "content-encoding": "x-gzip" })],
      0,
    ],
    ["after a 500", [status(500), file(archive)], 1],
    ["after three 503", [status(503), status(503), status(503), file(archive)], 3],
    ["after a 429", [status(429), file(archive)], 1],
    ["after a body that was cut", [cut(archive, 40), file(archive)], 1],
    ["after a chunked body that was cut", [cutChunked(archive, 40), file(archive)], 1],
    ["after a connection that was reset", [cut(archive, 40, "reset"), file(archive)], 1],
    ["after a server that hung up at once", [(request) => request.socket.destroy(), file(archive)], 1],
    [
      "with bytes after its end, which are not part of it",
      [raw(head(archive.length), archive, "and more")],
      0,
    ],
  ];

  test.each(rows)("%s", async (_what, answers, expectedWaits) => {
    const url = at(...answers);
    const fetched = await fetcher().archive(url);
    expect(fetched).toEqual({ bytes: archive, kind: "tar.gz", url });
    expect(waits).toHaveLength(expectedWaits);
    expect(requestsTo(url)).toBe(expectedWaits + 1);
  });

  test.each([301, 302, 303, 307, 308])("along a redirect by %d", async (code) => {
    const target = at(file(archive));
    const url = at(redirect(target, code));
    expect(await fetcher().archive(url)).toEqual({ bytes: archive, kind: "tar.gz", url });
  });

  test("along five redirects, relative ones too", async () => {
    const url = at(redirect("/r/1"));
    for (let hop = 1; hop < 5; hop++) server.on(`/r/${hop}`, redirect(`${hop + 1}`));
    server.on("/r/5", file(archive));
    expect((await fetcher().archive(url)).bytes).toEqual(archive);
  });

  test("a tar that the server compresses on the way", async () => {
    const url = at(
      file(gzipSync(plainTar), { "content-type": "application/x-tar", "content-encoding": "gzip" }),
    );
    expect(await fetcher().archive(url)).toEqual({ bytes: plainTar, kind: "tar", url });
  });

  test("nothing is sent that could identify or sign in anybody", async () => {
    await fetcher().archive(at(file(archive, { "set-cookie": "a=b" }), file(archive)));
    await fetcher().archive(at(file(archive)));
    const sent = server.requests.at(-1)?.headers ?? {};
    expect(Object.keys(sent).sort()).toEqual([
      "accept",
      "accept-encoding",
      "connection",
      "host",
      "user-agent",
    ]);
    expect(sent["accept-encoding"]).toBe("identity");
  });

  test("progress counts up to the total", async () => {
    const seen: Progress[] = [];
    const url = at(file(archive));
    await fetcher({ onProgress: (progress) => seen.push(progress) }).archive(url);
    expect(seen.at(-1)).toEqual({ url, receivedBytes: archive.length, totalBytes: archive.length });
  });

  test("fifty at once, over no more sockets than allowed", async () => {
    const urls = Array.from({ length: 50 }, (_, index) => at(file(archive, { "x-index": String(index) })));
    await server.allClosed();
    let most = 0;
    const made = fetcher({
      limits: { socketsPerHost: 8 },
      onProgress: () => {
        most = Math.max(most, server.openSockets());
      },
    });
    const fetched = await Promise.all(urls.map((url) => made.archive(url)));
    expect(fetched.map(({ url }) => url)).toEqual(urls);
    expect(fetched.every(({ bytes }) => bytes.equals(archive))).toBe(true);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(8);
  });
});

describe("an answer that is no archive is refused, with what to do", () => {
  const small = { archiveBytes: 1000 };
  /** Long enough for a request to reach the server in this very process, however busy the machine is. */
  const shortMs = 800;
  const rows: readonly {
    what: string;
    answer: Answer;
    code: string;
    says: RegExp;
    options?: FetcherOptions;
    attempts?: number;
  }[] = [
    {
      what: "404",
      answer: status(404),
      code: "FETCH_STATUS",
      says: /answered 404 Not Found.*release or the tag/,
    },
    { what: "410", answer: status(410), code: "FETCH_STATUS", says: /410 Gone/ },
    { what: "401", answer: status(401), code: "FETCH_DENIED", says: /401 Unauthorized.*open to everybody/ },
    { what: "403", answer: status(403), code: "FETCH_DENIED", says: /403 Forbidden/ },
    { what: "204", answer: status(204), code: "FETCH_STATUS", says: /204/ },
    { what: "206", answer: status(206, {}, "x"), code: "FETCH_STATUS", says: /206 Partial/ },
    {
      what: "500 for ever",
      answer: status(500),
      code: "FETCH_STATUS",
      says: /500 .*tried 4 times.*in a while/,
      attempts: 4,
    },
    {
      what: "429 for ever",
      answer: status(429, { "retry-after": "7" }),
      code: "FETCH_STATUS",
      says: /429 .*tried 4 times.*in 7 s/,
      attempts: 4,
    },
    {
      what: "429 for an hour",
      answer: status(429, { "retry-after": "3600" }),
      code: "FETCH_STATUS",
      says: /429 .*in 3600 s/,
      attempts: 1,
    },
    {
      what: "always cut",
      answer: cut(archive, 40),
      code: "FETCH_CUT",
      says: /was cut off \(tried 4 times\)/,
      attempts: 4,
    },
    {
      what: "always cut in a chunk",
      answer: cutChunked(archive, 40),
      code: "FETCH_CUT",
      says: /was cut off/,
      attempts: 4,
    },
    {
      what: "always reset",
      answer: cut(archive, 40, "reset"),
      code: "FETCH_CUT",
      says: /was cut off/,
      attempts: 4,
    },
    {
      what: "hangs up at once",
      answer: (request) => request.socket.destroy(),
      code: "FETCH_CONNECTION",
      says: /no connection with 127.0.0.1/,
      attempts: 4,
    },
    {
      what: "a gzip around it that is cut",
      answer: file(gzipSync(archive).subarray(0, -9), { "content-encoding": "gzip" }),
      code: "FETCH_CUT",
      says: /cut off/,
      attempts: 4,
    },
    {
      what: "silence",
      answer: silence,
      code: "FETCH_TIMEOUT",
      says: /did not answer \S+ in time/,
      options: { limits: { headersTimeoutMs: shortMs, attempts: 2 } },
      attempts: 2,
    },
    {
      what: "silence in the middle",
      answer: stall(archive, 40),
      code: "FETCH_TIMEOUT",
      says: /stopped in the middle/,
      options: { limits: { idleTimeoutMs: shortMs, attempts: 2 } },
      attempts: 2,
    },
    {
      what: "too slow in all",
      answer: silence,
      code: "FETCH_TIMEOUT",
      says: /was not done after/,
      options: { limits: { downloadTimeoutMs: shortMs } },
      attempts: 1,
    },
    {
      what: "a byte now and then",
      answer: drip,
      code: "FETCH_TIMEOUT",
      says: /was not done after/,
      options: { limits: { downloadTimeoutMs: shortMs } },
      attempts: 1,
    },
    {
      what: "an answer that is always about to come",
      answer: hints,
      code: "FETCH_TIMEOUT",
      says: /was not done after/,
      options: { limits: { downloadTimeoutMs: shortMs } },
      attempts: 1,
    },
    {
      what: "too large by its own word",
      answer: stall(Buffer.alloc(1001), 0),
      code: "FETCH_TOO_LARGE",
      says: /larger than 1000 bytes/,
      options: { limits: small },
    },
    {
      what: "too large without a word",
      answer: chunked(Buffer.alloc(1001)),
      code: "FETCH_TOO_LARGE",
      says: /larger than 1000 bytes/,
      options: { limits: small },
    },
    {
      what: "too large once decoded",
      answer: file(gzipSync(Buffer.alloc(100_000)), { "content-encoding": "gzip" }),
      code: "FETCH_TOO_LARGE",
      says: /larger than 1000 bytes/,
      options: { limits: small },
    },
    {
      what: "header fields without an end",
      answer: headerFlood,
      code: "FETCH_RESPONSE",
      says: /no proper HTTP/,
    },
    { what: "no HTTP at all", answer: raw("220 ready\r\n"), code: "FETCH_RESPONSE", says: /no proper HTTP/ },
    {
      what: "an unknown encoding",
      answer: file(archive, { "content-encoding": "br" }),
      code: "FETCH_RESPONSE",
      says: /encoding `br`/,
    },
    {
      what: "a web page",
      answer: file(html, { "content-type": "text/html; charset=utf-8" }),
      code: "FETCH_NOT_ARCHIVE",
      says: /is a web page.*begins with: <!DOCTYPE html> <html><title>Sign in.*git\+https/,
    },
    {
      what: "a web page that says it is an archive",
      answer: file(html),
      code: "FETCH_NOT_ARCHIVE",
      says: /is a web page/,
    },
    {
      what: "a web page of no type",
      answer: raw("HTTP/1.1 200 OK\r\n\r\n", html),
      code: "FETCH_NOT_ARCHIVE",
      says: /is a web page/,
    },
    {
      what: "a type that Zig does not know",
      answer: file(archive, { "content-type": "binary/octet-stream" }),
      code: "FETCH_NOT_ARCHIVE",
      says: /came as `binary\/octet-stream` \(its bytes are those of a tar.gz\).*Content-Type application\/gzip/,
    },
    {
      what: "no type",
      answer: raw("HTTP/1.1 200 OK\r\n\r\n", archive),
      code: "FETCH_NOT_ARCHIVE",
      says: /without a Content-Type/,
    },
    {
      what: "JSON",
      answer: file(Buffer.from('{"a":1}'), { "content-type": "application/json" }),
      code: "FETCH_NOT_ARCHIVE",
      says: /`application\/json`.*begins with: \{"a":1\}/,
    },
    {
      what: "another kind than it says",
      answer: file(archive, { "content-type": "application/zip" }),
      code: "FETCH_WRONG_KIND",
      says: /came as a zip, but its bytes are those of a tar.gz/,
    },
    {
      what: "a gzip that is none",
      answer: file(Buffer.from("hello")),
      code: "FETCH_WRONG_KIND",
      says: /not of any archive.*begins with: hello/,
    },
    { what: "nothing", answer: file(Buffer.alloc(0)), code: "FETCH_WRONG_KIND", says: /nothing at all/ },
    {
      what: "an archive whose own gzip is called an encoding",
      answer: file(archive, { "content-encoding": "gzip" }),
      code: "FETCH_WRONG_KIND",
      says: /those of a tar.*should send none/,
    },
    {
      what: "a redirect in a circle",
      answer: (request, response) => redirect(request.url ?? "")(request, response),
      code: "FETCH_REDIRECTS",
      says: /more than 5 times/,
      attempts: 6,
    },
    { what: "a redirect to nowhere", answer: status(302), code: "FETCH_RESPONSE", says: /to no address/ },
    {
      what: "a redirect to no address",
      answer: redirect("https://"),
      code: "FETCH_RESPONSE",
      says: /to no address/,
    },
    {
      what: "a redirect to a file",
      answer: redirect("file:///etc/passwd"),
      code: "FETCH_UNSAFE_REDIRECT",
      says: /nothing is fetched by file/,
    },
    {
      what: "a redirect to ftp",
      answer: redirect("ftp://127.0.0.1/x"),
      code: "FETCH_UNSAFE_REDIRECT",
      says: /by ftp/,
    },
    {
      what: "a redirect to data",
      answer: redirect("data:application/gzip,x"),
      code: "FETCH_UNSAFE_REDIRECT",
      says: /by data/,
    },
    {
      what: "a redirect to plain http elsewhere",
      answer: redirect("http://packages.invalid/x"),
      code: "FETCH_UNSAFE_REDIRECT",
      says: /plain http/,
    },
    {
      what: "a redirect with a password",
      answer: redirect("https://me:secret@packages.invalid/x"),
      code: "FETCH_UNSAFE_REDIRECT",
      says: /carries a user name/,
    },
  ];

  test.each(rows)("$what", async ({ answer, code, says, options, attempts }) => {
    const url = at(answer);
    const error = await failureOf(fetcher(options).archive(url));
    expect(error.code).toBe(code);
    expect(`${error.message} ${error.hint}`).toMatch(says);
    expect(`${error.message} ${error.hint}`).not.toContain("secret");
    expect(requestsTo(url)).toBe(attempts ?? 1);
  });

  test("what is too large is not read to its end", async () => {
    let sent = 0;
    const url = at(
      endless({ "content-type": "application/gzip" }, (bytes) => {
        sent = bytes;
      }),
    );
    const error = await failureOf(fetcher({ limits: { archiveBytes: 50_000 } }).archive(url));
    expect(error.code).toBe("FETCH_TOO_LARGE");
    await server.allClosed();
    // What the kernel buffers on both sides may be on its way.
    expect(sent).toBeLessThan(16 * 1024 * 1024);
  });

  test("a host that does not exist is not asked twice, and no port that is closed is taken for one", async () => {
    const closed = await startHttpServer();
    await closed.close();
    const error = await failureOf(fetcher().archive(`${closed.origin}/x.tar.gz`));
    expect(error.code).toBe("FETCH_CONNECTION");
    expect(waits).toHaveLength(3);
  });

  test("a server that speaks no TLS", async () => {
    const error = await failureOf(fetcher().archive(`https://127.0.0.1:${server.port}/x.tar.gz`));
    expect(error).toMatchObject({ code: "FETCH_TLS", exit: "network" });
  });

  test("tokens in an address are not shown", async () => {
    const url = server.on("/private.tar.gz?token=s3cret&v=1", status(404));
    const error = await failureOf(fetcher().archive(url));
    expect(error.message).toContain("/private.tar.gz?token=…&v=…");
    expect(error.message).not.toContain("s3cret");
  });
});

describe("pauses between attempts", () => {
  test("grow, with jitter", async () => {
    await failureOf(fetcher({ limits: { backoffMs: 1000 } }).archive(at(status(500))));
    const ranges = [1000, 2000, 4000].map((full) => [full / 2, full]);
    expect(waits).toHaveLength(3);
    for (const [index, [least = 0, most = 0]] of ranges.entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(least);
      expect(waits[index]).toBeLessThanOrEqual(most);
    }
  });

  test.each<[what: string, field: () => string, fits: (ms: number) => boolean]>([
    ["seconds", () => "2", (ms) => ms === 2000],
    ["at once", () => "0", (ms) => ms === 0],
    ["a date", () => new Date(Date.now() + 30_000).toUTCString(), (ms) => ms > 20_000 && ms <= 30_000],
    ["a date that has been", () => "Thu, 01 Jan 1970 00:00:00 GMT", (ms) => ms === 0],
    ["nonsense", () => "soon", (ms) => ms <= 400],
  ])("are what Retry-After says: %s", async (_what, field, fits) => {
    await fetcher().archive(at(status(503, { "retry-after": field() }), file(archive)));
    expect(waits).toHaveLength(1);
    expect(waits.every(fits)).toBe(true);
  });
});

describe("offline and the end", () => {
  test("offline, nothing is asked for", async () => {
    const url = at(file(archive));
    const error = await failureOf(fetcher({ offline: true }).archive(url));
    expect(error).toMatchObject({ code: "FETCH_OFFLINE", exit: "network" });
    expect(requestsTo(url)).toBe(0);
  });

  test("close ends what is under way and what waits, and leaves no socket", async () => {
    const made = createFetcher({ limits: { downloads: 2 } });
    const urls = [at(silence), at(stall(archive, 40)), at(file(archive))];
    const failures = urls.map((url) => failureOf(made.archive(url)));
    await Promise.all(urls.slice(0, 2).map(arrived));
    await made.close();
    for (const error of await Promise.all(failures)) expect(error.code).toBe("FETCH_CLOSED");
    await server.allClosed();
    expect((await failureOf(made.archive(at(file(archive))))).code).toBe("FETCH_CLOSED");
  });

  test("close ends a pause between attempts", async () => {
    const made = createFetcher({
      limits: { backoffMs: 600_000, backoffMaxMs: 600_000, retryAfterMaxMs: 900_000 },
    });
    const url = at(status(500));
    const failure = failureOf(made.archive(url));
    await arrived(url);
    await made.close();
    expect((await failure).code).toBe("FETCH_CLOSED");
  });

  test("a fetcher that was never used closes too", async () => {
    await createFetcher().close();
  });
});

/** Resolves when a request for the address has arrived. */
async function arrived(url: string): Promise<void> {
  while (requestsTo(url) === 0) await new Promise((resolve) => setImmediate(resolve));
}

function head(length: number): string {
  return `HTTP/1.1 200 OK\r\ncontent-type: application/gzip\r\ncontent-length: ${length}\r\n\r\n`;
}
