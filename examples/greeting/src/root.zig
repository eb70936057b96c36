//! Greets people by name.

const std = @import("std");
const ink = @import("ink");

/// Writes a greeting for `name`, with the salutation in bold.
pub fn write(writer: *std.Io.Writer, name: []const u8) std.Io.Writer.Error!void {
    try writer.print("{s}, {s}!\n", .{ ink.styled(.bold, "Hello"), name });
}

test write {
    var buffer: [64]u8 = undefined;
    var writer: std.Io.Writer = .fixed(&buffer);
    try write(&writer, "Zig");
    try std.testing.expectEqualStrings("\x1b[1mHello\x1b[0m, Zig!\n", writer.buffered());
}
