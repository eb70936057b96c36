/**
 * fast-check, with one seed for all of `npm test`: whether a change passes must depend on the change, and not on the
 * numbers that were drawn. Other numbers are drawn by `npm run test:fuzz`, and by PANTRY_TEST_SEED=random in front of
 * any test; a number there repeats a run that failed.
 */
import fc from "fast-check";
import { isLongFuzz } from "../hostile/fuzz-effort.ts";

const asked = process.env["PANTRY_TEST_SEED"] ?? (isLongFuzz ? "random" : "20160208");
if (asked !== "random") fc.configureGlobal({ seed: Number(asked) });

export { fc };
