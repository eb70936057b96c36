import { parse } from "smol-toml";

/** Where something stands: offsets into the text, in UTF-16 units, the end excluded. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A value, with what is in it where it is an array or an inline table. */
export interface ValueSpan extends Span {
  readonly items?: readonly ValueSpan[];
  readonly pairs?: readonly PairSpan[];
}

/** `key = value`, from the key's first character to the value's last. */
export interface PairSpan extends Span {
  /** `a."b c"` is `["a", "b c"]`. */
  readonly key: readonly string[];
  readonly value: ValueSpan;
  /** In an inline table: where the comma behind the pair stands, if there is one. */
  readonly comma?: number;
}

/** Keys, and positions in arrays: `["package", 2, "hash"]`. */
export type TomlPath = readonly (string | number)[];

/** A header and the pairs below it. The first section has no header: it is the root table. */
export interface Section {
  readonly path: TomlPath;
  readonly header: Span | undefined;
  readonly pairs: readonly PairSpan[];
}

/**
 * Finds where everything in a TOML text stands, which a parser does not tell.
 * The text must have been parsed already: what is not TOML gives nonsense here, not an error.
 */
export function scanToml(text: string): Section[] {
  const scanner = new Scanner(text);
  const lengths = new Map<string, number>();
  let pairs: PairSpan[] = [];
  const sections: Section[] = [{ path: [], header: undefined, pairs }];
  for (;;) {
    scanner.skipBlanks();
    if (scanner.atEnd()) return sections;
    if (!scanner.isAt("[")) {
      pairs.push(scanner.pair());
      continue;
    }
    const { key, isArray, span } = scanner.header();
    pairs = [];
    sections.push({ path: resolveHeader(key, isArray, lengths), header: span, pairs });
  }
}

/** `[a.b]` below `[[a]]` means the last `a`. */
function resolveHeader(key: readonly string[], isArray: boolean, lengths: Map<string, number>): TomlPath {
  const path: (string | number)[] = [];
  key.forEach((part, index) => {
    path.push(part);
    const name = JSON.stringify(path);
    if (isArray && index === key.length - 1) lengths.set(name, (lengths.get(name) ?? 0) + 1);
    const length = lengths.get(name);
    if (length !== undefined) path.push(length - 1);
  });
  return path;
}

class Scanner {
  private at: number;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
    this.at = text.startsWith("\ufeff") ? 1 : 0;
  }

  atEnd(): boolean {
    return this.at >= this.text.length;
  }

  isAt(token: string): boolean {
    return this.text.startsWith(token, this.at);
  }

  /** Spaces, line ends and comments. */
  skipBlanks(): void {
    this.skip(/[ \t\r\n]*/y);
    while (this.isAt("#")) {
      this.skip(/[^\n]*/y);
      this.skip(/[ \t\r\n]*/y);
    }
  }

  header(): { key: readonly string[]; isArray: boolean; span: Span } {
    const start = this.at;
    const isArray = this.isAt("[[");
    this.at += isArray ? 2 : 1;
    const key = this.key();
    this.at += isArray ? 2 : 1;
    return { key, isArray, span: { start, end: this.at } };
  }

  pair(): PairSpan {
    const start = this.at;
    const key = this.key();
    this.at += 1;
    this.skip(/[ \t]*/y);
    const value = this.value();
    return { start, end: value.end, key, value };
  }

  /** Up to the `=` or `]` behind it. */
  private key(): readonly string[] {
    const start = this.at;
    while (!this.atEnd() && !this.isAt("=") && !this.isAt("]")) {
      if (this.isAt('"') || this.isAt("'")) this.skipString();
      else this.at += 1;
    }
    return readKey(this.text.slice(start, this.at).trim());
  }

  private value(): ValueSpan {
    const start = this.at;
    const first = this.text[start];
    if (first === "[") return { items: this.list("]", () => this.value()), start, end: this.at };
    if (first === "{") return { pairs: this.list("}", () => this.pair()), start, end: this.at };
    if (first === '"' || first === "'") this.skipString();
    else this.skip(/[^,\]}#\r\n \t]+(?: \d[^,\]}#\r\n \t]*)?/y);
    return { start, end: this.at };
  }

  private skipString(): void {
    const quote = this.isAt("'") ? "'" : '"';
    const close = this.isAt(quote.repeat(3)) ? quote.repeat(3) : quote;
    this.at += close.length;
    while (!this.atEnd() && !this.isAt(close)) this.at += quote === '"' && this.isAt("\\") ? 2 : 1;
    this.at += close.length;
    // Up to two quotes more belong to a multi-line string: """say "hi""""".
    if (close !== quote) this.skip(quote === '"' ? /"{0,2}/y : /'{0,2}/y);
  }

  /** What stands between brackets, each with the place of the comma behind it. */
  private list<Item extends object>(close: string, item: () => Item): (Item & { comma?: number })[] {
    const items: (Item & { comma?: number })[] = [];
    this.at += 1;
    for (this.skipBlanks(); !this.atEnd() && !this.isAt(close); this.skipBlanks()) {
      const one = item();
      this.skipBlanks();
      if (this.isAt(",")) {
        items.push({ ...one, comma: this.at });
        this.at += 1;
      } else items.push(one);
    }
    this.at += 1;
    return items;
  }

  private skip(pattern: RegExp): void {
    pattern.lastIndex = this.at;
    this.at += pattern.exec(this.text)?.[0].length ?? 0;
  }
}

function readKey(text: string): readonly string[] {
  if (/^[A-Za-z0-9_-]+$/.test(text)) return [text];
  const parts: string[] = [];
  let value: unknown = parse(`${text} = 0`);
  while (typeof value === "object" && value !== null) {
    const [entry] = Object.entries(value);
    if (entry === undefined) break;
    parts.push(entry[0]);
    value = entry[1];
  }
  return parts;
}
