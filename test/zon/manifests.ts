import { crc32 } from "node:zlib";

/** A manifest that Zig takes, with some of its fields written otherwise, and more text behind them. */
export function manifest(changes: Readonly<Record<string, string>> = {}, more = ""): string {
  const fields = Object.entries({ ...good, ...changes });
  return `.{ ${fields.map(([name, value]) => `.${name} = ${value}, `).join("")}${more} }`;
}

export function fingerprintOf(name: string): string {
  return `0x${crc32(name).toString(16).padStart(8, "0")}00000001`;
}

const good = { name: ".demo", fingerprint: fingerprintOf("demo"), version: '"1.0.0"', paths: '.{""}' };

function named(name: string, text = `.${name}`): string {
  return manifest({ name: text, fingerprint: fingerprintOf(name) });
}

function dependency(fields: string): string {
  return manifest({}, `.dependencies = .{ .a = .{ ${fields} } }`);
}

const digest = "A".repeat(44);
const crcOfDemo = fingerprintOf("demo").slice(0, 10);

/** What Zig says of each is asked in the test, not written down here. */
export const manifests: Readonly<Record<string, readonly string[]>> = {
  "top level": [
    ...[
      "",
      "3",
      ".{}",
      ".{1}",
      '.{ "a" }',
      '"text"',
      ".name",
      "-1",
      ".{ .name = .demo }",
      '.{ .version = "1.0.0" }',
    ],
    ...['.{ .paths = .{""} }', '.{ .name = .demo, .version = "1.0.0", .paths = .{""} }'],
    ...[".{ .name = .demo .version = 1 }", ".{ .name = .demo,\n/// doc\n .version = 1 }", "//! doc\n.{}"],
    ...[
      manifest(),
      manifest({}, ".dependencies = .{}"),
      `${manifest()} 1`,
      `${manifest()}\0`,
      `${manifest()} // tab\there\n`,
    ],
    ...[
      `\ufeff${manifest()}`,
      ` \ufeff${manifest()}`,
      manifest().replaceAll(" ", "\r\n"),
      manifest().replaceAll(" ", "\t"),
    ],
    manifest().replaceAll(".name", ". // here\n name"),
  ],
  "unknown fields": [
    ...[
      ".unknown = 0b9",
      '.unknown = "\\q"',
      ".unknown = .{ .a = 1, .a = 2 }",
      ".unknown = \\\\text\n",
      ".unknown = foo",
    ],
    ...[
      '.@"unknown\\x" = 1',
      '.@"" = 1',
      ".unknown = .{ 1, }",
      ".test = 1",
      '.@"test" = 1',
      ".unknown = 'ab'",
      ".unknown = -0",
    ],
  ].map((text) => manifest({}, text)),
  "fields that are there twice": [
    ...[
      '.version = "2.0.0"',
      ".version = 2",
      ".name = .other",
      ".fingerprint = 1",
      ".paths = .{1}",
      '.minimum_zig_version = "0.1.0"',
    ],
    '.dependencies = .{ .a = .{ .path = "a" } }, .dependencies = .{ .b = .{ .path = "b" }, .a = .{ .path = "c" } }',
    '.dependencies = .{ .a = .{ .path = "a" }, .a = .{} }',
  ].map((text) => manifest({}, text)),
  names: [
    ...[
      named("demo"),
      named("demo", '"demo"'),
      named("demo", '.@"demo"'),
      named("test"),
      named("test", '.@"test"'),
      named("_"),
    ],
    ...[
      named("a".repeat(32)),
      named("a".repeat(33)),
      named("demo", "demo"),
      named("demo", "1"),
      named("demo", ".{}"),
    ],
    ...[
      named("demo", "\\\\demo\n"),
      named("demo", "'d'"),
      named("demo", "null"),
      named("u8"),
      named("true"),
      named("Demo_1"),
    ],
    manifest({ '@"n\\x61me"': ".other" }),
  ],
  fingerprints: [
    ...[
      `${crcOfDemo}00000000`,
      `${crcOfDemo}ffffffff`,
      `${crcOfDemo}fffffffe`,
      `${crcOfDemo}_0000_0001`,
      "0x1",
    ],
    ...[fingerprintOf("demo").toUpperCase().replace("X", "x"), fingerprintOf("demo").replace("0x", "0X")],
    ...[String(BigInt(fingerprintOf("demo"))), `0b${BigInt(fingerprintOf("demo")).toString(2)}`],
    ...[
      `0o${BigInt(fingerprintOf("demo")).toString(8)}`,
      `${fingerprintOf("demo")}0`,
      `${crcOfDemo}__00000001`,
    ],
    ...["1.5", "0b3", "0x", "-1", `"${fingerprintOf("demo")}"`, "inf", ".a", ".{}", "'a'", "0", "00"],
  ].map((fingerprint) => manifest({ fingerprint })),
  versions: [
    ...[
      '"1.0.0"',
      '"1.0"',
      '"1.0.0.0"',
      '"v1.0.0"',
      '"01.0.0"',
      '"1.0.0-"',
      '"1.0.0-rc.1+b.2"',
      '"1.0.0-01"',
      '"1.0.0+01"',
    ],
    ...[
      '"1_0.0.0"',
      '"\\x31.0.0"',
      '"1.0.0\\n"',
      '""',
      '"é"',
      "1",
      ".a",
      '"1.0.0-aaaaaaaaaabbbbbbbbbbcccccc"',
      "\\\\1.0.0\n",
    ],
    ...[
      '"1.0.0-aaaaaaaaaabbbbbbbbbbccccccd"',
      '"18446744073709551615.0.0"',
      '"18446744073709551616.0.0"',
      '"1.0.0\\q"',
    ],
  ].flatMap((version) => [manifest({ version }), manifest({ minimum_zig_version: version })]),
  paths: [
    ...[
      ".{}",
      '""',
      '.{"a" "b"}',
      '.{"a", 1}',
      ".{.a}",
      '.{ .a = "b" }',
      ".{\\\\a\n}",
      '.{"a\\q"}',
      '.{"\\xff"}',
      '.{"/abs"}',
      '.{""}',
    ],
    ...['.{ "a", "a" }', '&.{"a"}', '.{.{"a"}}', "true"],
  ].map((paths) => manifest({ paths })),
  "dependency tables": [
    ...[
      ".{}",
      ".{1}",
      "1",
      '.{ .a = .{ .path = "b" } }',
      '.{ .a = .{ .path = "b" }, }',
      ".{ .a = 1 }",
      ".{ .a = .{} }",
      ".{ .a = .{1} }",
    ],
    ...[
      '.{ .@"a-b" = .{ .path = "b" } }',
      '.{ .@"" = .{ .path = "b" } }',
      '.{ .@"\\q" = .{ .path = "b" } }',
      '.{ .a-b = .{ .path = "b" } }',
    ],
    '.{ .a = .{ .path = "b" } .b = .{} }',
  ].map((dependencies) => manifest({ dependencies })),
  dependencies: [
    ...[
      '.path = "b"',
      '.path = "/b"',
      '.path = ""',
      ".path = 1",
      '.path = "b", .path = "c"',
      '.url = 3, .path = "b"',
      '.path = "\\q"',
    ],
    ...[
      '.path = "b", .lazy = true',
      '.path = "b", .lazy = false',
      '.path = "b", .lazy = .true',
      '.path = "b", .lazy = null',
    ],
    ...[
      '.path = "b", .lazy = 1',
      '.path = "b", .lazy = "true"',
      '.path = "b", .lazy = @"true"',
      '.path = "b", .lazy = 1, .lazy = true',
    ],
    ...[
      '.hash = "x"',
      ".lazy = true",
      '.path = "b", .unknown = 0b9',
      ".path = \\\\b\n",
      '.path = "b", .hash = 1',
    ],
    ...[
      `.url = "", .hash = "a-1-${digest}", .lazy = true`,
      `.url = "http:// é", .hash = "a-1-${digest}", .lazy = true`,
    ],
    ...[`.path = "b", .hash = "short", .hash = "a-1-${digest}"`, '.@"p\\x61th" = "b"'],
  ].map(dependency),
  hashes: [
    ...[
      "",
      "a",
      "a-b-c",
      digest,
      `A${digest}`,
      `-${digest}`,
      `--${digest}`,
      `a--${digest}`,
      `-b-${digest}`,
      `ab-${digest}`,
      `a-b${digest}`,
    ],
    ...[
      `a-b-${digest.slice(1)}`,
      `a-b-${digest}`,
      `a-b-c-${digest}`,
      `N-V-${digest}`,
      `N-V-${digest}AAAAAA`,
      `a-b-${digest}-`,
    ],
    ...[
      `${"n".repeat(32)}-${"1".repeat(32)}-${digest}`,
      `${"n".repeat(33)}-${"1".repeat(32)}-${digest}`,
      `1220${"a".repeat(64)}`,
    ],
    ...[
      `../x-1-${digest}`,
      `a b-é-${digest}`,
      `a-b-${"é".repeat(22)}`,
      `a-${"-".repeat(45)}`,
      "-".repeat(46),
      "-".repeat(45),
    ],
  ].map((hash) => dependency(`.path = "b", .hash = "${hash}"`)),
};
