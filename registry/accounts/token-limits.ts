import { BlockList, isIP } from "node:net";
import { registryError } from "../errors.ts";
import type { PackageId, Right, TokenRecord } from "../metadata/index.ts";
import { tokenCidrCount, tokenDaysMost, tokenNameLength, tokenPackageCount } from "./limits.ts";

/** What a new token is limited to; undefined where it is not. */
export interface TokenLimits {
  readonly name: string | undefined;
  readonly rights: readonly Right[];
  readonly packages: readonly string[] | undefined;
  readonly cidr: readonly string[] | undefined;
  readonly days: number | undefined;
}

/** Who asks, and what for they may: as far as their token goes, or all that the user may. */
export type Identity = Pick<TokenRecord, "user" | "rights" | "packages">;

/** In this order they are kept and shown. */
export const allRights: readonly Right[] = ["read", "publish", "yank", "owner"];

/** A token that may do whatever its user may. */
export const noLimits: TokenLimits = {
  name: undefined,
  rights: allRights,
  packages: undefined,
  cidr: undefined,
  days: undefined,
};

/** Throws TOKEN_LIMIT_INVALID for what cannot be kept: a limit that is not understood would promise too much. */
export function checkTokenLimits({ name, rights, packages, cidr, days }: TokenLimits): void {
  if (name !== undefined && (name.length > tokenNameLength || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name))) {
    throw invalid("its name is too long, or cannot be printed", `at most ${tokenNameLength} characters`);
  }
  const right = rights.find((each) => !allRights.includes(each));
  if (right !== undefined) {
    throw invalid(`there is no right \`${right}\``, `the rights are ${allRights.join(", ")}`);
  }
  const pattern = packages?.find((each) => !isPattern(each));
  if (pattern !== undefined) {
    throw invalid(
      `${JSON.stringify(pattern.slice(0, 100))} is no pattern of package names`,
      "write `name`, `@scope/name`, `@scope/*` or `prefix*`, with `npm:` or `zig:` before it for one kind only",
    );
  }
  const block = cidr?.find((each) => readBlock(each) === undefined);
  if (block !== undefined) {
    throw invalid(
      `${JSON.stringify(block.slice(0, 100))} is no block of addresses`,
      "write `10.0.0.0/8`, `2001:db8::/32` or one address",
    );
  }
  if ((packages?.length ?? 0) > tokenPackageCount || (cidr?.length ?? 0) > tokenCidrCount) {
    throw invalid(
      "it has too many limits",
      `at most ${tokenPackageCount} patterns and ${tokenCidrCount} blocks`,
    );
  }
  if (days !== undefined && (!Number.isInteger(days) || days < 1 || days > tokenDaysMost)) {
    throw invalid(
      `it cannot end after ${days} days`,
      `give a whole number of days from 1 to ${tokenDaysMost}`,
    );
  }
}

/** True where the token is good for a package of this name. */
export function coversPackage({ packages }: Pick<TokenRecord, "packages">, { kind, name }: Named): boolean {
  return packages === undefined || packages.some((pattern) => matches(pattern, kind, name));
}

type Named = Pick<PackageId, "kind"> & { readonly name: string };

/** True where the token may come from this address. An address that is none is nowhere. */
export function coversAddress({ cidr }: Pick<TokenRecord, "cidr">, address: string): boolean {
  return cidr === undefined || isWithin(cidr, address);
}

/** True where one of the blocks (`10.0.0.0/8`, or one address) has the address. `::ffff:10.0.0.1` is `10.0.0.1`. */
export function isWithin(blocks: readonly string[], address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
  const family = isIP(plain);
  if (family === 0) return false;
  return listOf(blocks).check(plain, family === 6 ? "ipv6" : "ipv4");
}

/** Those of the settings are asked for every request, so each is made once. */
const lists = new WeakMap<readonly string[], BlockList>();

function listOf(blocks: readonly string[]): BlockList {
  const known = lists.get(blocks);
  if (known !== undefined) return known;
  const list = new BlockList();
  for (const each of blocks) {
    const block = readBlock(each);
    if (block !== undefined) list.addSubnet(block.address, block.bits, block.family);
  }
  lists.set(blocks, list);
  return list;
}

/** Undefined for what is no block of addresses. */
export function readBlock(text: string) {
  const [, address = "", bitsText] = /^([0-9a-fA-F.:]{2,45})(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(address);
  if (version === 0) return undefined;
  const most = version === 6 ? 128 : 32;
  const bits = bitsText === undefined ? most : Number(bitsText);
  if (bits > most) return undefined;
  return { address, bits, family: version === 6 ? ("ipv6" as const) : ("ipv4" as const) };
}

function isPattern(text: string): boolean {
  return /^(?:(?:npm|zig):)?(?=.)(?:@[a-z0-9~._-]{1,214}\/)?[A-Za-z0-9~._-]{0,214}\*?$/.test(text);
}

function matches(pattern: string, kind: string, name: string): boolean {
  const [, ofKind, text = ""] = /^(?:(npm|zig):)?(.*)$/.exec(pattern) ?? [];
  if (ofKind !== undefined && ofKind !== kind) return false;
  return text.endsWith("*") ? name.startsWith(text.slice(0, -1)) : name === text;
}

function invalid(why: string, hint: string) {
  return registryError("TOKEN_LIMIT_INVALID", { message: `cannot make such a token: ${why}`, hint });
}
