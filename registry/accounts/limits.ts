/**
 * scrypt's cost: 16 MB and some 0.2 s on one core, one of the settings that OWASP calls equal.
 * Stored beside each password, so that a later Pantry can raise it.
 */
export const scryptCost = { N: 2 ** 14, r: 8, p: 5 } as const;

/** Passwords worked on at once: Node has four threads for them, and the disk needs some of those. */
export const scryptsAtOnce = 2;

/** Sign-ins that may wait for others, about a second: a client that waits longer gives up or asks again. */
export const signInsWaiting = 8;

/** Sign-ups that may wait. Fewer than sign-ins: whoever has an account comes first. */
export const signUpsWaiting = 4;

/** Shortest new password of a registry that others can reach. */
export const passwordLength = 8;

/** Longest password: enough for any sentence; what is longer is no password. */
export const passwordMaxLength = 1_024;

/** How long wrong passwords and sign-ups are remembered. */
export const guardWindowMs = 5 * 60 * 1000;

/** Wrong passwords from one address for one user within the window: more than anybody mistypes. */
export const guardTriesPerUser = 10;

/** Wrong passwords from one address for all users together; several people may share an address. */
export const guardTriesPerAddress = 100;

/** New users from one address within the window: a class that begins together, and no machine that makes thousands. */
export const guardSignUpsPerAddress = 40;

/** How long a password that came with a request need not be worked on again. */
export const rememberPasswordMs = 5 * 60 * 1000;

/** Such passwords remembered, 64 bytes each; beyond it the oldest are forgotten. */
export const rememberedPasswords = 10_000;

/** Addresses and users remembered; beyond it the oldest are forgotten. */
export const guardEntries = 20_000;

/** Tokens of one user that work: more than anybody keeps apart, and a list of them fits into one answer. */
export const tokenCount = 1_000;

/** Length of a token's name: a line in a list. */
export const tokenNameLength = 100;

/** Patterns of package names in one token; each request with the token looks at them. */
export const tokenPackageCount = 100;

/** Blocks of addresses in one token. */
export const tokenCidrCount = 50;

/** The longest time that a token can be made for, in days. A machine that lives longer gets a new one. */
export const tokenDaysMost = 3_650;

/** Members of one organisation, which are kept in one record. */
export const orgMemberCount = 1_000;

/** Teams of one organisation. */
export const orgTeamCount = 100;

/** Packages that one team may have rights for. */
export const teamPackageCount = 500;

/** Changes of one organisation or user that may come in between before a change of it gives up. */
export const accountTries = 50;

/** Length of an e-mail address (RFC 5321). */
export const emailLength = 254;
