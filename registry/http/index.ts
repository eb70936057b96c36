export { createHandler } from "./app.ts";
export { uploadBytes } from "./limits.ts";
export { type Listening, listen } from "./server.ts";
