/**
 * Works through a stream in batches: while one batch is being handled, the next is being read, and
 * no more than these two are ever in memory. Handling never overlaps with itself.
 *
 * @param size entries of a batch, the last may be smaller; `work` is never called with none
 * @throws what `work` or the stream throws, after both have come to rest
 */
export async function forEachBatch<Entry>(
  entries: AsyncIterable<Entry>,
  size: number,
  work: (batch: readonly Entry[]) => Promise<void>,
): Promise<void> {
  const iterator = entries[Symbol.asyncIterator]();
  try {
    let batch = await nextBatch(iterator, size);
    while (batch.length > 0) {
      const [done, following] = await Promise.allSettled([work(batch), nextBatch(iterator, size)]);
      if (done.status === "rejected") throw done.reason;
      if (following.status === "rejected") throw following.reason;
      batch = following.value;
    }
  } finally {
    await iterator.return?.();
  }
}

async function nextBatch<Entry>(iterator: AsyncIterator<Entry>, size: number): Promise<Entry[]> {
  const batch: Entry[] = [];
  while (batch.length < size) {
    const next = await iterator.next();
    if (next.done === true) break;
    batch.push(next.value);
  }
  return batch;
}
