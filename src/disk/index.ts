export type { Disk, EntryKind, FileStat, FolderEntry, LinkResult } from "./disk.ts";
export { nodeDisk } from "./node-disk.ts";
export { joinPath, type PathBytes } from "./path.ts";
export { writeWhole } from "./write-whole.ts";
