import { type Access, access } from "./access.ts";
import { protocolError } from "./errors.ts";
import { printableName } from "./facts.ts";
import { isIntegrity, readHash } from "./hashes.ts";
import * as limits from "./limits.ts";
import { isUserName } from "./names.ts";
import { count, fieldsOf, flag, list, moment, optional, ShapeProblem, text, unprintable } from "./shape.ts";

/** How every failure is told: npm's clients print `error`, Pantry's all three. */
export interface ErrorBody {
  readonly error: string;
  readonly code: string;
  readonly hint: string | undefined;
}

/** What a registry answers to a publish that it accepted. */
export interface PublishAnswer {
  readonly name: string;
  readonly version: string;
  readonly hash: string;
  readonly integrity: string;
  /** The archive's permanent address. */
  readonly archive: string;
  readonly archiveSizeBytes: number;
  /** Who reads the package now; missing where that is everybody. */
  readonly access?: Access | undefined;
}

/** What a registry answers to a foreign dependency that was brought along. */
export interface ArchiveAnswer {
  readonly hash: string;
  readonly integrity: string;
  readonly archiveSizeBytes: number;
}

/** What a registry answers to a sign-in, which is a sign-up where the name was free. */
export interface SignInAnswer {
  readonly token: string;
  /** True where the user was made just now. */
  readonly created: boolean;
}

/** A token as a registry lists it: its text is known only to who made it. */
export interface ListedToken {
  /** What it is revoked by. */
  readonly key: string;
  readonly masked: string;
  readonly readOnly: boolean;
  readonly createdAt: string;
  /** What its maker calls it, where the registry says so. */
  readonly name: string | undefined;
  /** Patterns of the packages that it is good for; undefined for all. */
  readonly packages: readonly string[] | undefined;
  readonly expiresAt: string | undefined;
}

/**
 * The body of a failed answer. Undefined for what is none, such as a proxy's page.
 * Its texts reach a terminal, so control characters are gone and the length is bounded.
 */
