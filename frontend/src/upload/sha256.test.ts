import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { Sha256 } from "./sha256";

it("is the SHA-256 that others compute, however the bytes are parted", () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000, 100_003]) {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 7919 + (index >> 3)) & 255);
    const expected = createHash("sha256").update(bytes).digest("hex");
    for (const part of [1, 7, 64, 100, 4096]) {
      if (length / part > 5000) continue;
      const sum = new Sha256();
      for (let from = 0; from < length; from += part) sum.update(bytes.subarray(from, from + part));
      expect(sum.hex()).toBe(expected);
    }
  }
});
