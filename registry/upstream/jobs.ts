import type { Job } from "../workshop/index.ts";
import { besideBytes, besideGzippedBytes } from "./limits.ts";
import { type PartInput, partOf } from "./part.ts";
import { type Rendered, type RenderInput, render } from "./render.ts";

export const documentRendering: Job<RenderInput, Rendered> = {
  name: "upstream document",
  isLarge: ({ bytes }) => bytes.length >= besideBytes,
  run: render,
};

export const documentPart: Job<PartInput, ReturnType<typeof partOf>> = {
  name: "part of an upstream document",
  isLarge: ({ gzipped }) => gzipped.length >= besideGzippedBytes,
  run: partOf,
};

export const upstreamJobs = [documentRendering, documentPart];
