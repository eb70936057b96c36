import { zonError } from "./errors.ts";
import { maxDepth, maxSourceBytes, maxValues } from "./limits.ts";
import { type Problem, problemsError } from "./problem.ts";
import * as problems from "./syntax-problems.ts";
import { firstTokenOffset, type Span, type Token, tokenAt } from "./tokenizer.ts";

/**
 * What stands in the file, before anybody asks what it means: literals are not decoded, names not compared.
 * Zig's manifest reader works on this level, so it never looks into fields that it does not know.
 */
export type SyntaxNode = SyntaxLeaf | SyntaxInit;

export interface SyntaxLeaf extends Span {
  /** `enum` spans dot and identifier; `negation` the minus sign and what follows. */
  readonly kind: "string" | "multiline" | "char" | "number" | "negation" | "identifier" | "enum";
  /** The token that says it: the identifier of an enum literal, the operand of a negation, else all of it. */
  readonly token: Span;
}

/** `.{ … }`: fields or elements. `.{}` is a struct, as it is for Zig wherever it has to choose. */
export interface SyntaxInit extends Span {
  readonly kind: "struct" | "tuple";
  /** Offset of the `{`; the `}` is the last byte. */
  readonly brace: number;
  readonly items: readonly SyntaxItem[];
}

/** A field of a struct, or an element of a tuple. Spans name and value, not the comma. */
export interface SyntaxItem extends Span {
  /** The identifier behind the dot; undefined for an element. */
  readonly name: Span | undefined;
  readonly value: SyntaxNode;
  /** Offset of the comma behind, which the last item need not have. */
  readonly comma: number | undefined;
}

/**
 * Parses one ZON expression and nothing behind it, after zig 0.16 `std.zig.Parse` as far as ZON goes:
 * where Zig's parser takes any expression and refuses it later, this one refuses at once.
 * Throws ZON_SYNTAX with the place, or ZON_LIMIT for a file that is too large or too deep.
 */
export function parseSyntax(source: Buffer, fileName: string): SyntaxNode {
  if (source.length > maxSourceBytes) {
    throw zonError("ZON_LIMIT", {
      message: `${fileName} has ${source.length} bytes; Zig reads at most ${maxSourceBytes}`,
    });
  }
  return new Parser(source, fileName).document();
}

class Parser {
  readonly #source: Buffer;
  readonly #fileName: string;
  /** The next token, not yet taken. */
  #next: Token;
  /** The end of the token taken last. */
  #previousEnd = 0;
  #depth = 0;
  #values = 0;

  constructor(source: Buffer, fileName: string) {
    this.#source = source;
    this.#fileName = fileName;
    this.#next = tokenAt(source, firstTokenOffset(source));
  }

  document(): SyntaxNode {
    const node = this.#expression();
    if (this.#next.tag !== "eof") throw this.#fail(problems.behindDocument(this.#place()));
    return node;
  }

  #expression(): SyntaxNode {
    this.#values += 1;
    if (this.#values > maxValues) throw this.#limit(`more than ${maxValues} values in one file`);
    const token = this.#next;
    switch (token.tag) {
      case "string":
      case "char":
      case "number":
      case "identifier":
        this.#take();
        return { kind: token.tag, start: token.start, end: token.end, token };
      case "multiline":
        return this.#multiline();
      case "-":
        return this.#negation();
      case ".":
        return this.#dotted();
      default:
        throw this.#fail(problems.noExpression(this.#place()));
    }
  }

  /** The lines of one string, however many blanks and comments lie between them. */
  #multiline(): SyntaxLeaf {
    const { start } = this.#next;
    while (this.#next.tag === "multiline") this.#take();
    const span = { start, end: this.#previousEnd };
    return { kind: "multiline", ...span, token: span };
  }

  #negation(): SyntaxLeaf {
    const { start } = this.#take();
    const token = this.#next;
    if (token.tag !== "number" && token.tag !== "identifier") throw this.#fail(problems.badNegation(start));
    this.#take();
    return { kind: "negation", start, end: token.end, token };
  }

  /** `.name` or `.{ … }`. */
  #dotted(): SyntaxNode {
    const { start } = this.#take();
    const token = this.#next;
    if (token.tag === "{") return this.#init(start);
    if (token.tag !== "identifier") throw this.#fail(problems.badDot(this.#place(), start));
    this.#take();
    return { kind: "enum", start, end: token.end, token };
  }

  #init(start: number): SyntaxInit {
    if (this.#depth === maxDepth) throw this.#limit(`braces are nested deeper than ${maxDepth} levels`);
    this.#depth += 1;
    const brace = this.#take().start;
    const kind = this.#isAtEndOfList() || this.#fieldName() !== undefined ? "struct" : "tuple";
    const items: SyntaxItem[] = [];
    while (!this.#isAtEndOfList()) {
      const item = this.#item(kind);
      items.push(item);
      if (item.comma === undefined && !this.#isAtEndOfList()) {
        throw this.#fail(problems.noComma(this.#place()));
      }
    }
    this.#take();
    this.#depth -= 1;
    return { kind, start, end: this.#previousEnd, brace, items };
  }

  #isAtEndOfList(): boolean {
    return this.#next.tag === "}";
  }

  #item(kind: SyntaxInit["kind"]): SyntaxItem {
    const { start } = this.#next;
    const name = kind === "struct" ? this.#takeFieldName() : undefined;
    const value = this.#expression();
    const comma = this.#next.tag === "," ? this.#take().start : undefined;
    return { start, end: value.end, name, value, comma };
  }

  #takeFieldName(): Span {
    const name = this.#fieldName();
    if (name === undefined) throw this.#fail(problems.noField(this.#place()));
    this.#take();
    this.#take();
    this.#take();
    return name;
  }

  /** The identifier of `.identifier =`, if that comes next. Takes nothing. */
  #fieldName(): Span | undefined {
    if (this.#next.tag !== ".") return undefined;
    const name = tokenAt(this.#source, this.#next.end);
    if (name.tag !== "identifier") return undefined;
    return tokenAt(this.#source, name.end).tag === "=" ? name : undefined;
  }

  #take(): Token {
    const token = this.#next;
    this.#previousEnd = token.end;
    this.#next = tokenAt(this.#source, token.end);
    return token;
  }

  #place(): problems.ErrorPlace {
    return { source: this.#source, token: this.#next, previousEnd: this.#previousEnd };
  }

  #fail(problem: Problem): Error {
    return problemsError("ZON_SYNTAX", this.#source, this.#fileName, [problem]);
  }

  #limit(message: string): Error {
    return problemsError("ZON_LIMIT", this.#source, this.#fileName, [{ at: this.#next.start, message }]);
  }
}
