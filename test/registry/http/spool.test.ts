import { readdirSync } from "node:fs";
import { expect, it, onTestFinished, vi } from "vitest";
import { createSpool } from "../../../registry/http/spool.ts";
import { temporaryFolder } from "../../support/folders.ts";

it("a spool leaves no file behind, also where it is never closed", async () => {
  const folder = temporaryFolder();
  vi.stubEnv("TMPDIR", folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  const spool = createSpool();
  const pieces = Array.from({ length: 5 }, (_, at) => Buffer.alloc(1_000_000, at));
  for (const piece of pieces) await spool.write(piece);
  expect(readdirSync(folder)).toEqual([]);
  expect((await spool.read()).equals(Buffer.concat(pieces))).toBe(true);
  await spool.close();
});
