import { packageJobs } from "./packages/jobs.ts";
import { upstreamJobs } from "./upstream/jobs.ts";
import { serveJobs } from "./workshop/serve-jobs.ts";

/** What a workshop's thread runs, a bundle by itself: `registry-worker.js`. */
serveJobs([...packageJobs, ...upstreamJobs]);
