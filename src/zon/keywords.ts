/** The words that Zig 0.16 keeps for itself: none may stand bare after a dot. */
const keywords: ReadonlySet<string> = new Set(
  `addrspace align allowzero and anyframe anytype asm break callconv catch comptime const continue defer else
  enum errdefer error export extern fn for if inline linksection noalias noinline nosuspend opaque or orelse
  packed pub resume return struct suspend switch test threadlocal try union unreachable var volatile while`.split(
    /\s+/,
  ),
);

export function isKeyword(word: string): boolean {
  return keywords.has(word);
}

/** True where Zig takes `name` without `@"…"`: letters, digits and `_`, no digit first, not a keyword. */
export function isBareIdentifier(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !isKeyword(name);
}
