/** An archive: as much as the archive reader takes of one. */
export const archiveBytes = 512 * 1024 * 1024;

/** A cached document's first line: an address, a name, an ETag and a checksum. */
export const cacheHeaderBytes = 8 * 1024;

/** The longest ETag that is kept; a registry's has some 70 characters. */
export const etagLength = 256;

/** The longest code of a registry's error: they are names for scripts. */
export const errorCodeLength = 64;

/** The shortest secret that is looked for in messages: anything shorter stands in half of all words. */
export const secretLength = 4;
