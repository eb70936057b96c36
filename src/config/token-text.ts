import { configError } from "./errors.ts";
import { maxTokenLength } from "./limits.ts";

/**
 * A token without the spaces and line ends around it. Throws TOKEN_INVALID, which does not repeat it, for one
 * that could not stand in a header.
 */
export function checkedToken(text: string, where: string): string {
  const token = text.trim();
  if (token.length <= maxTokenLength && /^[!-~]+$/.test(token)) return token;
  throw configError("TOKEN_INVALID", {
    message: `${where} holds no token: a token is one word of letters, digits and signs`,
    hint: "copy the token again, whole; `pantry login` gets a new one",
  });
}
