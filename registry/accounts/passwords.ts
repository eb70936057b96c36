import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import pLimit from "p-limit";
import { registryError } from "../errors.ts";
import { scryptCost, scryptsAtOnce } from "./limits.ts";

/** To be asked before a password is worked on. Throws REGISTRY_BUSY where `mostWaiting` others wait already. */
export function checkQueue(mostWaiting: number): void {
  if (atOnce.activeCount < scryptsAtOnce || atOnce.pendingCount < mostWaiting) return;
  throw registryError("REGISTRY_BUSY", {
    message: "too many people sign in at once",
    hint: "try again in a moment",
  });
}

/** What is stored of a password: `scrypt$N$r$p$salt$key`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const { N, r, p } = scryptCost;
  const key = await derive(password, salt, scryptCost);
  return ["scrypt", N, r, p, salt.toString("base64"), key.toString("base64")].join("$");
}

/** True if `stored` was made from this password. */
export async function isPassword(password: string, stored: string): Promise<boolean> {
  const [scheme, N, r, p, salt = "", key = ""] = stored.split("$");
  if (scheme !== "scrypt") throw new Error("a password is stored in a form that nobody knows");
  const expected = Buffer.from(key, "base64");
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  return timingSafeEqual(await derive(password, Buffer.from(salt, "base64"), cost), expected);
}

interface Cost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

const scryptAsync = promisify<string, Buffer, number, object, Buffer>(scrypt);
const atOnce = pLimit(scryptsAtOnce);

/** Typed differently on two keyboards, `é` is one letter or two: NFKC makes them one password (RFC 8265). */
function derive(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
  const maxmem = 256 * cost.N * cost.r;
  return atOnce(() => scryptAsync(password.normalize("NFKC"), salt, 32, { ...cost, maxmem }));
}
