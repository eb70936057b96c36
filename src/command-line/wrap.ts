/**
 * Puts pieces on lines of at most `columns` characters, a space between two pieces; a piece is never broken. Each line
 * after the first begins with `indent`. `lengthOf` is how wide a text is, where that is not its length.
 */
export function wrapped(
  pieces: readonly string[],
  columns: number,
  indent: string,
  lengthOf: (text: string) => number = (text) => text.length,
): string {
  const lines: string[] = [];
  let line: string | undefined;
  for (const piece of pieces) {
    const longer: string = line === undefined ? piece : `${line} ${piece}`;
    if (line === undefined || lengthOf(longer) <= columns) line = longer;
    else {
      lines.push(line.trimEnd());
      line = `${indent}${piece}`;
    }
  }
  return [...lines, line ?? ""].join("\n");
}
