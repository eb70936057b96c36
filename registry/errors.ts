import { type ErrorRow, errorFamily, isSystemError, PantryError } from "../src/errors.ts";

interface RegistryErrorRow extends ErrorRow {
  /** The HTTP status that a client gets. */
  readonly status: number;
}

export const registryCodes = {
  ARCHIVE_NOT_CANONICAL: {
    exit: "refused",
    status: 422,
    means: "An archive is not packed the one way that gives the same bytes for the same files.",
  },
  ATTESTATION_REFUSED: {
    exit: "refused",
    status: 422,
    means: "An attestation is not about the tarball that it came with.",
  },
  BACKUP_DAMAGED: { exit: "refused", status: 500, means: "A backup has other bytes than it was made of." },
  BACKUP_TARGET_TAKEN: {
    exit: "usage",
    status: 500,
    means: "A backup, or a registry restored from one, needs an empty folder.",
  },
  BODY_TOO_LARGE: { exit: "refused", status: 413, means: "A request's body is beyond the limit." },
  BODY_UNREADABLE: {
    exit: "failed",
    status: 400,
    means: "A request's body was cut off or is not what it says.",
  },
  CHANGE_INVALID: {
    exit: "failed",
    status: 400,
    means: "A document that changes an npm package says what cannot be.",
  },
  DEPENDENCY_ADDRESS: {
    exit: "failed",
    status: 422,
    means: "A dependency's address is not one that everybody can fetch from.",
  },
  DEPENDENCY_PATH: { exit: "refused", status: 422, means: "A dependency's path leaves the package." },
  DEPENDENCY_PRIVATE: {
    exit: "failed",
    status: 422,
    means: "A public package depends on a private one, so nobody else could build it.",
  },
  DEPENDENCY_UNAVAILABLE: {
    exit: "failed",
    status: 422,
    means: "A dependency's archive was not brought along, so its address could die.",
  },
  DEPENDENCY_UNPINNED: {
    exit: "failed",
    status: 422,
    means: "A dependency has no hash that Zig 0.14 or newer takes.",
  },
  DOCUMENT_UNREADABLE: {
    exit: "failed",
    status: 400,
    means: "What an npm client sent is no document of a package.",
  },
  FINGERPRINT_DIFFERS: {
    exit: "refused",
    status: 422,
    means: "A version has another fingerprint than the package's first.",
  },
  HASH_DIFFERS: { exit: "refused", status: 422, means: "The sent archive has another hash than was said." },
  LAST_OWNER: { exit: "failed", status: 409, means: "A package must keep an owner." },
  LOGIN_WEB_UNSUPPORTED: { exit: "failed", status: 404, means: "There is no sign-in in a browser." },
  LAST_ORG_OWNER: { exit: "failed", status: 409, means: "An organisation must keep an owner." },
  MANIFEST_DIFFERS: {
    exit: "refused",
    status: 422,
    means: "The package.json in a tarball is of another package than its document.",
  },
  MANIFEST_MISSING: { exit: "failed", status: 422, means: "A package has no build.zig.zon." },
  MANIFEST_REFUSED: {
    exit: "failed",
    status: 422,
    means: "build.zig.zon says what no registry can keep.",
  },
  NAME_DIFFERS: {
    exit: "failed",
    status: 422,
    means: "build.zig.zon names another package than the address.",
  },
  NAME_INVALID: { exit: "failed", status: 422, means: "Zig would not take the name." },
  NAME_RESERVED: { exit: "failed", status: 422, means: "The name means something else in Zig code." },
  NAME_TAKEN: {
    exit: "failed",
    status: 409,
    means: "The name, or one that reads the same, belongs to another package.",
  },
  NOT_FOUND: { exit: "failed", status: 404, means: "There is nothing at an address." },
  NOT_OWNER: { exit: "denied", status: 403, means: "Only owners of a package may change it." },
  ORG_DENIED: { exit: "denied", status: 403, means: "A member's role does not allow it." },
  ORG_FULL: { exit: "failed", status: 409, means: "An organisation or a team has as much as one can have." },
  ORG_MISSING: {
    exit: "failed",
    status: 404,
    means: "There is no such organisation that one is a member of.",
  },
  PACKAGE_EMPTY: { exit: "failed", status: 422, means: "A package has no files." },
  PACKAGE_FULL: {
    exit: "failed",
    status: 409,
    means: "A package has as many versions or owners as one can have.",
  },
  PACKAGE_MISSING: { exit: "failed", status: 404, means: "The registry has no such package." },
  PASSWORD_UNUSABLE: { exit: "failed", status: 400, means: "A new password is too short or too long." },
  PASSWORD_WRONG: { exit: "denied", status: 401, means: "The password is not the user's." },
  PATHS_WITHOUT_MANIFEST: {
    exit: "failed",
    status: 422,
    means: "`.paths` leaves out build.zig.zon, which breaks the package in Zig 0.16.",
  },
  PUBLISH_INVALID: {
    exit: "failed",
    status: 400,
    means: "A document that an npm client publishes says what cannot be.",
  },
  REGISTRY_BUSY: {
    exit: "network",
    status: 503,
    means: "Too much is being uploaded, or too many sign in, at once.",
  },
  REGISTRY_READ_ONLY: { exit: "network", status: 503, means: "The registry takes no changes for now." },
  REQUEST_INVALID: { exit: "failed", status: 400, means: "A request does not say what it must." },
  REQUEST_MISDIRECTED: {
    exit: "denied",
    status: 421,
    means: "A request that changes something was sent to a developer's own registry under another name.",
  },
  SCOPE_TAKEN: { exit: "denied", status: 403, means: "The scope belongs to somebody else." },
  REVISION_OLD: {
    exit: "failed",
    status: 409,
    means: "A package changed between reading and changing it.",
  },
  SETTINGS_INVALID: { exit: "usage", status: 500, means: "The registry cannot run as it was told to." },
  SIGN_UP_CLOSED: { exit: "denied", status: 403, means: "Only the operator makes accounts." },
  SIGN_IN_REQUIRED: { exit: "denied", status: 401, means: "An address needs a token." },
  STAGING_UNSUPPORTED: { exit: "failed", status: 404, means: "No package waits to be approved here." },
  STORAGE_DAMAGED: {
    exit: "refused",
    status: 500,
    means: "What the storage has is not what was put there, or it is gone.",
  },
  STORAGE_FULL: { exit: "network", status: 507, means: "The storage has no room left." },
  STORAGE_UNAVAILABLE: { exit: "network", status: 503, means: "The storage did not answer, or not in time." },
  TEAM_MISSING: { exit: "failed", status: 404, means: "The organisation has no such team." },
  TAG_INVALID: {
    exit: "failed",
    status: 400,
    means: "A tag has a name that no tag can have, or must stay.",
  },
  TARBALL_REFUSED: {
    exit: "refused",
    status: 422,
    means: "A tarball holds no package, or not the same one for everybody.",
  },
  TOKEN_ADDRESS: {
    exit: "denied",
    status: 403,
    means: "A token was used from an address that it was not made for.",
  },
  TOKEN_EXPIRED: { exit: "denied", status: 401, means: "A token's time is over." },
  TOKEN_LIMIT_INVALID: {
    exit: "failed",
    status: 400,
    means: "A token was asked for with limits that mean nothing.",
  },
  TOKEN_LIMIT_UNSUPPORTED: {
    exit: "failed",
    status: 400,
    means: "A token was asked for with limits that cannot be kept.",
  },
  TOKEN_MISSING: { exit: "failed", status: 404, means: "A user has no such token." },
  TOKEN_PACKAGE: {
    exit: "denied",
    status: 403,
    means: "A token was used for a package that it was not made for.",
  },
  TOKEN_READ_ONLY: {
    exit: "denied",
    status: 403,
    means: "A token that may only read was used to change something.",
  },
  TOKEN_RIGHT: { exit: "denied", status: 403, means: "A token was used for what it has no right to." },
  TOKEN_UNKNOWN: {
    exit: "denied",
    status: 401,
    means: "A token is not, or no longer, one of this registry.",
  },
  TOO_MANY_ATTEMPTS: {
    exit: "denied",
    status: 429,
    means: "Too many wrong passwords or new accounts in a short time.",
  },
  TOO_MANY_REQUESTS: { exit: "network", status: 429, means: "Too many requests in a short time." },
  TOO_MANY_TOKENS: { exit: "failed", status: 409, means: "A user has as many tokens as one can have." },
  TRUST_UNSUPPORTED: { exit: "failed", status: 404, means: "No workflow publishes here without a token." },
  UPSTREAM_REFUSED: {
    exit: "refused",
    status: 403,
    means: "Upstream sent other bytes for a version than it announced when the version was first seen.",
  },
  UPSTREAM_UNAVAILABLE: {
    exit: "network",
    status: 502,
    means: "Upstream did not answer, or with nothing that could be used.",
  },
  USER_MISSING: { exit: "failed", status: 404, means: "The registry has no such user." },
  USER_NAME_INVALID: { exit: "failed", status: 400, means: "A name is not one for a user." },
  USER_NAME_RESERVED: {
    exit: "failed",
    status: 400,
    means: "The name would be taken for the registry's own, or for none.",
  },
  USER_NAME_TAKEN: {
    exit: "failed",
    status: 409,
    means: "A user or an organisation has the name, or one that reads the same.",
  },
  VERSION_DIFFERS: {
    exit: "failed",
    status: 422,
    means: "build.zig.zon has another version than the address.",
  },
  VERSION_INVALID: { exit: "failed", status: 422, means: "Zig would not take the version." },
  VERSION_MISSING: { exit: "failed", status: 404, means: "The package has no such version." },
  VERSION_TAKEN: {
    exit: "failed",
    status: 409,
    means: "The version was published before, and versions never change.",
  },
} as const satisfies Record<string, RegistryErrorRow>;

