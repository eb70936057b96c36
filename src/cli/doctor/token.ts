import { tokenPlaces } from "../registry.ts";
import { type Check, ok, warning } from "./check.ts";

/** Who the registry takes this user for. */
export const token: Check = {
  name: "token",
  async look(patient) {
    const { client, token: found } = patient.registry();
    if (found.token === undefined) {
      if (!found.withheld)
        return ok("nobody is signed in, which publishing and private packages need (`pantry login`)");
      return warning(
        `PANTRY_TOKEN is not sent to ${client.url}: only the project names that registry`,
        "if you trust it, name it yourself: `--registry`, PANTRY_REGISTRY, or `pantry config set registry.url`",
      );
    }
    const place = tokenPlaces[found.from];
    if (patient.settings().offline.value) return ok(`${place}, not tried`);
    return ok(`signed in as ${await client.whoami()}, with ${place}`);
  },
};
