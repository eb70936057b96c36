import { describe, expect, test } from "vitest";
import { PantryError } from "../../src/errors.ts";
import type { Problem } from "../../src/resolve/index.ts";
import { listingIn, needs, now, run, runIn, type World } from "./world.ts";

/** What the terminal shows of the error. */
function shown(solving: () => unknown): string {
  try {
    solving();
  } catch (error) {
    if (!(error instanceof PantryError)) throw error;
    const hint = error.hint === undefined ? "" : `\nhint: ${error.hint}`;
    return `\nerror: ${error.message}${hint}\n`;
  }
  throw new Error("it was solved");
}

function explain(world: World, ranges: Record<string, string>, more: Partial<Problem> = {}): string {
  return shown(() => runIn(world, ranges, { duplicates: "deny", ...more }));
}

const proof = { explain: true };
const zig = { zigVersion: "0.16.0" };

const logs: World = {
  log: { "0.3.0": [], "0.4.0": [], "0.5.0": [], "0.5.1": [], "0.5.2": { yanked: true } },
};

describe("two dependencies want different versions of a third", () => {
  const world: World = {
    ...logs,
    http: { "1.0.0": ["log 0.3.0"], "1.1.0": ["log 0.4.0"], "1.2.0": ["log 0.4.0"] },
    db: { "2.0.0": ["log 0.5.0"], "2.1.0": ["log 0.5.1"] },
  };

  test("in short", () => {
    expect(explain(world, { http: "^1.0", db: "^2.0" })).toMatchInlineSnapshot(`
      "
      error: more than one version of \`log\` would be needed
        - you need db ^2.0
          - db 2.0.0 and 2.1.0 pin log 0.5.0 or 0.5.1
        - you need http ^1.0
          - http 1.0.0 … 1.2.0 pin log 0.3.0 or 0.4.0
      hint: \`[resolution] duplicates = "allow"\` in pantry.toml takes both
      "
    `);
  });

  test("in full", () => {
    expect(explain(world, { http: "^1.0", db: "^2.0" }, proof)).toMatchInlineSnapshot(`
      "
      error: more than one version of \`log\` would be needed
        1. Because db 2.0.0 and 2.1.0 pin log 0.5.0 or 0.5.1 and http 1.0.0 … 1.2.0
           pin log 0.3.0 or 0.4.0, db 2.0.0 and 2.1.0 do not go with
           http 1.0.0 … 1.2.0.
        2. And because you need http ^1.0 and db ^2.0, no versions fit together.
      hint: \`[resolution] duplicates = "allow"\` in pantry.toml takes both
      "
    `);
  });
});

describe("a dependency pins what the project has in another version", () => {
  const world: World = {
    ...logs,
    http: { "1.0.0": ["log 0.3.0"], "1.1.0": ["log 0.4.0"], "1.2.0": ["log 0.4.0"] },
  };

  test("in short", () => {
    expect(explain(world, { http: "^1.0", log: "^0.5" })).toMatchInlineSnapshot(`
      "
      error: more than one version of \`log\` would be needed
        - you need http ^1.0
          - http 1.0.0 … 1.2.0 pin log 0.3.0 or 0.4.0
        - you need log ^0.5 (0.5.0 and 0.5.1)
        passed over:
        - log 0.5.2 was yanked
      hint: \`[resolution] duplicates = "allow"\` in pantry.toml takes both
      "
    `);
  });

  test("in full", () => {
    expect(explain(world, { http: "^1.0", log: "^0.5" }, proof)).toMatchInlineSnapshot(`
      "
      error: more than one version of \`log\` would be needed
        1. Because http 1.0.0 … 1.2.0 pin log 0.3.0 or 0.4.0 and you need log ^0.5,
           http 1.0.0 … 1.2.0 cannot be chosen.
        2. And because you need http ^1.0, no versions fit together.
        passed over:
        - log 0.5.2 was yanked
      hint: \`[resolution] duplicates = "allow"\` in pantry.toml takes both
      "
    `);
  });

  test("where the zon pins it", () => {
    expect(explain(world, { http: "^1.0", log: "= 0.5.0" })).toMatchInlineSnapshot(`
      "
      error: more than one version of \`log\` would be needed
        - you need http ^1.0
          - http 1.0.0 … 1.2.0 pin log 0.3.0 or 0.4.0
        - build.zig.zon pins log 0.5.0
      hint: \`[resolution] duplicates = "allow"\` in pantry.toml takes both
      "
    `);
  });
});

