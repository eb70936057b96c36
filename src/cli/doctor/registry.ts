import { type Check, ok, warning } from "./check.ts";

/** Whether the registry answers. */
export const registry: Check = {
  name: "registry",
  async look(patient) {
    const { offline, registry: named } = patient.settings();
    if (offline.value) {
      return warning(
        `not asked: Pantry is offline (${offline.where})`,
        "`pantry config get network.offline` shows what says so",
      );
    }
    const startedAt = performance.now();
    await patient.registryTime();
    const tookMs = Math.round(performance.now() - startedAt);
    return ok(`${named.value} answers in ${tookMs} ms (${named.where})`);
  },
};
