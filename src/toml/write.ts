/** A TOML basic string: `say "hi"` becomes `"say \"hi\""`. Takes any well-formed text. */
export function quoteString(text: string): string {
  return `"${text.replace(/["\\\u0000-\u001f\u007f]/g, escapeCharacter)}"`;
}

/** A key as TOML writes it: bare where that is possible, else quoted. */
export function formatKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : quoteString(key);
}

function escapeCharacter(character: string): string {
  if (character === '"' || character === "\\") return `\\${character}`;
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
