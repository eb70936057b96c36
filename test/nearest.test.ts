import { expect, test } from "vitest";
import { nearest } from "../src/nearest.ts";

test.each([
  ["soop", "soup"],
  ["instal", "install"],
  // Two letters that changed places are one slip, in short words too.
  ["ikn", "ink"],
  ["itsnall", "install"],
  ["SUOP", "soup"],
])("%s means %s", (typed, meant) => {
  expect(nearest(typed, ["ink", "install", "soup", "outdated"])).toBe(meant);
});

test.each(["", "kni", "salt", "x"])("`%s` means none of them", (typed) => {
  expect(nearest(typed, ["ink", "install", "soup", "outdated"])).toBeUndefined();
});

test.each(["", "x"])("`%s` shares no letter with a word of one", (typed) => {
  expect(nearest(typed, ["i"])).toBeUndefined();
});

test("of two, the nearer one is meant", () => {
  expect(nearest("soupp", ["sour", "soup"])).toBe("soup");
});
