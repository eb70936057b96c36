export { type Fetched, ingest } from "./ingest.ts";
export { type StoreLayout, storeLayout } from "./layout.ts";
export type { PackageRecord, RecordedEntry } from "./record.ts";
export { type Origin, openStore, type Store, type StoredPackage } from "./store.ts";
