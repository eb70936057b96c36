/** Longest name of a package, in bytes: Zig's own limit for `.name`. */
export const nameBytes = 32;

/** Longest version of a package, in bytes: Zig's own limit for `.version`. */
export const versionBytes = 32;

/** Longest name of a user: longer ones only spoil every list that they appear in. */
export const userNameBytes = 64;

/** An index document of 10,000 versions with ten dependencies each has about 30 MB; nothing real comes near. */
export const documentBytes = 64 * 1024 * 1024;

/** Versions of one package. A daily release for 25 years. */
export const versionCount = 10_000;

/** Dependencies of one version, those of its nested path packages included. */
export const dependencyCount = 1_000;

/** Length of a dependency's address: what browsers and proxies pass on without trouble. */
export const urlBytes = 2_000;

/** Names of modules, and of artifacts, that one version may record. */
export const factCount = 500;

/** Length of a module's, an artifact's or a dependency's name, and of a path inside a package. */
export const factBytes = 256;

/** Zig versions that one version was tested with. */
export const testedVersionCount = 32;

/** Owners of one package. */
export const ownerCount = 1_000;

/** Tokens of one user: more than anybody keeps apart. */
export const tokenCount = 10_000;

/** Patterns of package names in one token. */
export const tokenPackageCount = 1_000;

/** The facts that a publisher sends before the archive: two lists of names at most. */
export const factsLineBytes = 512 * 1024;

/** Every other answer of a registry: a token, a user name, an error. */
export const answerBytes = 1024 * 1024;

/** How much of a registry's error text is shown to a user. */
export const errorTextLength = 2_000;

/** Signatures of one version: one for each key that a registry signs with. */
export const signatureCount = 16;

/** Length of a package's description: a sentence or two, as lists show it. */
export const descriptionLength = 300;

/** Length of a licence's expression: several identifiers joined. */
export const licenseLength = 100;

/** Keywords of one package, and the length of one: words that people search for. */
export const keywordCount = 20;
export const keywordLength = 32;

/** What is said to those who use a deprecated version: it is printed wherever they meet it. npm's have the same limit. */
export const deprecationLength = 2_000;

/** Results in one answer to a search: npm's registry gives at most 250. */
export const searchResultCount = 250;

/** The longest name that npm takes. */
export const npmNameLength = 214;

/** A text in a search's answer, and the entries of a list there: other registries keep longer ones than Pantry's. */
export const foundTextLength = 10_000;
export const listedCount = 1_000;

/** Keys of a registry: one a year for as long as anybody thinks ahead. */
export const signingKeyCount = 100;

/** Advisories about the packages of one project, and the bytes of their documents. */
export const advisoryCount = 10_000;
export const advisoriesBytes = 64 * 1024 * 1024;
