import { type Access, paths, readOwners } from "../protocol/index.ts";
import type { Documents } from "./documents.ts";
import type { Wire } from "./wire.ts";

/** What owners do after publishing. Each may be repeated, and is. */
export interface PackageActions {
  /** Takes a version out of the choice for new users; its bytes stay for those who have it. */
  yank(name: string, version: string): Promise<void>;
  unyank(name: string, version: string): Promise<void>;
  /** Tells those who use a version why they better did not; it stays in the choice, behind all others. */
  deprecate(name: string, version: string, message: string): Promise<void>;
  undeprecate(name: string, version: string): Promise<void>;
  /** Says who may read a package. */
  setAccess(name: string, access: Access): Promise<void>;
  owners(name: string): Promise<readonly string[]>;
  /** Both give the owners as they are afterwards. */
  addOwner(name: string, user: string): Promise<readonly string[]>;
  removeOwner(name: string, user: string): Promise<readonly string[]>;
}

export function openPackageActions(wire: Wire, documents: Documents): PackageActions {
  async function change(
    method: "PUT" | "DELETE",
    name: string,
    path: string,
    form?: object,
  ): Promise<Buffer> {
    const body = form && { type: "application/json", bytes: Buffer.from(JSON.stringify(form)) };
    const answer = await wire.demand({ method, path, ...(body === undefined ? {} : { body }) });
    documents.forget(name);
    return answer.bytes;
  }

  return {
    async yank(name, version) {
      await change("PUT", name, paths.zigYank(name, version));
    },
    async unyank(name, version) {
      await change("DELETE", name, paths.zigYank(name, version));
    },
    async deprecate(name, version, message) {
      await change("PUT", name, paths.zigDeprecation(name, version), { message });
    },
    async undeprecate(name, version) {
      await change("DELETE", name, paths.zigDeprecation(name, version));
    },
    async setAccess(name, access) {
      await change("PUT", name, paths.zigAccess(name), { access });
    },
    async owners(name) {
      return readOwners((await wire.demand({ method: "GET", path: paths.zigOwners(name) })).bytes);
    },
    async addOwner(name, user) {
      return readOwners(await change("PUT", name, paths.zigOwner(name, user)));
    },
    async removeOwner(name, user) {
      return readOwners(await change("DELETE", name, paths.zigOwner(name, user)));
    },
  };
}