export function readErrorBody(bytes: Uint8Array): ErrorBody | undefined {
  if (bytes.length > limits.answerBytes) return undefined;
  try {
    const field = fieldsOf(JSON.parse(Buffer.from(bytes).toString("utf8")), "");
    const shown = (value: unknown) => (typeof value === "string" ? plain(value) : undefined);
    const error = field("error", shown);
    if (error === undefined) return undefined;
    return { error, code: field("code", shown) ?? "", hint: field("hint", shown) };
  } catch (error) {
    if (error instanceof ShapeProblem || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The token in an answer. Any registry's: its form is not Pantry's to judge. */
export const readToken = (bytes: Uint8Array): string => readSignIn(bytes).token;

/** The answer to a sign-in. Registries that do not say whether they made the user did not, as far as one can tell. */
export const readSignIn = (bytes: Uint8Array): SignInAnswer =>
  readAnswer(bytes, "a sign-in", (field) => ({
    token: field("token", text({ maxLength: 4096, matches: (token) => /^[!-~]+$/.test(token) })),
    created: field("created", (value) => value === true),
  }));

export const readWhoami = (bytes: Uint8Array): string =>
  readAnswer(bytes, "whoami", (field) =>
    field("username", text({ maxLength: 256, matches: (name) => /^[!-~]+$/.test(name) })),
  );

/** Whatever else answers at an address answers something else, with a 200 as well. */
export const readPing = (bytes: Uint8Array): undefined => readAnswer(bytes, "a ping", () => undefined);

export const readTokens = (bytes: Uint8Array): readonly ListedToken[] =>
  readAnswer(bytes, "the tokens", (field) =>
    field(
      "objects",
      list((value, at) => {
        const token = fieldsOf(value, at);
        return {
          key: token("key", text({ maxLength: 256, matches: (key) => /^[!-~]+$/.test(key) })),
          masked: token("token", printableName),
          readOnly: token("readonly", flag),
          createdAt: token("created", moment),
          name: token("name", optional(printable)) || undefined,
          packages: token("packages", optional(list(printable, limits.tokenPackageCount))),
          expiresAt: token("expires", optional(moment)),
        };
      }, limits.tokenCount),
    ),
  );

export const readOwners = (bytes: Uint8Array): readonly string[] =>
  readAnswer(bytes, "the owners", (field) =>
    field("owners", list(text({ maxLength: limits.userNameBytes, matches: isUserName }), limits.ownerCount)),
  );

export const readArchiveAnswer = (bytes: Uint8Array): ArchiveAnswer =>
  readAnswer(bytes, "an archive", (field) => ({
    hash: field("hash", text({ maxLength: 110, matches: (hash) => readHash(hash) !== undefined })),
    integrity: field("integrity", text({ maxLength: 95, matches: isIntegrity })),
    archiveSizeBytes: field("archiveSizeBytes", count),
  }));

export const readPublishAnswer = (bytes: Uint8Array): PublishAnswer => ({
  ...readArchiveAnswer(bytes),
  ...readAnswer(bytes, "a publish", (field) => ({
    name: field("name", text({ maxLength: limits.nameBytes })),
    version: field("version", text({ maxLength: limits.versionBytes })),
    archive: field(
      "archive",
      text({ maxLength: limits.urlBytes, matches: (url) => /^https?:\/\/[!-~]+$/.test(url) }),
    ),
    access: field("access", optional(access)),
  })),
});

/** A public key that a registry signs, or signed, with. */
export interface SigningKey {
  readonly keyid: string;
  /** SPKI DER in base64. */
  readonly key: string;
  /** When it ceased to be used; undefined while it is. */
  readonly expires: string | undefined;
}

export const readSigningKeys = (bytes: Uint8Array): readonly SigningKey[] =>
  readAnswer(bytes, "the keys", (field) =>
    field(
      "keys",
      list((value, at) => {
        const key = fieldsOf(value, at);
        return {
          keyid: key("keyid", text({ maxLength: 100 })),
          key: key("key", text({ maxLength: 1000, matches: (der) => /^[A-Za-z0-9+/]+=*$/.test(der) })),
          expires: key("expires", optional(moment)),
        };
      }, limits.signingKeyCount),
    ),
  );

/** OSV documents, each for `osv/` to read. */
export const readAdvisoryDocuments = (bytes: Uint8Array): readonly unknown[] =>
  readAnswer(
    bytes,
    "an audit",
    (field) =>
      field(
        "advisories",
        list((value: unknown) => value, limits.advisoryCount),
      ),
    limits.advisoriesBytes,
  );

/** Reads an answer of a registry whose shape is `take`'s. Throws ANSWER_INVALID. */
export function readAnswer<T>(
  bytes: Uint8Array,
  of: string,
  take: (field: ReturnType<typeof fieldsOf>) => T,
  limitBytes: number = limits.answerBytes,
): T {
  const invalid = (why: string) =>
    protocolError("ANSWER_INVALID", {
      message: `cannot use the registry's answer to ${of}: ${why}`,
      hint: "what answered there is not a registry, or something on the way changed its answer: check its address",
    });
  if (bytes.length > limitBytes) throw invalid(`it has more than ${limitBytes} bytes`);
  try {
    return take(fieldsOf(JSON.parse(Buffer.from(bytes).toString("utf8")), ""));
  } catch (error) {
    if (error instanceof ShapeProblem) throw invalid(error.message);
    if (error instanceof SyntaxError) throw invalid("it is not JSON");
    throw error;
  }
}

function plain(value: string): string {
  return value.slice(0, limits.errorTextLength).replace(unprintable, " ");
}

/** What people call things: any text that a terminal shows as it is. */
const printable = text({ maxLength: 256, matches: (value) => value.search(unprintable) < 0 });
