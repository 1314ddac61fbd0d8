import { conditionKey } from "./model.ts";
import type { Context } from "./types.ts";

/** An item as the response model sees it: itself, and the categories and tags it belongs to. */
export interface ResponseItem {
  readonly id: string;
  readonly groups: readonly string[];
}

/** An item in a situation, its words replaced by numbers so that comparing is cheap. */
export interface Encounter {
  readonly item: number;
  /** Ascending, each once. */
  readonly groups: Int32Array;
  /** Ascending, each once. */
  readonly conditions: Int32Array;
  /** The whole situation as one word; -1 where nothing of it is known. */
  readonly situation: number;
}

/**
 * The ways in which what a customer said about one encounter says something about another. The
 * last three exist only between situations and are booked to the context.
 */
export const likenessNames = [
  "ownLevel",
  "ownTaste",
  "ownItem",
  "ownCondition",
  "ownSituation",
  "ownTasteInCondition",
] as const;
export const likenessCount = likenessNames.length;
export const ownItemLikeness = likenessNames.indexOf("ownItem");
export const contextualFrom = likenessNames.indexOf("ownCondition");

/** Gives every word a number on first sight. */
export class Vocabulary {
  readonly #numbers = new Map<string, number>();

  get words(): string[] {
    return [...this.#numbers.keys()];
  }

  numberOf(word: string): number {
    const known = this.#numbers.get(word);
    if (known !== undefined) return known;
    this.#numbers.set(word, this.#numbers.size);
    return this.#numbers.size - 1;
  }
}

/** The vocabularies of a set of encounters that are to be compared with each other. */
export class EncounterCoder {
  readonly items = new Vocabulary();
  readonly groups = new Vocabulary();
  readonly conditions = new Vocabulary();
  readonly #situations = new Vocabulary();

  encounterOf(item: ResponseItem, context: Context): Encounter {
    const keys = conditionsOf(context);
    return {
      item: this.items.numberOf(item.id),
      groups: numbersOf(this.groups, item.groups),
      conditions: numbersOf(this.conditions, keys),
      situation: keys.length === 0 ? -1 : this.#situations.numberOf(JSON.stringify(keys)),
    };
  }
}

/** Conditions of a context as `field=value`, in the order of the fields' names. */
export function conditionsOf(context: Context): string[] {
  return Object.keys(context)
    .sort()
    .map((field) => conditionKey(field, context[field]!));
}

function numbersOf(vocabulary: Vocabulary, words: readonly string[]): Int32Array {
  return Int32Array.from(new Set(words.map((word) => vocabulary.numberOf(word)))).sort();
}

/**
 * Writes the likenesses of two encounters. Each is an inner product of features, so any sum of
 * them with strengths that are not negative is a covariance.
 *
 * @param into at least `likenessCount` numbers, in the order of {@link likenessNames}
 */
export function writeLikenesses(one: Encounter, other: Encounter, into: Float64Array): void {
  const conditions = sharedCount(one.conditions, other.conditions);
  const scale = Math.sqrt(one.groups.length * other.groups.length);
  const taste = scale === 0 ? 0 : sharedCount(one.groups, other.groups) / scale;
  into[0] = 1;
  into[1] = taste;
  into[2] = one.item === other.item ? 1 : 0;
  into[3] = conditions;
  into[4] = one.situation >= 0 && one.situation === other.situation ? 1 : 0;
  into[5] = conditions * taste;
}

function sharedCount(one: Int32Array, other: Int32Array): number {
  let count = 0;
  let at = 0;
  for (const value of one) {
    while (at < other.length && other[at]! < value) at += 1;
    if (at < other.length && other[at] === value) count += 1;
  }
  return count;
}