export type RegistryCode = keyof typeof registryCodes;

export const registryError = errorFamily(registryCodes);

/** For the adapters: what a full disk becomes. */
export function storageFull(cause: unknown) {
  return registryError("STORAGE_FULL", {
    message: "the registry has no room left",
    hint: "tell whoever runs it; nothing was changed",
    cause,
  });
}

/** For the adapters: what an error of the file system means; anything else stays what it is. */
export function diskProblem(error: unknown): unknown {
  if (isSystemError(error, "ENOSPC", "EDQUOT")) return storageFull(error);
  if (!isSystemError(error, "EMFILE", "ENFILE", "ENOMEM", "EACCES", "EPERM", "EROFS", "EIO", "ESTALE")) {
    return error;
  }
  return registryError("STORAGE_UNAVAILABLE", {
    message: "the registry's storage does not do what it is asked",
    hint: "try again in a while; if it stays so, tell whoever runs the registry",
    cause: error,
  });
}

/** True where the storage could not do what it was asked, now or at all. */
export function isStorageProblem(error: unknown): error is PantryError {
  return error instanceof PantryError && error.code.startsWith("STORAGE_");
}

/** The HTTP status for a code of this registry; undefined for one that another folder declared. */
export function statusOf(code: string): number | undefined {
  const rows: Readonly<Record<string, RegistryErrorRow>> = registryCodes;
  return Object.hasOwn(rows, code) ? rows[code]?.status : undefined;
}
