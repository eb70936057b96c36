//! Styles for text on a terminal.

pub const Style = enum { plain, bold, green };

/// `text` between the codes that switch the style on and off.
pub fn styled(comptime style: Style, comptime text: []const u8) []const u8 {
    return switch (style) {
        .plain => text,
        .bold => "\x1b[1m" ++ text ++ "\x1b[0m",
        .green => "\x1b[32m" ++ text ++ "\x1b[0m",
    };
}

test styled {
    const std = @import("std");
    try std.testing.expectEqualStrings("\x1b[1mhi\x1b[0m", styled(.bold, "hi"));
}
