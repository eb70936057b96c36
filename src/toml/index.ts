export { decodeToml, isTable, parseToml, type TomlDocument, type TomlFileKind } from "./document.ts";
export { removeValue, setValue } from "./edit.ts";
export { readDocument, type TomlNode } from "./node.ts";
export { quoteForMessage } from "./place.ts";
export { quoteString } from "./write.ts";
