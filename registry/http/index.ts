export { createHandler } from "./app.ts";
export { uploadBytes } from "./limits.ts";
export { listen } from "./server.ts";
