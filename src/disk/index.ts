export { bootId } from "./boot-id.ts";
export type { Disk, DiskWriter, EntryKind, FileStat, FolderEntry, LinkResult } from "./disk.ts";
export { sweepLocks, withLock } from "./lock.ts";
export { nodeDisk } from "./node-disk.ts";
export { joinPath, type PathBytes } from "./path.ts";
export { type Replacement, replaceFiles, writeWhole } from "./replace-files.ts";
export { isSameTime, type Replicate, replicator } from "./replicate.ts";
export { isAbandoned, isOlderThan, ownedName, stagedPath, sweepStaged } from "./staged.ts";
export { folderMaker, isThere, listIfThere, listTree, parentsOf, type TreeEntry } from "./tree.ts";
