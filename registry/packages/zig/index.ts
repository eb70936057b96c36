export { setZigAccess } from "./access.ts";
export { checkMayPublish, zigHead } from "./claim.ts";
export { type MarkedVersion, setDeprecated, setYanked } from "./marks.ts";
export { createZigPackages, type ZigPackages } from "./zig-packages.ts";
