/** CRC-64 as xz has it (ECMA-182, reflected), as sixteen hex digits. Source: the .xz file format, section 6. */
export function crc64(bytes: Uint8Array): string {
  let high = 0xffffffff;
  let low = 0xffffffff;
  for (let at = 0; at < bytes.length; at += 1) {
    const row = (low ^ (bytes[at] as number)) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ (lowTable[row] as number);
    high = (high >>> 8) ^ (highTable[row] as number);
  }
  return hex(~high) + hex(~low);
}

const lowTable = new Uint32Array(256);
const highTable = new Uint32Array(256);
for (let row = 0; row < 256; row += 1) {
  let value = BigInt(row);
  for (let bit = 0; bit < 8; bit += 1) value = value & 1n ? (value >> 1n) ^ 0xc96c5795d7870f42n : value >> 1n;
  lowTable[row] = Number(value & 0xffffffffn);
  highTable[row] = Number(value >> 32n);
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, "0");
}
