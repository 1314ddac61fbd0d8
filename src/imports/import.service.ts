import type { DataSource, EntityManager } from "typeorm";
import { appendImportedGrants } from "../consents/consent.repository.ts";
import {
  DatasetError,
  type DatasetEvent,
  type DatasetItem,
  type DatasetManifest,
  isRejectedRow,
  type RejectedRow,
  readEvents,
  readItems,
  readManifest,
} from "../datasets/index.ts";
import { Transactions } from "../db/transactions.ts";
import { SuppressionService } from "../erasure/suppression.service.ts";
import { replaceMoodCounts } from "../recommendations/recommendation.repository.ts";
import { admitPeople, holdPeople, storeEvents } from "./admission.ts";
import { forEachBatch } from "./batches.ts";
import { againAfterDeadlock } from "./deadlock.ts";
import {
  eventProblem,
  interactionFrom,
  itemIdOf,
  itemProblem,
  mentionedItems,
  sourceOf,
} from "./events.ts";
import { checkEvidence, type Grant } from "./grants.ts";
import { storeDescribedItems, storeMentionedItems, waitForTurn } from "./import.repository.ts";
import { type MoodSubjects, readMoodSubjects } from "./mood-subjects.ts";
import { MoodColumns, ratingMiddleOf } from "./moods.ts";
import { RejectedRows } from "./rejected-rows.ts";

/** Rows of one transaction. Larger batches were no faster on Online Retail, see README. */
const BATCH_ROWS = 2_000;

/** A dataset's name is part of ids and of the names of systems and sources. */
const DATASET_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** What is imported, and what is known about the consent of the people in it. */
export interface ImportOptions {
  /** Folder with `dataset.json`. */
  readonly dir: string;
  /** Cells that these people have opened; needs `consentEvidence`. */
  readonly grants: readonly Grant[];
  /** Where that is documented, or null. */
  readonly consentEvidence: string | null;
  /** Where rejected rows are listed, see {@link RejectedRows}. */
  readonly rejectedFile: string;
  /** Called after every batch; what it throws ends the import between two transactions. */
  readonly onProgress?: (progress: ImportProgress) => void;
  /** The present: later events are rejected, events without a time get it. */
  readonly now?: Date;
}

/** Rows of the events file so far. */
export interface ImportProgress {
  readonly rows: number;
  readonly accepted: number;
  readonly duplicates: number;
  /** Rows of people who were erased, and rows that somebody has had erased. */
  readonly suppressed: number;
}

/** What an import has done. `rows = accepted + duplicates + suppressed + rejected events`. */
export interface ImportResult extends ImportProgress {
  readonly dataset: string;
  /** Lines of both files that could not be used. */
  readonly rejected: number;
  /** Where they are listed, or null where there are none. */
  readonly rejectedFile: string | null;
  /** Items and customers that were not known before. */
  readonly items: number;
  readonly customers: number;
  /** Cells that were opened; those decided before are not counted. */
  readonly grants: number;
  /** Anonymous mood counts that are kept for this dataset. */
  readonly moodCells: number;
  /** Rows whose mood was not used, because the person's IMPROVEMENT × MOOD is closed. */
  readonly moodRowsUnused: number;
  readonly seconds: number;
}

/**
 * Moves a dataset into the database: its items into the catalogue, its people into the directory
 * under the dataset's name, its events into their histories, and its moods into anonymous counts.
 *
 * Every batch is a transaction of its own and every row has an id made from the dataset's name and
 * the row's own id, so an import may be killed, repeated or run twice at the same time: each row is
 * stored once. Memory does not grow with the file.
 *
 * @throws DatasetError for a folder that cannot be read; batches before the bad line are kept
 * @throws StartupError for options that contradict each other or a file that cannot be written
 */
export async function importDataset(
  dataSource: DataSource,
  options: ImportOptions,
): Promise<ImportResult> {
  checkEvidence(options.grants, options.consentEvidence);
  const manifest = await readManifest(options.dir);
  if (!DATASET_NAME.test(manifest.name)) {
    const expected = "name: letters, digits, points, hyphens and underscores";
    throw new DatasetError("dataset.json", null, expected);
  }
  const hasMoods = manifest.events.mood.length > 0;
  const moods = hasMoods ? new MoodColumns(await ratingMiddleOf(options.dir, manifest)) : null;
  const rejected = await RejectedRows.open(options.rejectedFile);
  const run = new DatasetImport(dataSource, options, manifest, rejected, moods);
  let rejectedFile: string | null;
  try {
    await run.importAll();
  } finally {
    rejectedFile = await rejected.close();
  }
  return { ...run.result(), rejectedFile };
}

/** One run of {@link importDataset}: what it was given, and what it has counted so far. */
class DatasetImport {
  private readonly transactions: Transactions;
  private readonly suppressions: SuppressionService;
  private readonly now: Date;
  private readonly startedAtMs = performance.now();
  private readonly counts = {
    rows: 0,
    accepted: 0,
    duplicates: 0,
    suppressed: 0,
    items: 0,
    customers: 0,
    grants: 0,
    moodCells: 0,
  };

  constructor(
    dataSource: DataSource,
    private readonly options: ImportOptions,
    private readonly manifest: DatasetManifest,
    private readonly rejected: RejectedRows,
    private readonly moods: MoodColumns | null,
  ) {
    this.transactions = new Transactions(dataSource);
    this.suppressions = new SuppressionService();
    this.now = options.now ?? new Date();
  }

