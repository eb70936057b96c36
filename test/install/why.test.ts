import { describe, expect, test } from "vitest";
import { reasonText } from "../../src/cli/commands/why-text.ts";
import { styleFor } from "../../src/cli/terminal/index.ts";
import { reasonsFor } from "../../src/install/index.ts";
import { feast, graphFrom } from "./graphs.ts";

const plain = styleFor(false);

function shown(graph: typeof feast, word: string, columns = 80): string[] {
  return reasonsFor(graph, word).map((reason) => reasonText(graph, reason, columns, plain));
}

describe("why", () => {
  test("one chain for each dependant, the shortest first", () => {
    expect(shown(feast, "salt").join("\n").split("\n")).toEqual([
      "salt 1.0.0 (duplicate: also 2.0.0)",
      "  dinner → soup 1.2.0 → salt 1.0.0",
      "  dinner → soup 1.2.0 → stock 0.9.0 → salt 1.0.0",
      "salt 2.0.0 (duplicate: also 1.0.0)",
      "  dinner → salt 2.0.0",
    ]);
  });

  test("lazy steps are marked", () => {
    expect(shown(feast, "bay@1.0.0")).toEqual([
      "bay 1.0.0\n  dinner → soup 1.2.0 → stock 0.9.0 → bay 1.0.0 (lazy)",
    ]);
  });

  test("packages of one name with other fingerprints are no duplicates", () => {
    expect(shown(feast, "bay").join("\n")).not.toContain("duplicate");
  });

  test("a long chain breaks between packages", () => {
    const names = ["consomme", "bouillon", "vegetable_stock", "celery", "water"];
    const graph = graphFrom(
      { consomme: "consomme@10.2.0" },
      names.map((name, at) => {
        const next = names[at + 1];
        return { name, version: "10.2.0", needs: next === undefined ? {} : { [next]: `${next}@10.2.0` } };
      }),
    );
    expect(shown(graph, "water", 60).join("\n").split("\n")).toEqual([
      "water 10.2.0",
      "  dinner → consomme 10.2.0 → bouillon 10.2.0",
      "    → vegetable_stock 10.2.0 → celery 10.2.0 → water 10.2.0",
    ]);
    expect(shown(graph, "water", 80).join("\n").split("\n")).toEqual([
      "water 10.2.0",
      "  dinner → consomme 10.2.0 → bouillon 10.2.0 → vegetable_stock 10.2.0",
      "    → celery 10.2.0 → water 10.2.0",
    ]);
  });

  test("a thousand ways lead to a package, and one chain for each dependant is shown", () => {
    const layers = Array.from({ length: 40 }, (_, at) => {
      const needs =
        at === 39
          ? { goal: "goal@1.0.0" }
          : { [`a${at + 1}`]: `a${at + 1}@1.0.0`, [`b${at + 1}`]: `b${at + 1}@1.0.0` };
      return ["a", "b"].map((side) => ({ name: `${side}${at}`, version: "1.0.0", needs }));
    }).flat();
    const graph = graphFrom({ a0: "a0@1.0.0", b0: "b0@1.0.0" }, [
      ...layers,
      { name: "goal", version: "1.0.0" },
    ]);
    expect(reasonsFor(graph, "goal")[0]?.chains.map((chain) => chain.length)).toEqual([41, 41]);
  });
});
