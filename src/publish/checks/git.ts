import type { Check } from "./check.ts";
import { someOf } from "./shown.ts";

export const git: Check = {
  name: "git",
  ensures: "what is packed is what was committed",
  look({ git: state, files }) {
    if (state.kind === "no repository") {
      return [{ verdict: "skipped", message: "this is in no git repository that could be asked" }];
    }
    if (state.kind === "no commit") {
      return [{ verdict: "warning", message: "nothing of this is committed yet", hint: "commit it" }];
    }
    const changedPaths = new Set(state.changed);
    const changed = files.filter(({ path }) => changedPaths.has(path.toString()));
    if (changed.length === 0) return [];
    return [
      {
        verdict: "warning",
        message: `packed, but not as it was committed: ${someOf(changed.map(({ shown }) => shown))}`,
        hint: "commit it, so that others find in the repository what they have in the package",
      },
    ];
  },
};
