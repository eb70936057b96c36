import { connect } from "node:net";
import { text } from "node:stream/consumers";

/** Sends these very bytes, and gives all that comes back until the registry ends the connection or is silent. */
export async function sendRaw({ url }: { readonly url: string }, request: string): Promise<string> {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  socket.write(request, "latin1");
  socket.setTimeout(60_000, () => socket.destroy());
  return text(socket).catch(() => "");
}
