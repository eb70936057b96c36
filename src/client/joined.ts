import { readHash } from "../protocol/index.ts";
import type { RegistryClient } from "./client.ts";

/** A registry, and which packages belong to it. */
export interface NamedClient {
  owns(name: string): boolean;
  readonly client: RegistryClient;
}

/**
 * Several registries as one: each package is asked for at the first one that owns its name, and at no other, or
 * somebody could publish the same name there; all else at the main one.
 */
export function joinedClient(main: RegistryClient, others: readonly NamedClient[]): RegistryClient {
  const forPackage = (name: string) => others.find(({ owns }) => owns(name))?.client ?? main;
  const forHash = (hash: string) => forPackage(readHash(hash)?.name ?? "");
  return {
    ...main,
    forPackage,
    document: (name) => forPackage(name).document(name),
    demandDocument: (name) => forPackage(name).demandDocument(name),
    archiveByHash: (hash) => forHash(hash).archiveByHash(hash),
    archive: (name, version) => forPackage(name).archive(name, version),
    yank: (name, version) => forPackage(name).yank(name, version),
    unyank: (name, version) => forPackage(name).unyank(name, version),
    deprecate: (name, version, message) => forPackage(name).deprecate(name, version, message),
    undeprecate: (name, version) => forPackage(name).undeprecate(name, version),
    setAccess: (name, access) => forPackage(name).setAccess(name, access),
    owners: (name) => forPackage(name).owners(name),
    addOwner: (name, user) => forPackage(name).addOwner(name, user),
    removeOwner: (name, user) => forPackage(name).removeOwner(name, user),
    close: async () => {
      await Promise.all([main, ...others.map(({ client }) => client)].map((client) => client.close()));
    },
  };
}
