/** Releases do not build with the Zig in use: `{log 0.5.0}`. */
export class NeedsZig {
  readonly kind = "needs-zig";
  /** What would have to be installed at least. */
  readonly minimum: string;
  readonly inUse: string;

  constructor(minimum: string, inUse: string) {
    this.minimum = minimum;
    this.inUse = inUse;
  }

  get notices(): readonly string[] {
    return [`Zig ${this.inUse} is in use`];
  }

  get hint(): string {
    return `install Zig ${this.minimum} or newer`;
  }
}
