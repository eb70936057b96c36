import { type Check, ok } from "./check.ts";

/** Whether all that sets something can be read: config.toml, pantry.toml, the environment. */
export const settings: Check = {
  name: "settings",
  look(patient) {
    const set = Object.values(patient.settings()).filter(({ origin }) => origin !== "default");
    if (set.length === 0) return ok("nothing is set: all is as it comes");
    const places = [...new Set(set.map(({ where }) => where))];
    return ok(`${set.length} set, by ${places.join(", ")}`);
  },
};
