import { type Check, ok, warning } from "./check.ts";

/** The registry's Date field has whole seconds, and the answer was under way for a while. */
const toleranceMs = 60_000;

/** This machine's clock against the registry's: certificates, release ages and cached documents go by it. */
export const clock: Check = {
  name: "clock",
  async look(patient) {
    if (patient.settings().offline.value) return ok("not compared while offline");
    const time = await patient.registryTime();
    if (time === undefined) return ok("not compared: the registry does not tell its time");
    const apartMs = Date.now() - time;
    if (Math.abs(apartMs) <= toleranceMs) return ok("as the registry's");
    const much = `${spanText(Math.abs(apartMs))} ${apartMs > 0 ? "ahead of" : "behind"} the registry's`;
    return warning(
      `this machine's clock is ${much}`,
      "set the clock: release ages and certificates go by it",
    );
  },
};

function spanText(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return `${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}