describe("deep inside, at both ends of long chains", () => {
  const world: World = {
    ...logs,
    web: { "1.0.0": ["router 1.0.0"], "1.1.0": ["router 1.1.0"] },
    router: { "1.0.0": ["parser 3.0.0"], "1.1.0": ["parser 3.1.0"] },
    parser: { "3.0.0": ["log 0.3.0"], "3.1.0": ["log 0.4.0"] },
    store: { "4.0.0": ["index 1.0.0"] },
    index: { "1.0.0": ["log 0.5.1"] },
    clap: { "1.0.0": [], "2.0.0": [], "3.0.0": [] },
  };

  test("in short", () => {
    expect(explain(world, { web: "*", store: "*", clap: "*" })).toMatchInlineSnapshot(`
      "
      error: more than one version of \`log\` would be needed
        - you need store
          - store 4.0.0 pins index 1.0.0
            - index 1.0.0 pins log 0.5.1
        - you need web
          - web 1.0.0 and 1.1.0 pin router 1.0.0 or 1.1.0
            - router 1.0.0 and 1.1.0 pin parser 3.0.0 or 3.1.0
              - parser 3.0.0 and 3.1.0 pin log 0.3.0 or 0.4.0
      hint: \`[resolution] duplicates = "allow"\` in pantry.toml takes both
      "
    `);
  });

  test("in full", () => {
    expect(explain(world, { web: "*", store: "*", clap: "*" }, proof)).toMatchInlineSnapshot(`
      "
      error: more than one version of \`log\` would be needed
        1. Because parser 3.0.0 and 3.1.0 pin log 0.3.0 or 0.4.0 and router 1.0.0
           pins parser 3.0.0, router 1.0.0 needs log 0.3.0 or 0.4.0.
        2. And because web 1.0.0 pins router 1.0.0, web 1.0.0 needs log 0.3.0 or
           0.4.0.
        3. Because router 1.1.0 pins parser 3.1.0, which pins log 0.4.0,
           router 1.1.0 needs log 0.4.0.
        4. And because web 1.1.0 pins router 1.1.0, web 1.1.0 needs log 0.4.0.
        5. And because web 1.0.0 needs log 0.3.0 or 0.4.0 (2), web 1.0.0 and 1.1.0
           need log 0.3.0 or 0.4.0.
        6. And because store 4.0.0 pins index 1.0.0, which pins log 0.5.1, web 1.0.0
           and 1.1.0 do not go with store 4.0.0.
        7. And because you need web and store, no versions fit together.
      hint: \`[resolution] duplicates = "allow"\` in pantry.toml takes both
      "
    `);
  });
});

describe("two versions, each broken in its own way", () => {
  const world: World = {
    foo: { "1.0.0": ["a 1.0.0", "b 1.0.0"], "1.1.0": ["x 1.0.0", "y 1.0.0"] },
    a: { "1.0.0": ["b 2.0.0"] },
    b: { "1.0.0": [], "2.0.0": [] },
    x: { "1.0.0": ["y 2.0.0"] },
    y: { "1.0.0": [], "2.0.0": [] },
  };

  test("in short", () => {
    expect(explain(world, { foo: "^1.0" })).toMatchInlineSnapshot(`
      "
      error: more than one version of \`b\` or \`y\` would be needed
        versions of b:
        - you need foo ^1.0
          - foo 1.0.0 pins b 1.0.0
          - foo 1.0.0 pins a 1.0.0
            - a 1.0.0 pins b 2.0.0
        versions of y:
        - you need foo ^1.0
          - foo 1.1.0 pins y 1.0.0
          - foo 1.1.0 pins x 1.0.0
            - x 1.0.0 pins y 2.0.0
      hint: \`[resolution] duplicates = "allow"\` in pantry.toml takes both
            \`--explain\` shows the whole proof
      "
    `);
  });

  test("in full", () => {
    expect(explain(world, { foo: "^1.0" }, proof)).toMatchInlineSnapshot(`
      "
      error: more than one version of \`b\` or \`y\` would be needed
        1. Because a 1.0.0 pins b 2.0.0 and foo 1.0.0 pins b 1.0.0, a 1.0.0 does not
           go with foo 1.0.0.
        2. And because foo 1.0.0 pins a 1.0.0, foo 1.0.0 cannot be chosen.
        3. Because x 1.0.0 pins y 2.0.0 and foo 1.1.0 pins y 1.0.0, x 1.0.0 does not
           go with foo 1.1.0.
        4. And because foo 1.1.0 pins x 1.0.0, foo 1.1.0 cannot be chosen.
        5. And because foo 1.0.0 cannot be chosen (2), foo 1.0.0 and 1.1.0 cannot be
           chosen.
        6. And because you need foo ^1.0, no versions fit together.
      hint: \`[resolution] duplicates = "allow"\` in pantry.toml takes both
      "
    `);
  });
});

