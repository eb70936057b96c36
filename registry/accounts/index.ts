export { createGuard } from "./guard.ts";
export { guardWindowMs } from "./limits.ts";
export { hashOf, makeToken, revokeToken, tokenOwner, tokensOf } from "./tokens.ts";
export { type Credentials, checkPassword, signIn } from "./users.ts";
