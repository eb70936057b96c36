import { createReadStream, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

/**
 * The limit: Node's own server with the bytes of an answer prepared, and no question asked. Documents come from
 * memory, tarballs as a stream from the file.
 *
 *     node raw.mjs FOLDER      with FOLDER/index.json: { path: { file, headers, isStream } }
 */
const [folder = ""] = process.argv.slice(2);
const index: Readonly<Record<string, RawAnswer>> = JSON.parse(
  readFileSync(join(folder, "index.json"), "utf8"),
);
const answers = new Map(
  Object.entries(index).map(([path, { file, headers, isStream }]) => {
    const place = join(folder, file);
    const { size } = statSync(place);
    return [
      path,
      {
        place,
        bytes: isStream ? undefined : readFileSync(place),
        headers: { ...headers, "Content-Length": size },
      },
    ];
  }),
);

const server = createServer((request, response) => {
  const answer = answers.get(request.url ?? "");
  if (answer === undefined) return void response.writeHead(404).end();
  response.writeHead(200, answer.headers);
  if (answer.bytes !== undefined) return void response.end(answer.bytes);
  createReadStream(answer.place).pipe(response);
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object") process.stdout.write(`http://127.0.0.1:${address?.port}/\n`);
});

export interface RawAnswer {
  readonly file: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly isStream: boolean;
}
