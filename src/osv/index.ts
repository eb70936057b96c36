export { type Advisory, type Affected, type Ecosystem, isAtLeast, type Level, levels } from "./advisory.ts";
export { affectedRange, type Hit, hitOf, type PackageName, packageKey } from "./affects.ts";
export { osvCodes } from "./errors.ts";
export { advisoryBytes } from "./limits.ts";
export { advisoryIn, readAdvisories, readAdvisory } from "./read-advisory.ts";
