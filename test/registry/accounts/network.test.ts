import { expect, it } from "vitest";
import { networkOf } from "../../../registry/accounts/index.ts";

it.each([
  ["192.0.2.1", "192.0.2.1"],
  ["", ""],
  ["2001:db8:0:1::1", "2001:db8:0:1"],
  ["2001:DB8::1:a:b:c:d", "2001:db8:0:1"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
  ["fe80::1%eth0", "fe80:0:0:0"],
  ["::ffff:192.0.2.1", "0:0:0:0:0:ffff:c000:201"],
  ["::1", "0:0:0:0:0:0:0:1"],
])("%j is counted as %j", (address, network) => {
  expect(networkOf(address)).toBe(network);
});
