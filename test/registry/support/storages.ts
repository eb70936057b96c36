import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Blobs, folderBlobs, hostileBlobs, memoryBlobs } from "../../../registry/blobs/index.ts";
import {
  hostileMetadata,
  type Metadata,
  memoryMetadata,
  sqliteMetadata,
} from "../../../registry/metadata/index.ts";
import { seededTrouble } from "../../../registry/trouble.ts";
import { temporaryFolder } from "../../support/folders.ts";

/** What the domain is tested on: memory, hostile memory once for each seed, and what one machine has. */
export function storagesWith(
  seeds: readonly number[],
): readonly [string, () => Promise<[Metadata, Blobs]>][] {
  return [
    ["memory", async () => [memoryMetadata(), memoryBlobs()]],
    ...seeds.map((seed): [string, () => Promise<[Metadata, Blobs]>] => [
      `hostile ${seed}`,
      async () => [
        hostileMetadata(memoryMetadata(), seededTrouble(seed)),
        hostileBlobs(memoryBlobs(), seededTrouble(seed + 100)),
      ],
    ]),
    [
      "sqlite and folder",
      async () => {
        const folder = temporaryFolder();
        const metadata = sqliteMetadata(join(folder, "metadata.sqlite"));
        onTestFinished(() => metadata.close());
        return [metadata, await folderBlobs(join(folder, "blobs"))];
      },
    ],
  ];
}
