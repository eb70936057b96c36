/** Loaded late, as one module: a bundler gives a late import of CommonJS its default export only. */
export { EnvHttpProxyAgent, request } from "undici";
