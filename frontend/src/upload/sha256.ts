/** The fractional parts of the cube roots of the first 64 primes, as FIPS 180-4 has them. */
const ROUNDS = constants(64, (prime) => Math.cbrt(prime));
const BEGINNING = constants(8, (prime) => Math.sqrt(prime));
const BLOCK_BYTES = 64;
/** Where the length of the message stands in the last block. */
const LENGTH_PLACE = 56;

/**
 * SHA-256 of bytes that come bit by bit. The browser's own takes all of them at once, and is there on
 * loopback and under TLS alone.
 */
export class Sha256 {
  readonly #state = BEGINNING.slice();
  readonly #words = new Uint32Array(64);
  readonly #block = new Uint8Array(BLOCK_BYTES);
  #filled = 0;
  #length = 0;

  update(bytes: Uint8Array): this {
    this.#length += bytes.length;
    for (let from = 0; from < bytes.length; ) {
      const part = bytes.subarray(from, from + BLOCK_BYTES - this.#filled);
      this.#block.set(part, this.#filled);
      this.#filled += part.length;
      from += part.length;
      if (this.#filled === BLOCK_BYTES) this.#mix();
    }
    return this;
  }

  /** Its digits; nothing may be added after. */
  hex(): string {
    const length = this.#length;
    this.#block.fill(0, this.#filled);
    this.#block[this.#filled] = 0x80;
    if (this.#filled >= LENGTH_PLACE) {
      this.#mix();
      this.#block.fill(0);
    }
    const view = new DataView(this.#block.buffer);
    view.setUint32(LENGTH_PLACE, Math.floor(length / 2 ** 29));
    view.setUint32(LENGTH_PLACE + 4, (length * 8) >>> 0);
    this.#mix();
    return [...this.#state].map((word) => word.toString(16).padStart(8, "0")).join("");
  }

  #mix(): void {
    const words = this.#words;
    const view = new DataView(this.#block.buffer);
    for (let i = 0; i < 16; i++) words[i] = view.getUint32(i * 4);
    for (let i = 16; i < 64; i++) {
      const [early, late] = [words[i - 15] as number, words[i - 2] as number];
      const small = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
      const large = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
      words[i] = (words[i - 16] as number) + small + (words[i - 7] as number) + large;
    }
    let [a, b, c, d, e, f, g, h] = this.#state as unknown as Eight;
    for (let i = 0; i < 64; i++) {
      const chosen = (e & f) ^ (~e & g);
      const ahead = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
      const first = (h + ahead + chosen + (ROUNDS[i] as number) + (words[i] as number)) | 0;
      const most = (a & b) ^ (a & c) ^ (b & c);
      const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + most) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + first) | 0;
      d = c;
      c = b;
      b = a;
      a = (first + second) | 0;
    }
    const mixed = [a, b, c, d, e, f, g, h];
    for (let i = 0; i < 8; i++) (this.#state[i] as number) += mixed[i] as number;
    this.#filled = 0;
  }
}

type Eight = [number, number, number, number, number, number, number, number];

function turn(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function constants(count: number, root: (prime: number) => number): Uint32Array {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) {
    if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  }
  return Uint32Array.from(primes, (prime) => Math.floor((root(prime) % 1) * 2 ** 32));
}
