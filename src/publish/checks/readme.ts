import type { Check } from "./check.ts";
import { hasAtTop } from "./top-files.ts";

export const readme: Check = {
  name: "readme",
  ensures: "there is a README that says what it is",
  look: ({ files }) =>
    hasAtTop(files, /^readme(?:\.[a-z]+)?$/i)
      ? []
      : [
          {
            verdict: "warning",
            message: "no README is packed",
            hint: 'write one, and add "README.md" to `.paths`',
          },
        ],
};
