import { parentPort } from "node:worker_threads";
import { type RenderInput, render } from "./render.ts";

/** The other end of `renderer.ts`, a bundle by itself. */
parentPort?.on("message", (input: RenderInput) => parentPort?.postMessage(render(input)));
