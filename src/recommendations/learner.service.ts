import { createHash } from "node:crypto";
import type { DataSource, EntityManager } from "typeorm";
import type { DataUse } from "../access/data-uses.ts";
import { recordSystemUses } from "../access-log/access-log.service.ts";
import { allItems } from "../catalogue/catalogue.repository.ts";
import type { ConsentSnapshotRow } from "../consents/consent.entity.ts";
import { consentSnapshots } from "../consents/consent.repository.ts";
import { type ConsentView, hasOpenCell, permit } from "../consents/gate.ts";
import { groupBy } from "../db/group-by.ts";
import { readAs } from "../db/roles.ts";
import { CATEGORY_OF_KIND, usableKinds } from "../interactions/interaction.service.ts";
import {
  type LoggedInteraction,
  loggedInteractions,
  nextConsentSnapshots,
  takeChanges,
} from "../interactions/log.repository.ts";
import { LearnerState, type MoodCount } from "../learning/index.ts";
import {
  type CatalogueItem,
  type EvidenceEvent,
  encodeModel,
  type ModelPart,
} from "../scoring/index.ts";
import {
  insertSnapshot,
  moodCounts,
  pruneSnapshots,
  snapshotDigests,
  snapshots,
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

/** Decides what is held out; the same for all learners, so that equal logs give equal snapshots. */
const SEED = 1;

/**
 * A house as its learner knows it: everybody's log, as far as each lets it improve answers for
 * everybody, the catalogue and the mood counts. It reads all of it once and from then on only what
 * has changed. What it knows of customers never leaves the process.
 *
 * Where a method fails the learner may have missed something: forget it and begin with a new one.
 */
export class HouseLearner {
  private readonly state = new LearnerState();
  private items: readonly CatalogueItem[] = [];
  private moodCounts: readonly MoodCount[] = [];

  /** @param now the clock that says what is too old to be learned from */
  constructor(
    private readonly dataSource: DataSource,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * Reads the whole house. Cost: six statements for each 500 customers, and two more.
   *
   * @param onProgress called with the number of customers learned from so far
   */
  async readAll(onProgress: (customers: number) => void = () => {}): Promise<void> {
    await this.readHouse();
    let after = "00000000-0000-0000-0000-000000000000";
    for (;;) {
      const customers = await nextConsentSnapshots(
        this.dataSource.manager,
        after,
        CUSTOMERS_PER_READ,
      );
      const last = customers.at(-1);
      if (!last) return;
      after = last.customerId;
      await this.readLogs(customers);
      onProgress(this.state.customerCount);
    }
  }

  /**
   * Reads what has changed since the queue was taken the last time.
   *
   * @param queue of the connection that has the right to learn: the queue has one reader
   * @returns false where nothing has
   */
  async readChanges(queue: EntityManager): Promise<boolean> {
    const { customerIds, isHouseChanged } = await takeChanges(queue);
    if (isHouseChanged) await this.readHouse();
    for (let at = 0; at < customerIds.length; at += CUSTOMERS_PER_READ) {
      const ids = customerIds.slice(at, at + CUSTOMERS_PER_READ);
      const customers = await consentSnapshots(this.dataSource.manager, ids);
      const known = new Set(customers.map(({ customerId }) => customerId));
      for (const id of ids) if (!known.has(id)) this.state.remove(id);
      await this.readLogs(customers);
    }
    return isHouseChanged || customerIds.length > 0;
  }

  /**
   * Learns a snapshot from what was read and writes it to the database. Servers find it there and
   * swap it in. Where the newest snapshot says exactly the same already, nothing is written and its
   * id is the answer.
   */
  async learn(now: number): Promise<LearnReport> {
    const begin = performance.now();
    const model = this.state.derive(this.items, this.moodCounts, { now, seed: SEED });
    const parts = encodeModel(model);
    const snapshotId = await this.dataSource.transaction(async (manager) => {
      const equalId = await newestIdIfEqual(manager, parts);
      if (equalId !== null) return equalId;
      const id = await insertSnapshot(manager, model.version, parts);
      await pruneSnapshots(manager, SNAPSHOTS_KEPT);
      return id;
    });
    return {
      snapshotId,
      modelVersion: model.version,
      customers: this.state.customerCount,
      events: this.state.eventCount,
      items: this.items.length,
      seconds: (performance.now() - begin) / 1000,
    };
  }

  private async readHouse(): Promise<void> {
    const { manager } = this.dataSource;
    this.items = (await allItems(manager)).map(toCatalogueItem);
    this.moodCounts = await moodCounts(manager);
  }

  /**
   * Of those who let nothing be learned from, the log is not even read. That the others' was is in
   * their access log before anything is made of it.
   */
  private async readLogs(customers: readonly ConsentSnapshotRow[]): Promise<void> {
    const ids = customers
      .filter((consents) => hasOpenCell(consents, "IMPROVEMENT"))
      .map(({ customerId }) => customerId);
    const kinds = usableKinds("IMPROVEMENT", () => true, this.now());
    const logged = await readAs(this.dataSource, "IMPROVEMENT", (manager) =>
      loggedInteractions(manager, ids, kinds),
    );
    const byCustomer = groupBy(logged, ({ customerId }) => customerId);
    const read = customers.map((consents) => ({
      consents,
      events: permittedEvents(consents, byCustomer.get(consents.customerId) ?? []),
    }));
    const uses = read.flatMap(({ consents, events }) => usesOf(consents, events));
    await recordSystemUses(this.dataSource.manager, "learner", uses, this.now());
    for (const { consents, events } of read) {
      this.state.fold(consents.customerId, events, isExpertAllowed(consents));
    }
  }
}

/**
 * A learner that has read the whole house and from then on is told by the queue what has changed.
 *
 * @param queue of the connection that has the right to learn
 */
export async function openLearner(
  dataSource: DataSource,
  queue: EntityManager,
): Promise<HouseLearner> {
  // Emptied before the log is read: what changes meanwhile is in the queue again.
  await takeChanges(queue);
  const learner = new HouseLearner(dataSource);
  await learner.readAll();
  return learner;
}

/**
 * Learns once from the house as it is, see {@link HouseLearner}.
 *
 * @param onProgress called with the number of customers read so far
 */
export async function learnSnapshot(
  dataSource: DataSource,
  now: number,
  onProgress: (customers: number) => void = () => {},
): Promise<LearnReport> {
  const begin = performance.now();
  const learner = new HouseLearner(dataSource);
  await learner.readAll(onProgress);
  const report = await learner.learn(now);
  return { ...report, seconds: (performance.now() - begin) / 1000 };
}

/** Byte for byte, so that learning again replaces a snapshot that was damaged. */
async function newestIdIfEqual(
  manager: EntityManager,
  parts: readonly ModelPart[],
): Promise<number | null> {
  const [newest] = await snapshots(manager);
  if (newest === undefined) return null;
  const { snapshotId: newestId } = newest;
  const stored = await snapshotDigests(manager, newestId);
  const digestOfPart = new Map(stored.map(({ name, digest }) => [name, digest]));
  const isEqual =
    stored.length === parts.length &&
    parts.every(({ name, bytes }) => {
      return digestOfPart.get(name) === createHash("sha256").update(bytes).digest("hex");
    });
  return isEqual ? newestId : null;
}

/** Whether a customer lets what they find guide others. */
export function isExpertAllowed(consents: ConsentView): boolean {
  return permit(consents, "EXPERTISE", "PURCHASE", "SCORE");
}

/** What learning from these events uses. */
function usesOf(consents: ConsentSnapshotRow, events: readonly EvidenceEvent[]): DataUse[] {
  const { customerId } = consents;
  const categories = new Set(events.map(({ kind }) => CATEGORY_OF_KIND[kind]));
  const isExpert = categories.has("PURCHASE") && isExpertAllowed(consents);
  if (events.some(({ context }) => Object.keys(context).length > 0)) categories.add("CONTEXT");
  const uses: DataUse[] = [...categories].map((category) => ({
    customerId,
    purpose: "IMPROVEMENT",
    category,
  }));
  return isExpert ? [...uses, { customerId, purpose: "EXPERTISE", category: "PURCHASE" }] : uses;
}

/** What of a customer's log may be learned from; its contexts only under a cell of their own. */
export function permittedEvents(
  consents: ConsentView,
  events: readonly Omit<LoggedInteraction, "customerId">[],
): EvidenceEvent[] {
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
