export type { Job } from "./job.ts";
export { createWorkshop, type Workshop } from "./workshop.ts";
