import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { expect, test } from "vitest";
import { createBodies } from "../../../registry/http/body.ts";

test("a body that ends before its end is none", async () => {
  const request = new IncomingMessage(new Socket());
  request.headers["content-length"] = "100";
  const body = createBodies(1000).upload(request, async (bytes) => bytes);
  request.push("half");
  request.destroy();
  await expect(body).rejects.toMatchObject({ code: "BODY_UNREADABLE" });
});
