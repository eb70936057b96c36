export { type BlobKey, type Blobs, blobKey, blobKeyOf } from "./blobs.ts";
export { checkedBlobs } from "./checked.ts";
export { blobsIn, folderBlobs } from "./folder.ts";
export { hostileBlobs } from "./hostile.ts";
export { memoryBlobs } from "./memory.ts";
