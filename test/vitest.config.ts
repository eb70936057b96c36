import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["test/**/*.test.ts"],
    exclude: ["test/clients/**"],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    pool: "forks",
    // Most tests wait for processes and disks; vitest itself would leave a core free.
    maxWorkers: "100%",
  },
});
