import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** What a made-up dataset consists of; all of it is optional but the lines of events. */
export interface FolderContent {
  readonly name?: string;
  readonly kind?: string;
  readonly context?: readonly string[];
  readonly mood?: readonly string[];
  readonly itemAttributes?: readonly string[];
  readonly header?: string;
  readonly events: readonly string[];
  /** Lines of `items.csv`, with columns `item,title,categories`. */
  readonly items?: readonly string[];
  /** Keep only this many bytes of the compressed events, as a broken download does. */
  readonly eventsBytesMax?: number;
}

const HEADER = "row,user,item,rating,ts";

/** Folders of one suite, removed together. */
export class DatasetFolders {
  private readonly roots: string[] = [];

  /** Writes a folder as `importDataset` expects it; `row,user,item,rating,ts` unless said otherwise. */
  async write(content: FolderContent): Promise<string> {
    const dir = await mkdtemp(join(tmpdir(), "kathi-dataset-"));
    this.roots.push(dir);
    await this.rewrite(dir, content);
    return dir;
  }

  async rewrite(dir: string, content: FolderContent): Promise<void> {
    await mkdir(dir, { recursive: true });
    const manifest = {
      name: content.name ?? "shop",
      events: {
        file: "events.csv.gz",
        columns: { id: "row", customer: "user", item: "item", value: "rating", at: "ts" },
        kind: content.kind ?? "PURCHASE",
        context: content.context ?? [],
        mood: content.mood ?? [],
        itemAttributes: content.itemAttributes ?? [],
      },
      ...(content.items && {
        items: {
          file: "items.csv",
          columns: { id: "item", title: "title", categories: "categories" },
        },
      }),
    };
    await writeFile(join(dir, "dataset.json"), JSON.stringify(manifest));
    const events = [content.header ?? HEADER, ...content.events].join("\n");
    const compressed = gzipSync(events);
    const kept = compressed.subarray(0, content.eventsBytesMax ?? compressed.length);
    await writeFile(join(dir, "events.csv.gz"), kept);
    if (content.items) {
      const items = ["item,title,categories", ...content.items].join("\n");
      await writeFile(join(dir, "items.csv"), items);
    }
  }

  async removeAll(): Promise<void> {
    for (const root of this.roots) await rm(root, { recursive: true, force: true });
  }
}
