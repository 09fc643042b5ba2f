/* ChaCha20 (RFC 8439), block counter from 0. Our own, because a page opened from disk or from a plain http address has no crypto.subtle
 * in every browser, and because a place must be found again at once, without waiting. */

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

function quarter(x: Int32Array, a: number, b: number, c: number, d: number): void {
  x[a] = x[a]! + x[b]!; x[d] = rotate(x[d]! ^ x[a]!, 16);
  x[c] = x[c]! + x[d]!; x[b] = rotate(x[b]! ^ x[c]!, 12);
  x[a] = x[a]! + x[b]!; x[d] = rotate(x[d]! ^ x[a]!, 8);
  x[c] = x[c]! + x[d]!; x[b] = rotate(x[b]! ^ x[c]!, 7);
}

function block(state: Int32Array, work: Int32Array): void {
  work.set(state);
  for (let round = 0; round < 10; round++) {
    quarter(work, 0, 4, 8, 12);
    quarter(work, 1, 5, 9, 13);
    quarter(work, 2, 6, 10, 14);
    quarter(work, 3, 7, 11, 15);
    quarter(work, 0, 5, 10, 15);
    quarter(work, 1, 6, 11, 12);
    quarter(work, 2, 7, 8, 13);
    quarter(work, 3, 4, 9, 14);
  }
  for (let i = 0; i < 16; i++) work[i] = work[i]! + state[i]!;
}

/* Changes `data` in place; the same call seals and opens. */
export function chacha20(key: Uint8Array, nonce: Uint8Array, data: Uint8Array): void {
  const state = new Int32Array(16);
  const work = new Int32Array(16);
  const keyWords = new DataView(key.buffer, key.byteOffset, 32);
  const nonceWords = new DataView(nonce.buffer, nonce.byteOffset, 12);

  state.set([0x61707865, 0x3320646e, 0x79622d32, 0x6b206574]);
  for (let i = 0; i < 8; i++) state[4 + i] = keyWords.getInt32(4 * i, true);
  for (let i = 0; i < 3; i++) state[13 + i] = nonceWords.getInt32(4 * i, true);
  for (let at = 0; at < data.length; at += 64) {
    block(state, work);
    state[12] = state[12]! + 1;
    const end = Math.min(64, data.length - at);
    for (let i = 0; i < end; i++) data[at + i]! ^= work[i >> 2]! >>> (8 * (i & 3));
  }
}

export function fromBase64(text: string): Uint8Array {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/* What was sealed under all of `keys`: twelve bytes of nonce, then the text. */
export function unseal(sealed: string, keys: readonly Uint8Array[]): Uint8Array {
  const bytes = fromBase64(sealed);
  const data = bytes.subarray(12);
  for (const key of keys) chacha20(key, bytes.subarray(0, 12), data);
  return data;
}
