import { setImmediate } from "node:timers/promises";
import { expect, it, onTestFinished, vi } from "vitest";
import { writeLog } from "../../registry/log-lines.ts";

it("the lines of one turn go in one write, in their order, each with its time and on its line", async () => {
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  onTestFinished(() => write.mockRestore());
  const listeners = process.listenerCount("exit");
  writeLog({ level: "info", event: "a", path: '/x\n{"event":"forged"}' });
  writeLog({ level: "info", event: "b" });
  await setImmediate();
  writeLog({ level: "error", event: "c" });
  await setImmediate();
  const texts = write.mock.calls.map(([text]) => String(text)).filter((text) => text.startsWith("{"));
  const writes = texts.map((text) => text.split("\n").slice(0, -1));
  expect(writes.map((lines) => lines.map((line) => JSON.parse(line).event))).toEqual([["a", "b"], ["c"]]);
  expect(JSON.parse(writes[0]?.[0] ?? "").time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  expect(process.listenerCount("exit")).toBe(listeners);
});
