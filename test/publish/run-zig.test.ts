import { expect, test } from "vitest";
import { withoutSecrets } from "../../src/publish/build/run-zig.ts";

test("a build gets no secret from the environment, and all else", () => {
  const kept = { PATH: "/bin", HOME: "/home", ZIG_GLOBAL_CACHE_DIR: "/cache", LANG: "C", XAUTHORITY: "/x" };
  const secrets = [
    "PANTRY_TOKEN",
    "PANTRY_REGISTRY",
    "NODE_AUTH_TOKEN",
    "NPM_TOKEN",
    "npm_config__authToken",
    "GITHUB_TOKEN",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "GOOGLE_APPLICATION_CREDENTIALS",
    "SSH_AUTH_SOCK",
    "DB_PASSWORD",
    "SOME_API_KEY",
  ];
  const env = { ...kept, ...Object.fromEntries(secrets.map((name) => [name, "hunter2"])) };
  expect(withoutSecrets(env)).toEqual(kept);
});