describe("a newer Zig is needed below", () => {
  const world: World = {
    http: {
      "1.0.0": ["log 0.5.1"],
      "1.1.0": ["mid 1.0.0"],
      "1.2.0": ["log 0.6.0"],
      "1.3.0": { minimumZigVersion: "0.18.0" },
    },
    mid: { "1.0.0": ["log 0.5.1"] },
    log: { "0.5.1": { minimumZigVersion: "0.17.0" }, "0.6.0": { minimumZigVersion: "0.17.1" } },
  };

  test("in short", () => {
    expect(explain(world, { http: "^1.0" }, { ...zig, duplicates: "allow" })).toMatchInlineSnapshot(`
      "
      error: no choice of versions builds with Zig 0.16.0
        - you need http ^1.0
          - http 1.0.0 pins log 0.5.1
            - log 0.5.1 needs Zig 0.17.0
          - http 1.1.0 pins mid 1.0.0
            - mid 1.0.0 pins log 0.5.1
          - http 1.2.0 pins log 0.6.0
            - log 0.6.0 needs Zig 0.17.1
        passed over:
        - http 1.3.0 needs Zig 0.18.0, and 0.16.0 is in use
      hint: install Zig 0.17.0 or newer
      "
    `);
  });

  test("in full", () => {
    expect(
      explain(world, { http: "^1.0" }, { ...zig, ...proof, duplicates: "allow" }),
    ).toMatchInlineSnapshot(`
      "
      error: no choice of versions builds with Zig 0.16.0
        1. Because mid 1.0.0 pins log 0.5.1, which needs Zig 0.17.0, mid 1.0.0
           cannot be chosen.
        2. And because http 1.1.0 pins mid 1.0.0, http 1.1.0 cannot be chosen.
        3. And because http 1.0.0 pins log 0.5.1, which needs Zig 0.17.0, http 1.0.0
           and 1.1.0 cannot be chosen.
        4. Because http 1.2.0 pins log 0.6.0, which needs Zig 0.17.1, http 1.2.0
           cannot be chosen.
        5. And because http 1.0.0 and 1.1.0 cannot be chosen (3), http 1.0.0 … 1.2.0
           cannot be chosen.
        6. And because you need http ^1.0, no versions fit together.
        passed over:
        - http 1.3.0 needs Zig 0.18.0, and 0.16.0 is in use
      hint: install Zig 0.17.0 or newer
      "
    `);
  });

  test("or else another version of something", () => {
    const more: World = { ...world, db: { "1.0.0": ["log 0.4.0"], "1.1.0": ["log 0.6.0"] } };
    const http = { "1.0.0": ["log 0.5.0"] };
    expect(
      explain(
        { ...more, ...logs, http, log: { ...world["log"], ...logs["log"] } },
        { http: "*", db: "*" },
        zig,
      ),
    ).toMatchInlineSnapshot(`
      "
      error: more than one version of \`log\` would be needed
        - you need db
          - db 1.0.0 and 1.1.0 pin log 0.4.0 or 0.6.0
        - you need http
          - http 1.0.0 pins log 0.5.0
      hint: \`[resolution] duplicates = "allow"\` in pantry.toml takes both
      "
    `);
  });
});

