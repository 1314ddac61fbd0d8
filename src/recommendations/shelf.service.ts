import type { DataSource, EntityManager } from "typeorm";
import type { ItemRow } from "../catalogue/catalogue.entity.ts";
import { allItems } from "../catalogue/catalogue.repository.ts";
import type { Logger } from "../log.ts";
import {
  type Catalogue,
  type CatalogueItem,
  emptyModel,
  type Model,
  ModelDecoder,
  ModelFormatError,
  prepareCatalogue,
} from "../scoring/index.ts";
import { shelfVersions, snapshotPart, snapshots } from "./recommendation.repository.ts";

/** What a server keeps in memory to answer from: the catalogue and what was learned. */
export interface Shelf {
  readonly items: ReadonlyMap<string, ItemRow>;
  readonly catalogue: Catalogue;
  readonly catalogueVersion: number;
  readonly model: Model;
  /** Null before anything was learned. */
  readonly snapshotId: number | null;
  /** When the snapshot was written; null before anything was learned. */
  readonly learnedAt: Date | null;
}

type LearnedModel = Pick<Shelf, "model" | "snapshotId" | "learnedAt">;

/** How often a server looks for a new catalogue or snapshot; one statement of two row reads. */
const REFRESH_INTERVAL_MS = 1_000;

/**
 * Keeps a shelf up to date. A change is loaded beside the shelf in use and swapped in with one
 * assignment: requests never wait for it, and one request sees one shelf from begin to end.
 */
export class ShelfService {
  private shelf: Shelf = {
    items: new Map(),
    catalogue: prepareCatalogue([]),
    catalogueVersion: -1,
    model: emptyModel(),
    snapshotId: null,
    learnedAt: null,
  };
  /** The newest snapshot that was looked at; one that was refused is not tried every second. */
  private seenSnapshotId: number | null = null;
  private refreshing: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly logger: Logger,
  ) {}

  /** The shelf to answer from at this moment. */
  current(): Shelf {
    return this.shelf;
  }

  /** Loads what has changed; calls that come while one is running share it. */
  refresh(): Promise<void> {
    this.refreshing ??= this.load().finally(() => {
      this.refreshing = undefined;
    });
    return this.refreshing;
  }

  /** Refreshes now and then from time to time, until `stop`. */
  async start(): Promise<void> {
    await this.refresh();
    this.timer = setInterval(() => {
      // A database that is away for a moment must not end the server: it goes on with its shelf.
      this.refresh().catch((err) => this.logger.warn({ err }, "shelf refresh failed"));
    }, REFRESH_INTERVAL_MS);
    this.timer.unref();
  }

  /** Ends the refreshing, after the one under way. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.refreshing;
  }

  private async load(): Promise<void> {
    const { manager } = this.dataSource;
    const versions = await shelfVersions(manager);
    let next = this.shelf;
    if (versions.catalogueVersion !== next.catalogueVersion) {
      const items = await allItems(manager);
      next = {
        ...next,
        items: new Map(items.map((item) => [item.itemId, item])),
        catalogue: prepareCatalogue(items.map(toCatalogueItem)),
        catalogueVersion: versions.catalogueVersion,
      };
    }
    if (versions.snapshotId !== this.seenSnapshotId)
      next = { ...next, ...(await this.loadModel()) };
    this.seenSnapshotId = versions.snapshotId;
    this.shelf = next;
  }

  /**
   * The newest snapshot that can be decoded; a damaged or foreign one is reported and passed over.
   * One that the database does not give away at this moment is none of these: it is asked again.
   */
  private async loadModel(): Promise<LearnedModel> {
    const { manager } = this.dataSource;
    const { model, snapshotId: ownId, learnedAt } = this.shelf;
    for (const { snapshotId, createdAt } of await snapshots(manager)) {
      if (snapshotId === ownId) break;
      try {
        return { model: await readModel(manager, snapshotId), snapshotId, learnedAt: createdAt };
      } catch (err) {
        if (!(err instanceof ModelFormatError)) throw err;
        // The core's own words speak of formats and parts, never of data.
        const reason = err.message;
        this.logger.warn(
          { snapshotId, reason },
          "snapshot cannot be used, the one before it goes on",
        );
      }
    }
    return { model, snapshotId: ownId, learnedAt };
  }
}

/**
 * Reads a snapshot, one piece after the other.
 *
 * @throws ModelFormatError for one that is damaged or of another format
 */
export async function readModel(manager: EntityManager, snapshotId: number): Promise<Model> {
  const read = (name: string) => snapshotPart(manager, snapshotId, name);
  const decoder = new ModelDecoder((await read(ModelDecoder.headerName))?.bytes);
  for (const name of decoder.partNames) {
    const part = await read(name);
    if (part) decoder.add(part);
  }
  return decoder.model();
}

/** What the core needs to know of an item. */
export function toCatalogueItem(item: ItemRow): CatalogueItem {
  return {
    id: item.itemId,
    categories: item.categories,
    tags: item.tags,
    isAvailable: item.isAvailable,
    addedAt: item.addedAt.getTime(),
  };
}
