import type { DemoItemKind } from "../types.ts";

/** German title, English title, price in euro cents, further tags separated by a space. */
export type Article = readonly [de: string, en: string, priceCents: number, tags?: string];

/** Articles that share a category. */
export interface Shelf {
  readonly kind: DemoItemKind;
  /** The category of its articles. */
  readonly leaf: string;
  /** The category above the leaf. */
  readonly group: string;
  /** Tags of all its articles, separated by a space. */
  readonly tags?: string;
  readonly articles: readonly Article[];
}
