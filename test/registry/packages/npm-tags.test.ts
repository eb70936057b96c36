import { describe, expect, it } from "vitest";
import { shownTags } from "../../../registry/packages/index.ts";
import { momentAfter, withTags } from "../../../registry/packages/npm/tags.ts";
import { fc } from "../../support/fast-check.ts";

const version = (text: string, marks: { removed?: boolean; deprecated?: string } = {}) => ({
  version: text,
  removed: false,
  deprecated: undefined,
  ...marks,
});
const headWith = (tags: Parameters<typeof withTags>[0]) => ({ facts: { tags, access: "public" as const } });
const at = (second: number) => new Date(second * 1000).toISOString();

describe("`latest`, where nobody set it,", () => {
  it.each([
    ["is the highest", ["1.0.0", "2.0.0", "1.9.0"].map((text) => version(text)), "2.0.0"],
    ["is stable", [version("1.0.0"), version("2.0.0-rc.1")], "1.0.0"],
    ["is what there is", [version("2.0.0-rc.1"), version("2.0.0-rc.2")], "2.0.0-rc.2"],
    ["is there", [version("1.0.0"), version("2.0.0", { removed: true })], "1.0.0"],
    ["is not deprecated", [version("1.0.0"), version("2.0.0", { deprecated: "x" })], "1.0.0"],
    [
      "is deprecated rather than unstable",
      [version("1.0.0", { deprecated: "x" }), version("2.0.0-a")],
      "1.0.0",
    ],
  ])("%s", (_, versions, latest) => {
    expect(shownTags(headWith({}), versions)).toEqual({ latest });
    const gone = { latest: { version: "9.9.9", at: at(1) } };
    expect(shownTags(headWith(gone), versions)).toEqual({ latest });
  });

  it("is nothing where there is nothing", () => {
    expect(shownTags(headWith({}), [version("1.0.0", { removed: true })])).toEqual({});
  });
});

describe("marks of tags", () => {
  it("mean the same in whatever order, and however often, they are made", () => {
    const mark = fc.record({
      tag: fc.constantFrom("a", "b"),
      version: fc.option(fc.constantFrom("1.0.0", "2.0.0"), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(mark, { maxLength: 8 }), fc.infiniteStream(fc.nat()), (marks, chance) => {
        const make = (order: readonly number[]) =>
          order.reduce<Parameters<typeof withTags>[0]>((tags, index) => {
            const { tag = "", version: to = undefined } = marks[index] ?? {};
            return withTags(tags, { [tag]: to }, at(index));
          }, {});
        const inOrder = marks.map((_, index) => index);
        const shuffled = [...inOrder, ...inOrder]
          .map((index) => ({ index, key: chance.next().value }))
          .sort((one, other) => one.key - other.key)
          .map(({ index }) => index);
        expect(make(shuffled)).toEqual(make(inOrder));
      }),
    );
  });

  it("that are made now win over all that were made before, also by a clock that runs ahead", () => {
    const before = { a: { version: "1.0.0", at: "2100-01-01T00:00:00.000Z" } };
    const now = momentAfter(before, new Date("2026-01-01T00:00:00.000Z"));
    expect(withTags(before, { a: "2.0.0" }, now)["a"]?.version).toBe("2.0.0");
  });
});
