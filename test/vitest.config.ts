import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["test/**/*.test.ts"],
    exclude: ["test/clients/**"],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    pool: "forks",
  },
});
