import type { DocumentNode } from "graphql";

/**
 * Parsed and validated documents in memory, the most recently used ones.
 *
 * Apollo's own store estimates the size of the syntax tree only. The tree keeps the whole text
 * alive, so documents of a megabyte of comments would fill gigabytes before that store evicts one.
 */
export class DocumentStore {
  private readonly countMax: number;
  private readonly lengthMax: number;
  /** In the order of their last use, oldest first. */
  private readonly documents = new Map<string, DocumentNode>();

  /**
   * @param countMax documents kept
   * @param lengthMax UTF-16 units of the longest text that is kept
   */
  constructor(countMax: number, lengthMax: number) {
    this.countMax = countMax;
    this.lengthMax = lengthMax;
  }

  async get(hash: string): Promise<DocumentNode | undefined> {
    const document = this.documents.get(hash);
    if (document === undefined) return undefined;
    this.documents.delete(hash);
    this.documents.set(hash, document);
    return document;
  }

  async set(hash: string, document: DocumentNode): Promise<void> {
    const length = document.loc?.source.body.length ?? 0;
    if (length > this.lengthMax) return;
    this.documents.set(hash, document);
    if (this.documents.size <= this.countMax) return;
    for (const oldest of this.documents.keys()) {
      this.documents.delete(oldest);
      return;
    }
  }

  async delete(hash: string): Promise<boolean> {
    return this.documents.delete(hash);
  }
}
