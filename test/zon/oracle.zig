//! Asks Zig's own standard library what it makes of some bytes. Built once by the tests that need it.
//!
//! stdin: questions, each one byte for the kind, four for the length (little endian), then the bytes.
//! stdout: one line for each answer.
//!   z  a ZON document: the tree, or `error LINE:COLUMN MESSAGE` of the first error
//!   v  a version: how Zig prints it, or `error`
//!   p  a path: what `resolve` makes of it, in hex

const std = @import("std");
const Ast = std.zig.Ast;
const Zoir = std.zig.Zoir;

pub fn main(init: std.process.Init) !void {
    const arena = init.arena.allocator();
    var in_buffer: [64 * 1024]u8 = undefined;
    var in = std.Io.File.stdin().reader(init.io, &in_buffer);
    var out_buffer: [64 * 1024]u8 = undefined;
    var out = std.Io.File.stdout().writer(init.io, &out_buffer);
    const w = &out.interface;
    while (true) {
        const kind = in.interface.takeByte() catch break;
        const length = try in.interface.takeInt(u32, .little);
        const bytes = try arena.allocSentinel(u8, length, 0);
        try in.interface.readSliceAll(bytes);
        switch (kind) {
            'z' => try document(arena, bytes, w),
            'v' => if (std.SemanticVersion.parse(bytes)) |version|
                try w.print("{f}", .{version})
            else |_|
                try w.writeAll("error"),
            'p' => try w.print("{x}", .{try std.fs.path.resolvePosix(arena, &.{bytes})}),
            else => return error.UnknownQuestion,
        }
        try w.writeByte('\n');
        // At once, so that a question on which Zig itself crashes takes no other answers with it.
        try w.flush();
    }
}

fn document(arena: std.mem.Allocator, source: [:0]const u8, w: *std.Io.Writer) !void {
    const tree = try Ast.parse(arena, source, .zon);
    const zoir = try std.zig.ZonGen.generate(arena, tree, .{});
    if (zoir.hasCompileErrors()) return firstError(tree, zoir, w);
    try value(zoir, .root, w);
}

fn firstError(tree: Ast, zoir: Zoir, w: *std.Io.Writer) !void {
    const err = zoir.compile_errors[0];
    const offset: u32 = if (err.token.unwrap()) |token|
        tree.tokenStart(token) + err.node_or_offset
    else
        tree.tokenStart(tree.nodeMainToken(@enumFromInt(err.node_or_offset)));
    const before = tree.source[0..offset];
    const line = std.mem.count(u8, before, "\n") + 1;
    const line_start = if (std.mem.lastIndexOfScalar(u8, before, '\n')) |i| i + 1 else 0;
    try w.print("error {d}:{d} {s}", .{ line, offset - line_start + 1, err.msg.get(zoir) });
}

fn value(zoir: Zoir, index: Zoir.Node.Index, w: *std.Io.Writer) !void {
    switch (index.get(zoir)) {
        .true => try w.writeAll("true"),
        .false => try w.writeAll("false"),
        .null => try w.writeAll("null"),
        .pos_inf => try float(std.math.inf(f64), w),
        .neg_inf => try float(-std.math.inf(f64), w),
        .nan => try w.writeAll("nan"),
        .int_literal => |int| switch (int) {
            .small => |small| try w.print("{d}", .{small}),
            .big => |big| try w.print("{f}", .{big}),
        },
        .float_literal => |number| try float(@floatCast(number), w),
        .char_literal => |char| try w.print("c{d}", .{char}),
        .enum_literal => |literal| {
            try w.writeByte('e');
            try name(literal.get(zoir), w);
        },
        .string_literal => |string| try w.print("s{x}", .{string}),
        .empty_literal => try w.writeAll("{}"),
        .array_literal => |elements| {
            try w.writeByte('[');
            for (0..elements.len) |i| {
                if (i > 0) try w.writeByte(' ');
                try value(zoir, elements.at(@intCast(i)), w);
            }
            try w.writeByte(']');
        },
        .struct_literal => |fields| {
            try w.writeByte('{');
            for (fields.names, 0..) |field, i| {
                if (i > 0) try w.writeByte(' ');
                try name(field.get(zoir), w);
                try w.writeByte('=');
                try value(zoir, fields.vals.at(@intCast(i)), w);
            }
            try w.writeByte('}');
        },
    }
}

/// In hex, or `?` for bytes that are not UTF-8.
fn name(bytes: []const u8, w: *std.Io.Writer) !void {
    const odd = !std.unicode.utf8ValidateSlice(bytes) or std.mem.indexOf(u8, bytes, "\u{fffd}") != null;
    if (odd) try w.writeByte('?') else try w.print("{x}", .{bytes});
}

/// The bits, since no two languages print floats alike.
fn float(number: f64, w: *std.Io.Writer) !void {
    try w.print("f{x:0>16}", .{@as(u64, @bitCast(number))});
}
