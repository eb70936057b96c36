/** What the compiler itself reads of a manifest (zig 0.16 Manifest `max_bytes`). */
export const maxSourceBytes = 10 * 1024 * 1024;

/** Braces inside braces. Real manifests have four levels; the parser recurses, and this is far from the end of the stack. */
export const maxDepth = 256;

/** Values in one document: a value costs some 200 bytes of memory, and 10 MiB of `1,1,1,…` would cost a gigabyte. */
export const maxValues = 250_000;

/** Zig's limit for the name of a package, in bytes: it becomes part of the package hash. */
export const maxNameBytes = 32;

/** Zig's limit for the version of a package, in bytes: it becomes part of the package hash. */
export const maxVersionBytes = 32;

/** Problems listed in one error; more would push the first one off the screen. */
export const maxProblemsShown = 8;

/** Characters of one number: Zig has no limit, but to read millions of digits takes seconds. */
export const maxNumberLength = 1000;

/** Characters of a name or value repeated in a message. */
export const maxWordShown = 40;

/** Characters of a source line shown above the caret: a minified manifest may be one line of megabytes. */
export const maxLineShown = 160;
