const std = @import("std");
const greeting = @import("greeting");
const options = @import("options");

pub fn main(init: std.process.Init) !void {
    var buffer: [256]u8 = undefined;
    var stdout: std.Io.File.Writer = .initStreaming(.stdout(), init.io, &buffer);
    const writer = &stdout.interface;

    try greeting.write(writer, "Pantry");
    if (options.with_proverb) {
        try writer.print("{s}\n", .{@import("proverbs").ofDay(0)});
    }
    try writer.flush();
}
