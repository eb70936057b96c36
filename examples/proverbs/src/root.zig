//! Things that one says in a kitchen.

const proverbs = [_][]const u8{
    "A full pantry makes a calm cook.",
    "Measure twice, stir once.",
    "Old recipes, fresh herbs.",
};

/// The proverb for a day, counted from any day.
pub fn ofDay(day: usize) []const u8 {
    return proverbs[day % proverbs.len];
}

test ofDay {
    const std = @import("std");
    try std.testing.expectEqualStrings(proverbs[1], ofDay(4));
}
