import { showName } from "./show-name.ts";

/** What is odd about an archive, each once, with the first entry that shows it: there may be very many. */
export class Phrases {
  private readonly firstNames = new Map<string, string | undefined>();

  /** `name` has one character a byte. */
  add(phrase: string, name?: string): void {
    if (!this.firstNames.has(phrase)) this.firstNames.set(phrase, name);
  }

  list(): string[] {
    return [...this.firstNames].map(([phrase, name]) =>
      name === undefined ? phrase : `${phrase} (${showName(name)})`,
    );
  }
}
