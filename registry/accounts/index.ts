export { checkAccountName } from "./account-name.ts";
export { changeEmail, changePassword, isUser, removeUser } from "./change-user.ts";
export { type Count, createCounts } from "./counts.ts";
export { existingUser } from "./existing-user.ts";
export { createGuard, type Guard } from "./guard.ts";
export { guardWindowMs } from "./limits.ts";
export { networkOf } from "./network.ts";
export { findOrg, makeOrg, memberOrg, removeMember, roleIn, setMember } from "./orgs.ts";
export { createRequestPasswords, type RequestPasswords } from "./request-passwords.ts";
export {
  makeTeam,
  memberTeam,
  removeTeam,
  setInTeam,
  setTeamAccess,
  type TeamAddress,
} from "./teams.ts";
export {
  allRights,
  coversPackage,
  type Identity,
  isWithin,
  noLimits,
  readBlock,
  type TokenLimits,
} from "./token-limits.ts";
export { hashOf, makeToken, revokeToken, tokensOf, useToken } from "./tokens.ts";
export { checkNewPassword, checkPassword, makeUser, nameTaken, type SignedIn, signIn } from "./users.ts";
export {
  checkScope,
  isPrivate,
  mayChange,
  mayRead,
  mayUserRead,
  scopeOf,
  type Viewer,
  viewerWith,
} from "./visibility.ts";
