/** A release brings another along: `{http 1.0.0 … 1.2.0, not log 0.4.0}`. What it says stands in the terms. */
export class Pinned {
  readonly kind = "pinned";
  readonly notices: readonly string[] = [];
  readonly hint = undefined;
  /** True where it was found because another version was chosen already, or had to be. */
  readonly isContested: boolean;

  constructor(isContested: boolean) {
    this.isContested = isContested;
  }
}
