import type { Check } from "./check.ts";
import { hasAtTop } from "./top-files.ts";

export const license: Check = {
  name: "license",
  ensures: "there is a licence, without which nobody may use it",
  look: ({ files }) =>
    hasAtTop(files, /^(?:licen[cs]es?|copying|copyright|unlicense)(?:[.-][\w.-]+)?$/i)
      ? []
      : [
          {
            verdict: "warning",
            message: "no licence is packed: without one, others may not use the package",
            hint: 'add a LICENSE file, and "LICENSE" to `.paths`',
          },
        ],
};
