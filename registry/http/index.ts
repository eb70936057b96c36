export { createHandler, type HttpSettings } from "./app.ts";
export { changesPerMinute, requestsPerMinute, uploadBytes } from "./limits.ts";
export { createMetrics, type Metrics } from "./metrics.ts";
export { listen } from "./server.ts";
