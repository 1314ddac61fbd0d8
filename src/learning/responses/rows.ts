import type { ResponseItem } from "../../scoring/likeness.ts";
import type { Context } from "../../scoring/types.ts";

/** One verdict to learn from. */
export interface ResponseRow {
  readonly customer: string;
  readonly item: ResponseItem;
  /** Finite; stars, or any scale on which more is better. */
  readonly value: number;
  readonly context: Context;
  /** Declared moods, by the names under which requests state them. */
  readonly moods: readonly string[];
}
