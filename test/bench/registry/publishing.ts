import { ask } from "./client.ts";
import { publishBody } from "./packages.ts";
import type { Server } from "./servers.ts";

/** Someone who publishes, by npm's protocol. */
export interface Publisher {
  /** Publishes one version; gives the status. */
  publish(name: string, version: string): Promise<number>;
}

export async function signUp({ url }: Server): Promise<Publisher> {
  const name = "bench";
  const body = Buffer.from(JSON.stringify({ name, password: "correct horse battery", email: "bench@e.x" }));
  const json = { "content-type": "application/json" };
  const answer = await ask(`${url}-/user/org.couchdb.user:${name}`, json, "PUT", body);
  const { token } = JSON.parse(answer.bytes.toString());
  const headers = { ...json, authorization: `Bearer ${token}` };
  return {
    async publish(packageName, version) {
      const { status } = await ask(url + packageName, headers, "PUT", publishBody(packageName, version));
      return status;
    },
  };
}

/** The milliseconds that each of so many publishes took, one after the other. Throws where one is refused. */
export async function publishInTurn(publisher: Publisher, count: number, prefix: string): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const startedAt = performance.now();
    const status = await publisher.publish(`${prefix}${index}`, "1.0.0");
    if (status !== 201 && status !== 200)
      throw new Error(`publishing ${prefix}${index} was answered ${status}`);
    times.push(performance.now() - startedAt);
  }
  return times;
}

/** How many of so many publishes of one version at once were told that they won. Who was hung up on was not. */
export async function publishAtOnce(publisher: Publisher, count: number, name: string): Promise<number> {
  const statuses = await Promise.all(
    Array.from({ length: count }, () => publisher.publish(name, "1.0.0").catch(() => 0)),
  );
  return statuses.filter((status) => status === 201 || status === 200).length;
}
