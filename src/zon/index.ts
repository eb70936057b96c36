export type { ManifestDependency } from "./dependencies.ts";
export { newFingerprint, showFingerprint } from "./fingerprint.ts";
export { isBareIdentifier } from "./keywords.ts";
export { type Manifest, parseManifest } from "./manifest.ts";
export { parseZon, type ZonField, type ZonNode } from "./parse.ts";
export { parseZigVersion } from "./semantic-version.ts";
export type { Span } from "./tokenizer.ts";
export { toZonIdentifier, toZonString } from "./write.ts";
