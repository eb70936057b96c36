/** A text as one word of a shell's line, to be copied: `ink`, `'my kitchen/ink'`. */
export function shellWord(text: string): string {
  return /^[\p{L}\p{N}@%+=:,./_-]+$/u.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
