import {
  type ListedToken,
  paths,
  readSignIn,
  readToken,
  readTokens,
  readWhoami,
  type SignInAnswer,
} from "../protocol/index.ts";
import type { Wire } from "./wire.ts";

export interface Login {
  readonly name: string;
  readonly password: string;
  readonly email?: string | undefined;
}

/** What a new token is limited to; what is left out is not. */
export interface NewToken {
  readonly password: string;
  readonly readOnly: boolean;
  readonly name?: string | undefined;
  /** Patterns of package names: `name`, `@scope/*`, `zig:name`. */
  readonly packages?: readonly string[] | undefined;
  readonly days?: number | undefined;
}

export interface Accounts {
  /**
   * Signs in, or up where the registry has nobody of that name: npm's protocol does both with one request. Gives a
   * new token; no token is sent.
   */
  login(login: Login): Promise<SignInAnswer>;
  /** Ends the token that this client has. */
  logout(): Promise<void>;
  whoami(): Promise<string>;
  tokens(): Promise<readonly ListedToken[]>;
  /** The text of a new token; the registry shows it this once. */
  createToken(options: NewToken): Promise<string>;
  /** Ends a token of this user, by the key that the list shows. */
  revokeToken(key: string): Promise<void>;
}

export function openAccounts(wire: Wire, token: string | undefined): Accounts {
  return {
    async login({ name, password, email }) {
      const form = {
        _id: `org.couchdb.user:${name}`,
        name,
        password,
        ...(email === undefined ? {} : { email }),
        type: "user",
        roles: [],
      };
      const answer = await wire.demand({
        method: "PUT",
        path: paths.user(name),
        body: json(form),
        signedIn: false,
        // Each time makes another token.
        repeatable: false,
        secret: password,
      });
      return readSignIn(answer.bytes);
    },

    async logout() {
      if (token === undefined) return;
      await wire.demand({ method: "DELETE", path: paths.session(token) });
    },

    async whoami() {
      return readWhoami((await wire.demand({ method: "GET", path: paths.whoami })).bytes);
    },

    async tokens() {
      return readTokens((await wire.demand({ method: "GET", path: paths.tokens })).bytes);
    },

    async createToken({ password, readOnly, name, packages, days }) {
      const answer = await wire.demand({
        method: "POST",
        path: paths.tokens,
        // JSON leaves out what is undefined: other registries see npm's own form.
        body: json({ password, readonly: readOnly, cidr_whitelist: [], name, packages, expires: days }),
        repeatable: false,
        secret: password,
      });
      return readToken(answer.bytes);
    },

    async revokeToken(key) {
      await wire.demand({ method: "DELETE", path: paths.token(key) });
    },
  };
}

function json(form: object) {
  return { type: "application/json", bytes: Buffer.from(JSON.stringify(form)) };
}
