/**
 * A seeded source of numbers in [0, 1).
 *
 * @see Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators" (mulberry32 is a
 *   32-bit relative)
 */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}
