import type { PassedOver } from "../newest-fitting.ts";
import { obstacleText } from "../obstacle-text.ts";
import type { Requirement } from "../problem.ts";
import { readRange } from "../range.ts";

/** The project asks for a package: `{not httpz 0.3.0 … 0.3.2}` for `httpz = "^0.3"`. */
export class Required {
  readonly kind = "required";
  /** Which root asks; undefined where there is only one. */
  readonly root: string | undefined;
  readonly requirement: Requirement;
  /** Versions that the range holds and that cannot be chosen: newest first. */
  readonly passedOver: readonly PassedOver[];

  constructor(root: string | undefined, requirement: Requirement, passedOver: readonly PassedOver[]) {
    this.root = root;
    this.requirement = requirement;
    this.passedOver = passedOver;
  }

  /** `^0.3`, or how the zon pins it. */
  get asked(): string | undefined {
    return "range" in this.requirement ? this.requirement.range : undefined;
  }

  /** True where one version and no other was asked for. */
  get isExact(): boolean {
    return this.asked === undefined || readRange(this.asked).exact !== undefined;
  }

  /** The versions that would widen the choice if something else were different. */
  get notices(): readonly string[] {
    return this.passedOver.map(
      ({ release, why }) => `${this.requirement.alias} ${release.version} ${obstacleText(why)}`,
    );
  }

  get hint(): string | undefined {
    const young = this.passedOver.find(({ why }) => why.kind === "too-new");
    if (young === undefined) return undefined;
    return `\`${this.requirement.alias} = "${young.release.version}"\` takes that version before its time`;
  }
}
