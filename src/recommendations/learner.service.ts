import type { DataSource, EntityManager } from "typeorm";
import { allItems } from "../catalogue/catalogue.repository.ts";
import type { ConsentSnapshotRow } from "../consents/consent.entity.ts";
import { permit } from "../consents/gate.ts";
import { groupBy } from "../db/group-by.ts";
import { CATEGORY_OF_KIND } from "../interactions/interaction.service.ts";
import {
  type LoggedInteraction,
  loggedInteractions,
  nextConsentSnapshots,
} from "../interactions/log.repository.ts";
import { type CustomerLog, learnModel } from "../learning/index.ts";
import { encodeModel } from "../scoring/index.ts";
import {
  insertSnapshot,
  moodCounts,
  pruneSnapshots,
  snapshotIds,
  snapshotParts,
} from "./recommendation.repository.ts";
import { toCatalogueItem } from "./shelf.service.ts";

/** Customers read at a time: bounds memory, at 100 events each, to about 50,000 events. */
const CUSTOMERS_PER_READ = 500;

/** The one in use, the one before it, and one more for a server that is still loading. */
const SNAPSHOTS_KEPT = 3;

/** What learning did. */
export interface LearnReport {
  /** The snapshot that says what was learned: a new one, or the newest where it said so before. */
  readonly snapshotId: number;
  readonly modelVersion: string;
  readonly customers: number;
  readonly events: number;
  readonly items: number;
  readonly seconds: number;
}

/**
 * Learns a snapshot from the log of all customers who let their data improve answers for everybody,
 * and writes it to the database. Servers find it there and swap it in. Where the newest snapshot
 * says exactly the same already, nothing is written and its id is the answer.
 *
 * @param onProgress called with the number of customers read so far
 */
export async function learnSnapshot(
  dataSource: DataSource,
  now: number,
  onProgress: (customers: number) => void = () => {},
): Promise<LearnReport> {
  const begin = performance.now();
  const count = { customers: 0, events: 0 };
  const items = (await allItems(dataSource.manager)).map(toCatalogueItem);
  const counts = await moodCounts(dataSource.manager);
  const log = consentedLog(dataSource, (events) => {
    count.customers += 1;
    count.events += events;
    onProgress(count.customers);
  });
  const model = await learnModel(log, items, counts, { now, seed: 1 });
  const parts = encodeModel(model);
  const snapshotId = await dataSource.transaction(async (manager) => {
    const equalId = await newestIdIfEqual(manager, parts);
    if (equalId !== null) return equalId;
    const id = await insertSnapshot(manager, model.version, parts);
    await pruneSnapshots(manager, SNAPSHOTS_KEPT);
    return id;
  });
  const seconds = (performance.now() - begin) / 1000;
  return { snapshotId, modelVersion: model.version, ...count, items: items.length, seconds };
}

/** Byte for byte, so that learning again replaces a snapshot that was damaged. */
async function newestIdIfEqual(
  manager: EntityManager,
  parts: ReturnType<typeof encodeModel>,
): Promise<number | null> {
  const [newestId] = await snapshotIds(manager);
  if (newestId === undefined) return null;
  const stored = await snapshotParts(manager, newestId);
  const bytesByName = new Map(stored.map(({ name, bytes }) => [name, bytes]));
  const isEqual =
    stored.length === parts.length &&
    parts.every(({ name, bytes }) => bytesByName.get(name)?.equals(bytes));
  return isEqual ? newestId : null;
}

/** The log, one customer at a time, with only what IMPROVEMENT covers for each of them. */
async function* consentedLog(
  dataSource: DataSource,
  onCustomer: (events: number) => void,
): AsyncGenerator<CustomerLog> {
  let after = "00000000-0000-0000-0000-000000000000";
  for (;;) {
    const customers = await nextConsentSnapshots(dataSource.manager, after, CUSTOMERS_PER_READ);
    const last = customers.at(-1);
    if (!last) return;
    after = last.customerId;
    const ids = customers.filter(isLearnable).map(({ customerId }) => customerId);
    const events = await loggedInteractions(dataSource.manager, ids);
    const byCustomer = groupBy(events, ({ customerId }) => customerId);
    for (const consents of customers) {
      const permitted = permittedEvents(consents, byCustomer.get(consents.customerId) ?? []);
      if (permitted.length === 0) continue;
      onCustomer(permitted.length);
      yield { events: permitted };
    }
  }
}

/** Spares reading the log of customers who let nothing be learned from. */
function isLearnable({ cells }: ConsentSnapshotRow): boolean {
  return Object.entries(cells).some(
    ([cell, state]) => cell.startsWith("IMPROVEMENT:") && state === "GIVEN",
  );
}

function permittedEvents(consents: ConsentSnapshotRow, events: readonly LoggedInteraction[]) {
  const hasContext = permit(consents, "IMPROVEMENT", "CONTEXT", "SCORE");
  return events
    .filter(({ kind }) => permit(consents, "IMPROVEMENT", CATEGORY_OF_KIND[kind], "SCORE"))
    .map(({ interactionId, itemId, kind, value, at, context }) => ({
      id: interactionId,
      itemId,
      kind,
      value,
      at,
      context: hasContext ? context : {},
    }));
}
