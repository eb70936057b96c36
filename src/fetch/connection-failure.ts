import type { PantryError } from "../errors.ts";
import { fetchError } from "./errors.ts";
import { printable, SHOWN_MAX, shownAddress } from "./redact.ts";
import { PassingFailure } from "./retry.ts";

/**
 * What a failure of Node's client, of undici or of the sockets below them means: passing for all that a second attempt may cure.
 * `undefined` for what is no failure of a connection, and so a bug.
 */
export function connectionFailure(
  error: unknown,
  url: URL,
  during: "head" | "body",
): PassingFailure | PantryError | undefined {
  if (!(error instanceof Error)) return undefined;
  // Of undici's parser errors only some have a code.
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  const shown = shownAddress(url);
  // What was asked for in the query helps nobody to find the host.
  const path = printable(url.pathname, SHOWN_MAX);
  const cause = error;
  if (/^UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT$|^ETIMEDOUT$/.test(code)) {
    const what =
      during === "body" ? `stopped in the middle of its answer to ${path}` : `did not answer ${path} in time`;
    return new PassingFailure("FETCH_TIMEOUT", {
      message: `${url.host} ${what}`,
      hint: later,
      cause,
    });
  }
  const hungUp = code === "UND_ERR_SOCKET" || /^E(CONN|PIPE|HOST|NET|AI_AGAIN|ADDRNOTAVAIL)/.test(code);
  const ended = code === "UND_ERR_RES_CONTENT_LENGTH_MISMATCH" || code === "HPE_INVALID_EOF_STATE";
  if (during === "body" && (hungUp || ended)) return cut(shown, cause);
  if (hungUp || ended) {
    return new PassingFailure("FETCH_CONNECTION", {
      message: `no connection with ${url.host} for ${path}: ${printable(error.message || code, 200)}`,
      hint: "check the network and the proxy settings (HTTPS_PROXY, NO_PROXY)",
      cause,
    });
  }
  if (code === "ENOTFOUND") {
    return fetchError("FETCH_CONNECTION", {
      message: `there is no host ${url.host} for ${path}`,
      hint: "check the address and the network",
      cause,
    });
  }
  const unsafe = `no safe connection with ${url.host}: ${printable(error.message, 200)}`;
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return fetchError("FETCH_TLS", {
      message: unsafe,
      hint: "the certificate is another host's: check the address, and what answers for it here",
      cause,
    });
  }
  if (/^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/.test(code)) {
    return fetchError("FETCH_TLS", {
      message: unsafe,
      hint: "check this machine's clock; if it is right, the server needs a new certificate",
      cause,
    });
  }
  if (/CERT|^ERR_TLS|^ERR_SSL|SELF_SIGNED|UNABLE_TO_|^EPROTO$/.test(code)) {
    return fetchError("FETCH_TLS", {
      message: unsafe,
      hint: "for a certificate authority of your own: `pantry config set network.ca FILE`, or NODE_EXTRA_CA_CERTS",
      cause,
    });
  }
  if (code === "UND_ERR_ABORTED" || code === "UND_ERR_PRX_TLS" || code === "UND_ERR_INVALID_ARG") {
    return fetchError("FETCH_PROXY", {
      message: `the proxy did not let through to ${url.host}: ${printable(error.message, 200)}`,
      hint: "check HTTPS_PROXY, HTTP_PROXY and NO_PROXY",
      cause,
    });
  }
  if (/^(HPE_|UND_ERR_|HTTPParserError$)/.test(code)) {
    return fetchError("FETCH_RESPONSE", {
      message: `${shown} answered with no proper HTTP: ${printable(error.message, 200)}`,
      hint: "check the address",
      cause,
    });
  }
  return undefined;
}

/** Less came than was announced. */
export function cut(shown: string, cause: unknown): PassingFailure {
  return new PassingFailure("FETCH_CUT", {
    message: `the answer of ${shown} was cut off`,
    hint: later,
    cause,
  });
}

const later = "try again; if it stays so, the server has trouble";
