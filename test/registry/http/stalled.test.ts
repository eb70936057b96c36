import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { buffer } from "node:stream/consumers";
import { expect, it, onTestFinished } from "vitest";
import { endIfStalled } from "../../../registry/http/stalled.ts";

/** More than the buffers of two sockets hold. */
const much = Buffer.alloc(64 * 1024 * 1024);

/** A server that answers with much, and a connection that has asked it. */
async function asked(afterMs: number) {
  let answered: (response: ServerResponse) => void = () => {};
  const answering = new Promise<ServerResponse>((done) => {
    answered = done;
  });
  const server = createServer((_, response) => {
    response.writeHead(200, { "Content-Length": much.length }).end(much);
    endIfStalled(response, afterMs);
    answered(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  onTestFinished(() => {
    socket.destroy();
    server.close();
  });
  socket.on("error", () => undefined);
  socket.write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  return { socket, response: await answering };
}

it("an answer that nobody reads is ended", async () => {
  const { response } = await asked(200);
  const { socket } = response.req;
  expect(socket.destroyed).toBe(false);
  await once(response, "close");
  expect(socket.destroyed).toBe(true);
});

it("an answer that is read is whole", async () => {
  const { socket } = await asked(60_000);
  const all = await buffer(socket);
  expect(all.length).toBeGreaterThan(much.length);
});