  async importAll(): Promise<void> {
    const { dir } = this.options;
    const { manifest } = this;
    await forEachBatch(readItems(dir, manifest), BATCH_ROWS, (batch) => this.importItems(batch));
    await forEachBatch(readEvents(dir, manifest), BATCH_ROWS, (batch) => this.importEvents(batch));
    await this.replaceMoods();
  }

  result(): Omit<ImportResult, "rejectedFile"> {
    return {
      dataset: this.manifest.name,
      ...this.counts,
      rejected: this.rejected.count,
      moodRowsUnused: this.moods?.unusedRows ?? 0,
      seconds: (performance.now() - this.startedAtMs) / 1_000,
    };
  }

  private async importItems(batch: readonly (DatasetItem | RejectedRow)[]): Promise<void> {
    // The last of several lines about one item stands.
    const { name } = this.manifest;
    const usable = await this.usableRows(this.manifest.items!.file, batch, ({ id }) =>
      itemProblem(name, id),
    );
    const items = new Map(usable.map((item) => [item.id, item]));
    if (items.size === 0) return;
    const described = [...items.values()].map(({ id, title, categories }) => ({
      itemId: itemIdOf(name, id),
      title,
      categories,
    }));
    this.counts.items += await againAfterDeadlock(() =>
      this.transactions.run((manager) => storeDescribedItems(manager, described)),
    );
  }

  private async importEvents(batch: readonly (DatasetEvent | RejectedRow)[]): Promise<void> {
    const { name, events: source } = this.manifest;
    const events = await this.usableRows(source.file, batch, (event) =>
      eventProblem(event, name, this.now),
    );
    if (events.length > 0) await this.storeEvents(events);
    this.counts.rows += batch.length;
    const { rows, accepted, duplicates, suppressed } = this.counts;
    this.options.onProgress?.({ rows, accepted, duplicates, suppressed });
  }

  private async storeEvents(events: readonly DatasetEvent[]): Promise<void> {
    const stored = await againAfterDeadlock(() =>
      this.transactions.run((manager) => this.writeEvents(manager, events)),
    );
    this.counts.accepted += stored.accepted;
    this.counts.suppressed += stored.suppressed;
    this.counts.duplicates += events.length - stored.suppressed - stored.accepted;
    this.counts.customers += stored.customers;
    this.counts.items += stored.items;
    this.counts.grants += stored.grants;
    // Only now: a transaction that was run again must not count its moods twice.
    if (stored.moodSubjects !== null) this.observeMoods(stored.usable, stored.moodSubjects);
  }

  private async writeEvents(manager: EntityManager, events: readonly DatasetEvent[]) {
    const { name } = this.manifest;
    const people = [...new Set(events.map(({ customer }) => customer))];
    const admitted = await admitPeople(manager, this.suppressions, name, people);
    const items = await storeMentionedItems(manager, mentionedItems(events, name));
    const grants = await this.writeGrants(manager, [...admitted.customerIds.values()]);
    const customerIds = await holdPeople(manager, admitted.customerIds);
    const usable = events.filter(({ customer }) => customerIds.has(customer));
    const { accepted, erased } = await storeEvents(
      manager,
      usable.map((event) =>
        interactionFrom(event, name, customerIds.get(event.customer)!, this.now),
      ),
    );
    const moodSubjects = this.moods && (await readMoodSubjects(manager, name, usable, customerIds));
    return {
      usable,
      accepted,
      suppressed: events.length - usable.length + erased,
      customers: admitted.newcomers,
      items,
      grants,
      moodSubjects,
    };
  }

  private async writeGrants(manager: EntityManager, customerIds: string[]): Promise<number> {
    const actor = sourceOf(this.manifest.name);
    const documentation = this.options.consentEvidence;
    let written = 0;
    for (const grant of this.options.grants) {
      const change = { ...grant, actor, documentation };
      written += await appendImportedGrants(manager, customerIds, change);
    }
    return written;
  }

  private observeMoods(events: readonly DatasetEvent[], subjects: MoodSubjects): void {
    for (const event of events) {
      const item = subjects.items.get(itemIdOf(this.manifest.name, event.item))!;
      const customerId = subjects.customerIds.get(event.customer)!;
      this.moods!.observe(event, item, customerId, subjects.openIds.has(customerId));
    }
  }

  /** Replaces the counts of this dataset as a whole, so that importing again doubles nothing. */
  private async replaceMoods(): Promise<void> {
    if (this.moods === null) return;
    const source = sourceOf(this.manifest.name);
    const cells = this.moods.fold.counts();
    await this.transactions.run(async (manager) => {
      await waitForTurn(manager, source);
      await replaceMoodCounts(manager, source, cells);
    });
    this.counts.moodCells = cells.length;
  }

  /** The rows that can be stored; the others are listed with the reason. */
  private async usableRows<Row extends { readonly line: number }>(
    file: string,
    batch: readonly (Row | RejectedRow)[],
    problemOf: (row: Row) => string | null,
  ): Promise<Row[]> {
    const usable: Row[] = [];
    for (const row of batch) {
      const reason = isRejectedRow(row) ? row.reason : problemOf(row);
      if (reason === null) usable.push(row as Row);
      else await this.rejected.add({ file, line: row.line, reason });
    }
    return usable;
  }
}
