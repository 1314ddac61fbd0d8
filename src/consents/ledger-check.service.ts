import type { DataSource, EntityManager } from "typeorm";
import { type BadLink, ChainCheck } from "./chain.ts";
import {
  countCustomers,
  type LedgerHead,
  nextChainedEntries,
  nextLedgerHeads,
} from "./ledger-check.repository.ts";

/** What a check of ledgers has found. */
export interface LedgerReport {
  readonly customers: number;
  readonly entries: number;
  /** The first bad link of each ledger that has one, at most {@link BAD_LINKS_MAX}. */
  readonly badLinks: readonly BadLink[];
}

/** The nil UUID is below every other. */
const BEFORE_ALL = "00000000-0000-0000-0000-000000000000";
const CUSTOMERS_PER_READ = 500;
const ENTRIES_PER_READ = 5_000;
/** Who sees that many knows enough, and a report has to end somewhere. */
const BAD_LINKS_MAX = 100;

/**
 * Recomputes the chains of all ledgers, and of each ledger what its snapshot must say. Reads 500
 * customers at a time, each lot at one moment, so memory is bounded and writers go on.
 *
 * @param onProgress called with the number of customers checked so far and their total
 */
export async function checkLedgers(
  dataSource: DataSource,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<LedgerReport> {
  const total = await countCustomers(dataSource.manager);
  const badLinks: BadLink[] = [];
  let customers = 0;
  let entries = 0;
  for (let after = BEFORE_ALL; ; ) {
    const lot = await atOneMoment(dataSource, async (manager) => {
      const heads = await nextLedgerHeads(manager, after, CUSTOMERS_PER_READ);
      return { last: heads.at(-1), ...(await checkLot(manager, heads)), size: heads.length };
    });
    customers += lot.size;
    entries += lot.entries;
    badLinks.push(...lot.badLinks);
    onProgress(customers, Math.max(total, customers));
    if (!lot.last || badLinks.length >= BAD_LINKS_MAX) break;
    after = lot.last.customerId;
  }
  return { customers, entries, badLinks: badLinks.slice(0, BAD_LINKS_MAX) };
}

/** Recomputes the chain of one ledger, or null where there is no such customer. */
export function checkLedger(
  dataSource: DataSource,
  customerId: string,
): Promise<LedgerReport | null> {
  return atOneMoment(dataSource, async (manager) => {
    const heads = await nextLedgerHeads(manager, before(customerId), 1);
    if (heads[0]?.customerId !== customerId) return null;
    return { customers: 1, ...(await checkLot(manager, heads)) };
  });
}

/** Repeatable read: a ledger and its snapshot are of the same moment. */
function atOneMoment<Value>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<Value>,
): Promise<Value> {
  return dataSource.transaction("REPEATABLE READ", work);
}

async function checkLot(manager: EntityManager, heads: readonly LedgerHead[]) {
  const customerIds = heads.map(({ customerId }) => customerId);
  const checks = new Map(customerIds.map((id) => [id, new ChainCheck(id)]));
  let entries = 0;
  for (let after = { customerId: BEFORE_ALL, sequence: 0 }; ; ) {
    const page = await nextChainedEntries(manager, customerIds, after, ENTRIES_PER_READ);
    for (const entry of page) checks.get(entry.customerId)?.add(entry);
    entries += page.length;
    const last = page.at(-1);
    if (!last || page.length < ENTRIES_PER_READ) break;
    after = { customerId: last.customerId, sequence: last.sequence };
  }
  const badLinks = heads.flatMap(({ customerId, head }) => checks.get(customerId)?.end(head) ?? []);
  return { entries, badLinks };
}

/** The UUID before another: UUIDs are ordered as the numbers that their digits write. */
function before(uuid: string): string {
  const number = BigInt(`0x${uuid.replaceAll("-", "")}`) - 1n;
  const hex = number.toString(16).padStart(32, "0");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
