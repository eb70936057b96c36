export { checkMayPublish, packageHead } from "./claim.ts";
export { setYanked } from "./yank.ts";
export { createZigPackages, type ZigPackages } from "./zig-packages.ts";
