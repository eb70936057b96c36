import { expect, it } from "vitest";
import { clientFor, json, scriptedRegistry } from "./fixtures.ts";

it("asks for all names that may be meant at once, and gives the nearest beginnings first", async () => {
  const server = await scriptedRegistry();
  const answers: (() => void)[] = [];
  const found = { so: ["soup"], s: ["soup", "salt"] };
  for (const [text, names] of Object.entries(found)) {
    server.on(`/-/v1/search?text=${text}&kind=zig&size=250`, (request, response) => {
      const packages = names.map((name) => ({ package: { kind: "zig", name, version: "1.0.0" } }));
      answers.unshift(() => json({ total: names.length, objects: packages })(request, response));
      // One alone gets no answer.
      if (answers.length === 2) for (const answer of answers) answer();
    });
  }
  const names = clientFor(server.origin).client.namesLike("soop");
  expect(await names).toEqual(["soup", "soup", "salt"]);
}, 20_000);
