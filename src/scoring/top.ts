/**
 * Indices of the `count` best scores, best first, without sorting the rest: a heap of `count`
 * places whose worst stands at the root. Most items fail one comparison with it.
 *
 * Cost: N comparisons and about count × ln(N / count) exchanges of log2(count) steps.
 *
 * @param isAllowed 0 where an index may be taken, else its reason to be left out
 * @param seed decides among equal scores, so that ties do not favour the catalogue's order
 */
export function topIndices(
  scores: Float64Array,
  isAllowed: Uint8Array,
  count: number,
  seed: number,
): number[] {
  const heap: number[] = [];
  const isWorse = (a: number, b: number): boolean => {
    if (scores[a] !== scores[b]) return scores[a]! < scores[b]!;
    const tieA = tieOf(a, seed);
    const tieB = tieOf(b, seed);
    return tieA === tieB ? a > b : tieA > tieB;
  };
  for (let index = 0; index < scores.length; index += 1) {
    if (isAllowed[index] !== 0) continue;
    if (heap.length < count) {
      heap.push(index);
      siftUp(heap, isWorse);
    } else if (count > 0 && isWorse(heap[0]!, index)) {
      heap[0] = index;
      siftDown(heap, isWorse);
    }
  }
  // At most `count` (a page) elements are left to order.
  return heap.sort((a, b) => (isWorse(a, b) ? 1 : -1));
}

/** A number that looks random for an index and a seed: the finaliser of MurmurHash3. */
function tieOf(index: number, seed: number): number {
  let bits = (index ^ Math.imul(seed | 0, 0x9e3779b1)) | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

function siftUp(heap: number[], isWorse: (a: number, b: number) => boolean): void {
  let at = heap.length - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isWorse(heap[at]!, heap[parent]!)) return;
    exchange(heap, at, parent);
    at = parent;
  }
}

function siftDown(heap: number[], isWorse: (a: number, b: number) => boolean): void {
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    if (left >= heap.length) return;
    const right = left + 1;
    const child = right < heap.length && isWorse(heap[right]!, heap[left]!) ? right : left;
    if (!isWorse(heap[child]!, heap[at]!)) return;
    exchange(heap, at, child);
    at = child;
  }
}

function exchange(heap: number[], a: number, b: number): void {
  const value = heap[a]!;
  heap[a] = heap[b]!;
  heap[b] = value;
}
