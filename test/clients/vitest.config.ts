import { defineConfig } from "vitest/config";

/** The registry under the real clients of the npm world, which come from npm's registry. */
export default defineConfig({
  test: {
    root: new URL("../..", import.meta.url).pathname,
    include: ["test/clients/**/*.test.ts"],
    globalSetup: "test/clients/support/install.ts",
    testTimeout: 600_000,
    hookTimeout: 60_000,
    pool: "forks",
    // A client and its registry keep a core or two busy.
    maxWorkers: 2,
  },
});
