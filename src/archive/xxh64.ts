/**
 * XXH64 with seed 0, as sixteen hex digits; zstd keeps the lower half as the checksum of a frame.
 * Source: the xxHash specification. Numbers of 64 bits are pairs of halves, since BigInt is twenty times slower.
 */
export function xxh64(bytes: Buffer): string {
  let at = 0;
  let hash: Half64;
  if (bytes.length >= 32) {
    const lanes = [add(prime1, prime2), prime2, zero, negate(prime1)];
    for (; at + 32 <= bytes.length; at += 32) {
      for (let lane = 0; lane < 4; lane += 1) {
        lanes[lane] = round(lanes[lane] as Half64, read64(bytes, at + 8 * lane));
      }
    }
    const [a, b, c, d] = lanes as [Half64, Half64, Half64, Half64];
    hash = add(add(rotate(a, 1), rotate(b, 7)), add(rotate(c, 12), rotate(d, 18)));
    for (const lane of [a, b, c, d]) hash = add(multiply(xor(hash, round(zero, lane)), prime1), prime4);
  } else {
    hash = prime5;
  }
  hash = add(hash, { high: Math.floor(bytes.length / 2 ** 32), low: bytes.length >>> 0 });
  for (; at + 8 <= bytes.length; at += 8) {
    hash = add(multiply(rotate(xor(hash, round(zero, read64(bytes, at))), 27), prime1), prime4);
  }
  if (at + 4 <= bytes.length) {
    const word = multiply({ high: 0, low: bytes.readUInt32LE(at) }, prime1);
    hash = add(multiply(rotate(xor(hash, word), 23), prime2), prime3);
    at += 4;
  }
  for (; at < bytes.length; at += 1) {
    hash = multiply(rotate(xor(hash, multiply({ high: 0, low: bytes.readUInt8(at) }, prime5)), 11), prime1);
  }
  hash = multiply(xor(hash, shiftRight(hash, 33)), prime2);
  hash = multiply(xor(hash, shiftRight(hash, 29)), prime3);
  hash = xor(hash, shiftRight(hash, 32));
  return hex(hash.high) + hex(hash.low);
}

interface Half64 {
  readonly high: number;
  readonly low: number;
}

const zero: Half64 = { high: 0, low: 0 };
const prime1: Half64 = { high: 0x9e3779b1, low: 0x85ebca87 };
const prime2: Half64 = { high: 0xc2b2ae3d, low: 0x27d4eb4f };
const prime3: Half64 = { high: 0x165667b1, low: 0x9e3779f9 };
const prime4: Half64 = { high: 0x85ebca77, low: 0xc2b2ae63 };
const prime5: Half64 = { high: 0x27d4eb2f, low: 0x165667c5 };

function round(lane: Half64, input: Half64): Half64 {
  return multiply(rotate(add(lane, multiply(input, prime2)), 31), prime1);
}

function read64(bytes: Buffer, at: number): Half64 {
  return { high: bytes.readUInt32LE(at + 4), low: bytes.readUInt32LE(at) };
}

function add(a: Half64, b: Half64): Half64 {
  const low = (a.low >>> 0) + (b.low >>> 0);
  return { high: (a.high + b.high + (low > 0xffffffff ? 1 : 0)) | 0, low: low | 0 };
}

function negate(a: Half64): Half64 {
  return add({ high: ~a.high, low: ~a.low }, { high: 0, low: 1 });
}

function xor(a: Half64, b: Half64): Half64 {
  return { high: a.high ^ b.high, low: a.low ^ b.low };
}

/** The lower 64 bits of a product, by the schoolbook method on 16 bits for the lower halves. */
function multiply(a: Half64, b: Half64): Half64 {
  const a1 = a.low >>> 16;
  const a0 = a.low & 0xffff;
  const b1 = b.low >>> 16;
  const b0 = b.low & 0xffff;
  const low = a0 * b0;
  const left = a1 * b0;
  const right = a0 * b1;
  const middle = (low >>> 16) + (left & 0xffff) + (right & 0xffff);
  const high = a1 * b1 + (left >>> 16) + (right >>> 16) + (middle >>> 16);
  return {
    high: (high + Math.imul(a.high, b.low) + Math.imul(a.low, b.high)) | 0,
    low: (middle << 16) | (low & 0xffff),
  };
}

function rotate(a: Half64, bits: number): Half64 {
  return {
    high: (a.high << bits) | (a.low >>> (32 - bits)),
    low: (a.low << bits) | (a.high >>> (32 - bits)),
  };
}

function shiftRight(a: Half64, bits: number): Half64 {
  if (bits >= 32) return { high: 0, low: a.high >>> (bits - 32) };
  return { high: a.high >>> bits, low: (a.low >>> bits) | (a.high << (32 - bits)) };
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, "0");
}
