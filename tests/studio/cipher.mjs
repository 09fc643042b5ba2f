/* The reader's ChaCha20 against RFC 8439 (2.3.2, 2.4.2 and appendix A.1). Argument: the module, bundled. */
import assert from "node:assert/strict";

const { chacha20, unseal } = await import(process.argv[2]);
const bytes = (hex) => Uint8Array.from(hex.match(/../g).map((pair) => parseInt(pair, 16)));
const hex = (array) => [...array].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const zero = new Uint8Array(32);
const stream = new Uint8Array(128);
chacha20(zero, new Uint8Array(12), stream);
assert.equal(hex(stream.subarray(0, 64)), "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586");
assert.equal(hex(stream.subarray(64)), "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f");

// 2.4.2 begins at block 1: a block of anything before.
const key = bytes("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
const nonce = bytes("000000000000004a00000000");
const text = new TextEncoder().encode("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.");
const data = new Uint8Array(64 + text.length);
data.set(text, 64);
chacha20(key, nonce, data);
assert.equal(hex(data.subarray(64, 96)), "6e2e359a2568f98041ba0728dd0d6981e97e7aec1d4360c20a27afccfd9fae0b");
chacha20(key, nonce, data);
assert.deepEqual(data.subarray(64), text);

// Lengths that end inside a block leave the rest alone.
for (let length = 0; length < 200; length += 7) {
  const piece = new Uint8Array(length).fill(65);
  chacha20(key, nonce, piece);
  chacha20(key, nonce, piece);
  assert.ok(piece.every((byte) => byte === 65));
}
assert.equal(unseal(btoa("0123456789ab"), [key]).length, 0);
console.log("right");
