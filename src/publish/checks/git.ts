import type { Check } from "./check.ts";
import { someOf } from "./shown.ts";

export const git: Check = {
  name: "git",
  ensures: "what is packed is what was committed",
  look({ git: state, files }) {
    if (state.kind === "no repository") return [];
    if (state.kind === "no commit") {
      return [{ verdict: "warning", message: "nothing of this is committed yet", hint: "commit it" }];
    }
    const packed = new Set(files.map(({ path }) => path.toString()));
    const changed = state.changed.filter((path) => packed.has(path));
    if (changed.length === 0) return [];
    return [
      {
        verdict: "warning",
        message: `packed, but not as it was committed: ${someOf(changed)}`,
        hint: "commit it, so that others find in the repository what they have in the package",
      },
    ];
  },
};
