/** One source of chance for all: the core draws what it explores from it. */
export { randomFrom } from "../scoring/random.ts";

/**
 * A number in [0, 1) that looks random for a key: FNV-1a over the characters, then the finaliser
 * of MurmurHash3. The same key gives the same number on every machine.
 */
export function hashUnit(key: string): number {
  let bits = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) {
    bits = Math.imul(bits ^ key.charCodeAt(index), 0x01000193);
  }
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
}

/** The numbers 0 to count - 1 in a random order (Fisher, Yates). */
export function permutationOf(count: number, random: () => number): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}