describe("members of a workspace", () => {
  const roots = [
    { label: "app", requirements: needs({ log: "^0.5.0" }) },
    {
      label: "tool",
      requirements: [...needs({ log: "<0.5.0" }), { alias: "web", name: "http", range: "*" }],
    },
  ];
  const world: World = { ...logs, http: { "1.0.0": ["log 0.3.0"] } };

  test("in short", () => {
    const problem = { roots, now, duplicates: "deny" as const };
    expect(shown(() => run(problem, (name) => listingIn(world, name)))).toMatchInlineSnapshot(`
      "
      error: more than one version of \`log\` would be needed
        - \`app\` needs log ^0.5.0 (0.5.0 and 0.5.1)
        - \`tool\` needs log <0.5.0 (0.3.0 and 0.4.0)
        passed over:
        - log 0.5.2 was yanked
      hint: \`[resolution] duplicates = "allow"\` in pantry.toml takes both
      "
    `);
  });

  test("in full", () => {
    const problem = { roots, now, duplicates: "deny" as const, explain: true };
    expect(shown(() => run(problem, (name) => listingIn(world, name)))).toMatchInlineSnapshot(`
      "
      error: more than one version of \`log\` would be needed
        1. Because \`app\` needs log ^0.5.0 and \`tool\` needs log <0.5.0, no versions
           fit together.
        passed over:
        - log 0.5.2 was yanked
      hint: \`[resolution] duplicates = "allow"\` in pantry.toml takes both
      "
    `);
  });
});

describe("versions that were passed over", () => {
  const world: World = {
    ...logs,
    http: {
      "1.0.0": ["log 0.3.0"],
      "1.1.0": { pins: ["log 0.5.0"], publishedAt: "2026-03-10T09:00:00Z" },
      "1.2.0": { pins: ["log 0.5.1"], minimumZigVersion: "0.17.0" },
    },
  };

  test("are named, with what would let them in", () => {
    const more = { ...zig, minimumAgeMs: 24 * 60 * 60 * 1000 };
    expect(explain(world, { http: "^1.0", log: "^0.5" }, more)).toMatchInlineSnapshot(`
      "
      error: more than one version of \`log\` would be needed
        - you need http ^1.0
          - http 1.0.0 pins log 0.3.0
        - you need log ^0.5 (0.5.0 and 0.5.1)
        passed over:
        - log 0.5.2 was yanked
        - http 1.2.0 needs Zig 0.17.0, and 0.16.0 is in use
        - http 1.1.0 is 3 hours old, and versions wait until they are 24 hours old
      hint: \`http = "1.1.0"\` takes that version before its time
            \`[resolution] duplicates = "allow"\` in pantry.toml takes both
      "
    `);
  });
});

describe("odd ones", () => {
  test("the same version, once from the registry and once from elsewhere", () => {
    const world: World = {
      a: { "1.0.0": ["c 1.0.0 fork"] },
      b: { "1.0.0": ["c 1.0.0"] },
      c: { "1.0.0": [] },
    };
    expect(explain(world, { a: "*", b: "*" })).toMatchInlineSnapshot(`
      "
      error: more than one version of \`c\` would be needed
        - you need a
          - a 1.0.0 pins c 1.0.0 (…nWdOPb5l)
        - you need b
          - b 1.0.0 pins c 1.0.0 (…aqNY_sxJ)
      hint: \`[resolution] duplicates = "allow"\` in pantry.toml takes both
      "
    `);
  });

  test("a release that pins two versions of one package", () => {
    const world: World = { a: { "1.0.0": ["b 1.0.0", "b 2.0.0"] }, b: { "1.0.0": [], "2.0.0": [] } };
    expect(explain(world, { a: "*" })).toMatchInlineSnapshot(`
      "
      error: more than one version of \`b\` would be needed
        - you need a
          - a 1.0.0 pins b 2.0.0
          - a 1.0.0 pins b 1.0.0
      hint: \`[resolution] duplicates = "allow"\` in pantry.toml takes both
      "
    `);
  });

  test("a release that pins an older version of itself", () => {
    const world: World = { a: { "1.0.0": [], "2.0.0": ["a 1.0.0"] } };
    expect(explain(world, { a: "^2.0.0" })).toMatchInlineSnapshot(`
      "
      error: more than one version of \`a\` would be needed
        - you need a ^2.0.0
          - a 2.0.0 pins another version of itself
      hint: \`[resolution] duplicates = "allow"\` in pantry.toml takes both
      "
    `);
  });

  test("versions that are no stretch", () => {
    const http = Object.fromEntries(
      [...Array(12).keys()].map((minor) => [`1.${minor}.0`, minor % 2 === 0 ? ["log 0.3.0"] : ["a 1.0.0"]]),
    );
    const world: World = { ...logs, http, a: { "1.0.0": ["log 0.4.0"] } };
    expect(explain(world, { http: "*", log: "^0.5.0" })).toMatchInlineSnapshot(`
      "
      error: more than one version of \`log\` would be needed
        - you need http
          - http 1.1.0 … 1.11.0 (6 versions) pin a 1.0.0
            - a 1.0.0 pins log 0.4.0
          - http 1.0.0 … 1.10.0 (6 versions) pin log 0.3.0
        - you need log ^0.5.0 (0.5.0 and 0.5.1)
        passed over:
        - log 0.5.2 was yanked
      hint: \`[resolution] duplicates = "allow"\` in pantry.toml takes both
      "
    `);
  });

  test("more ways than a screen has lines", () => {
    const many = [...Array(30).keys()];
    const parts = Object.fromEntries(
      many.map((at) => [`part_${at}`, { "1.0.0": [`log 0.${at % 2 === 0 ? 3 : 4}.0`] }]),
    );
    const all = Object.fromEntries(many.map((at) => [`1.${at}.0`, [`part_${at} 1.0.0`]]));
    expect(explain({ ...logs, ...parts, all }, { all: "*", log: "^0.5.0" })).toMatchInlineSnapshot(`
      "
      error: more than one version of \`log\` would be needed
        - you need all
          - all 1.0.0 pins part_0 1.0.0
            - part_0 1.0.0 pins log 0.3.0
          - all 1.1.0 pins part_1 1.0.0
            - part_1 1.0.0 pins log 0.4.0
          - all 1.2.0 pins part_2 1.0.0
            - part_2 1.0.0 pins log 0.3.0
          - all 1.3.0 pins part_3 1.0.0
            - part_3 1.0.0 pins log 0.4.0
          - all 1.4.0 pins part_4 1.0.0
            - part_4 1.0.0 pins log 0.3.0
          - and 50 more lines
        - you need log ^0.5.0 (0.5.0 and 0.5.1)
        passed over:
        - log 0.5.2 was yanked
      hint: \`[resolution] duplicates = "allow"\` in pantry.toml takes both
            \`--explain\` shows the whole proof
      "
    `);
  });
});

