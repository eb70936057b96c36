/** A record lists each file once, so it grows with the package: some 100 bytes a file, 100,000 files. */
export const recordLimitBytes = 64 * 1024 * 1024;
