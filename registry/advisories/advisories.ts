import { type Advisory, hitOf, type PackageName, packageKey } from "../../src/osv/index.ts";

/** An advisory with the OSV document that it was read from, as it goes to clients. */
export interface KeptAdvisory {
  readonly advisory: Advisory;
  readonly document: string;
}

/** A package with versions of it that somebody has. */
export interface AuditedPackage extends PackageName {
  readonly versions: readonly string[];
}

/** The advisories that an operator has put into a registry. */
export interface Advisories {
  /** True where there is none at all: then nothing has to be looked up. */
  readonly isEmpty: boolean;
  /** Those that are about any of these versions. */
  about(audited: AuditedPackage): readonly KeptAdvisory[];
}

/** Those that whoever asks may hear of. */
export interface ShownAdvisories extends Pick<Advisories, "isEmpty"> {
  about(audited: AuditedPackage): Promise<readonly KeptAdvisory[]>;
}

/** For who needs a registry, and no advisories. */
export const noAdvisories: { readonly current: Advisories } = {
  current: { isEmpty: true, about: () => [] },
};

/** Finds advisories by the packages that they name. */
export function advisoriesFrom(kept: Iterable<KeptAdvisory>): Advisories {
  const byPackage = new Map<string, KeptAdvisory[]>();
  for (const each of kept) {
    for (const key of new Set(each.advisory.affected.map(packageKey))) {
      const others = byPackage.get(key);
      if (others === undefined) byPackage.set(key, [each]);
      else others.push(each);
    }
  }
  return {
    isEmpty: byPackage.size === 0,
    about(audited) {
      const named = byPackage.get(packageKey(audited)) ?? [];
      return named.filter(({ advisory }) =>
        audited.versions.some((version) => hitOf(advisory, audited, version) !== undefined),
      );
    },
  };
}
