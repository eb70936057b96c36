import { isSystemError, PantryError } from "../errors.ts";
import {
  createExchanger,
  type ExchangeAnswer,
  type ExchangeRequest,
  type ExchangerOptions,
  type Progress,
} from "../fetch/index.ts";
import { addressOf, answerBytes, registryBase } from "../protocol/index.ts";
import { answerFailure, unreachable } from "./answer-failure.ts";
import { clientError } from "./errors.ts";
import { secretLength } from "./limits.ts";

/** One question to the registry. */
export interface Question {
  readonly method: ExchangeRequest["method"];
  /** One of the protocol's `paths`. */
  readonly path: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: { readonly type: string; readonly bytes: Uint8Array };
  /** The most that an answer may have; a registry's short answers where not given. */
  readonly limitBytes?: number;
  /** False where the token is not sent, as when somebody signs in. */
  readonly signedIn?: boolean;
  /** False where doing it twice would not be the same as doing it once. */
  readonly repeatable?: boolean;
  /** What else must not stand in a message: a password. */
  readonly secret?: string;
  readonly showsProgress?: boolean;
}

/** The line to one registry. */
export interface Wire {
  /** The registry's address in its one spelling. */
  readonly base: string;
  /** Whether questions go with a token. */
  readonly isSignedIn: boolean;
  /** Any answer. Throws where none came: REGISTRY_OFFLINE, REGISTRY_UNREACHABLE, REGISTRY_MOVED, FETCH_*. */
  ask(question: Question): Promise<ExchangeAnswer>;
  /** The same, and throws what the registry refuses, with its own code and hint. */
  demand(question: Question): Promise<ExchangeAnswer>;
  /** What an answer means that is of no use: with the registry's own words, but without the token. */
  failure(method: Question["method"], answer: ExchangeAnswer): PantryError;
  close(): Promise<void>;
}

export interface WireOptions {
  readonly registryUrl: string;
  readonly token: string | undefined;
  readonly offline: boolean;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly exchange?: ExchangerOptions | undefined;
}

/**
 * Where the token's rules are kept: it goes to the registry's own address only, since every question is one below
 * it; a redirect is followed without it, and only by a GET; and no message repeats it, whoever wrote the message.
 */
export function openWire(options: WireOptions): Wire {
  const base = registryBase(options.registryUrl);
  const token = checkedToken(options.token);
  const exchanger = createExchanger(options.exchange);

  async function ask(question: Question): Promise<ExchangeAnswer> {
    if (options.offline) throw offline(base);
    const secrets = [token, question.secret].filter((secret) => secret !== undefined);
    try {
      const answer = await exchanger.exchange(request(question));
      if (answer.status >= 300 && answer.status < 400 && answer.status !== 304) throw moved(base, answer);
      return answer;
    } catch (error) {
      throw withoutSecrets(namedFailure(base, error), secrets);
    }
  }

  function request(question: Question): ExchangeRequest {
    const { method, path, query, body, limitBytes, showsProgress } = question;
    const reads = method === "GET" || method === "HEAD";
    return {
      method,
      url: new URL(addressOf(base, path) + (query === undefined ? "" : `?${query}`)),
      headers: {
        ...question.headers,
        ...(body === undefined ? {} : { "content-type": body.type }),
        ...(token === undefined || question.signedIn === false ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: body.bytes }),
      limitBytes: limitBytes ?? answerBytes,
      repeatable: question.repeatable ?? true,
      redirects: reads ? { withoutFields: ["authorization"] } : "returned",
      ...(showsProgress === true && options.onProgress !== undefined
        ? { onProgress: options.onProgress }
        : {}),
    };
  }

  function failure(method: Question["method"], answer: ExchangeAnswer, secret?: string): PantryError {
    const secrets = [token, secret].filter((each) => each !== undefined);
    return cleaned(answerFailure(base, method, answer), secrets);
  }

  return {
    base,
    isSignedIn: token !== undefined,
    ask,
    async demand(question) {
      const answer = await ask(question);
      if (answer.status >= 200 && answer.status < 300) return answer;
      throw failure(question.method, answer, question.secret);
    },
    failure,
    close: () => exchanger.close(),
  };
}

/** A header cannot hold everything that a variable can. */
function checkedToken(token: string | undefined): string | undefined {
  if (token === undefined || /^[!-~]+$/.test(token)) return token;
  throw clientError("TOKEN_UNUSABLE", {
    message: "the token has characters that no token has",
    hint: "copy it again, whole and without spaces; `pantry login` gets a new one",
  });
}

/** What the layer below says in general, said of a registry. */
function namedFailure(base: string, error: unknown): unknown {
  if (!(error instanceof PantryError)) return error;
  if (error.code === "FETCH_CONNECTION") return unreachable(base, error, nobodyListens(error));
  if (error.code !== "FETCH_TOO_LARGE") return error;
  return new PantryError(error.code, error.exit, {
    message: error.message,
    hint: "no registry sends so much: check its address",
    cause: error.cause,
  });
}

function nobodyListens(error: PantryError): boolean {
  return isSystemError(error.cause, "ECONNREFUSED");
}

function withoutSecrets(error: unknown, secrets: readonly string[]): unknown {
  return error instanceof PantryError ? cleaned(error, secrets) : error;
}

/** The error with all its causes, each without the secrets. */
function cleaned(error: PantryError, secrets: readonly string[]): PantryError {
  const spellings = secrets
    .filter(({ length }) => length >= secretLength)
    .flatMap((secret) => [secret, encodeURIComponent(secret)]);
  const clean = (text: string) => spellings.reduce((left, secret) => left.replaceAll(secret, "…"), text);
  return new PantryError(error.code, error.exit, {
    message: clean(error.message),
    ...(error.hint === undefined ? {} : { hint: clean(error.hint) }),
    cause: withoutSecrets(error.cause, secrets),
  });
}

function offline(base: string) {
  return clientError("REGISTRY_OFFLINE", {
    message: `the registry at ${base} must be asked for this, and Pantry is offline`,
    hint: "run the same without --offline",
  });
}

function moved(base: string, answer: ExchangeAnswer) {
  const location = answer.head["location"] ?? "";
  const target = URL.canParse(location, base) ? new URL(location, base).origin : "elsewhere";
  return clientError("REGISTRY_MOVED", {
    message: `the registry at ${base} redirects to ${target}, and nothing is sent along a redirect`,
    hint: "use the address that it redirects to, if you trust it: `pantry config set registry URL`",
  });
}
