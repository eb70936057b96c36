/**
 * The first 128 bits of the SHA-256 of a text, in hex: a name for something that is longer. Computed here, since such
 * texts are short and `node:crypto` takes longer to load than an install that has nothing to do takes otherwise.
 * Source: FIPS 180-4.
 */
export function nameDigest(text: string): string {
  const message = padded(Buffer.from(text));
  const state = Int32Array.from(firstState);
  const words = new Int32Array(64);
  for (let block = 0; block < message.length; block += 64) {
    for (let at = 0; at < 16; at += 1) words[at] = message.readInt32BE(block + 4 * at);
    for (let at = 16; at < 64; at += 1) {
      const [early, late] = [words[at - 15] as number, words[at - 2] as number];
      const small = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3);
      const large = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10);
      words[at] = (words[at - 16] as number) + small + (words[at - 7] as number) + large;
    }
    let [a, b, c, d, e, f, g, h] = state as unknown as Eight;
    for (let at = 0; at < 64; at += 1) {
      const choice = (e & f) ^ (~e & g);
      const majority = (a & b) ^ (a & c) ^ (b & c);
      const given = (roundConstants[at] as number) + (words[at] as number);
      const first = h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + choice + given;
      const second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + majority;
      h = g;
      g = f;
      f = e;
      e = (d + first) | 0;
      d = c;
      c = b;
      b = a;
      a = (first + second) | 0;
    }
    for (const [at, word] of [a, b, c, d, e, f, g, h].entries()) state[at] = (state[at] as number) + word;
  }
  return [...state.subarray(0, 4)].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

type Eight = [number, number, number, number, number, number, number, number];

function turned(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

/** A bit, zeros, and the length in bits, up to whole blocks of 64 bytes. */
function padded(bytes: Buffer): Buffer {
  const message = Buffer.alloc((bytes.length + 9 + 63) & ~63);
  bytes.copy(message);
  message[bytes.length] = 0x80;
  message.writeUInt32BE(bytes.length * 8, message.length - 4);
  return message;
}

/** The first 32 bits behind the point of the square roots of 8 primes. */
const firstState = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];

/** The same of the cube roots of 64 primes. */
const roundConstants = [
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
  0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
];