describe("at 60 columns", () => {
  const world: World = {
    event_loop: {
      "1.10.0": ["known_folders 0.7.1"],
      "1.11.0": ["known_folders 0.7.2"],
      "1.12.0": ["known_folders 0.7.2"],
    },
    terminal_emulator: { "2.0.0-alpha.1": ["font_rendering 3.0.0"] },
    font_rendering: { "3.0.0": ["known_folders 0.8.0"] },
    known_folders: { "0.7.1": [], "0.7.2": [], "0.8.0": [] },
  };
  const ranges = { event_loop: ">=1.10.0 <2.0.0", terminal_emulator: "2.0.0-alpha.1" };

  test("in short", () => {
    expect(explain(world, ranges, { columns: 60 })).toMatchInlineSnapshot(`
      "
      error: more than one version of \`known_folders\` would be needed
        - you need event_loop >=1.10.0 <2.0.0
          - event_loop 1.10.0 … 1.12.0 pin known_folders 0.7.1 or
            0.7.2
        - you need terminal_emulator 2.0.0-alpha.1
          - terminal_emulator 2.0.0-alpha.1 pins
            font_rendering 3.0.0
            - font_rendering 3.0.0 pins known_folders 0.8.0
      hint: \`[resolution] duplicates = "allow"\` in pantry.toml takes both
      "
    `);
  });

  test("in full", () => {
    expect(explain(world, ranges, { columns: 60, explain: true })).toMatchInlineSnapshot(`
      "
      error: more than one version of \`known_folders\` would be needed
        1. Because event_loop 1.10.0 … 1.12.0 pin
           known_folders 0.7.1 or 0.7.2 and font_rendering 3.0.0
           pins known_folders 0.8.0, event_loop 1.10.0 … 1.12.0 do
           not go with font_rendering 3.0.0.
        2. And because terminal_emulator 2.0.0-alpha.1 pins
           font_rendering 3.0.0, event_loop 1.10.0 … 1.12.0 do not
           go with terminal_emulator 2.0.0-alpha.1.
        3. And because you need terminal_emulator 2.0.0-alpha.1
           and event_loop >=1.10.0 <2.0.0, no versions fit
           together.
      hint: \`[resolution] duplicates = "allow"\` in pantry.toml takes both
      "
    `);
  });
});
