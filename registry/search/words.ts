/**
 * The words of a text, folded so that what people take for one word is one: small letters, no accents, no plural `s`.
 * What is left is letters and digits alone: nothing that a query language could understand.
 */
export function wordsOf(text: string): string[] {
  return pieces(text).map(singular);
}

/** A name, or the words of a search, as one word: `known_folders`, `known-folders` and `known folders` are the same. */
export function joinedName(text: string): string {
  return pieces(text).join("");
}

/** What a package can be called in a search: its name as one word, and for npm's scoped ones also without the scope. */
export function calledAs(name: string): readonly string[] {
  const whole = joinedName(name);
  const slash = name.indexOf("/");
  return slash === -1 ? [whole] : [whole, joinedName(name.slice(slash))];
}

function pieces(text: string): string[] {
  return (
    text
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

function singular(word: string): string {
  return word.length > 3 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}
