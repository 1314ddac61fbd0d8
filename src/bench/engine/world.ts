import { randomFrom } from "../../learning/random.ts";
import type {
  CatalogueItem,
  Context,
  EvidenceEvent,
  InteractionKind,
} from "../../scoring/index.ts";
import { millisecondsPerDay } from "../../scoring/policy.ts";

/** How large a made-up house is. */
export interface WorldSize {
  readonly items: number;
  readonly customers: number;
  readonly events: number;
}

/** The clock of the house, 2026-01-02; the log covers the year that ended the day before. */
const NOW = 1_767_312_000_000;
const END = NOW - millisecondsPerDay;
const DAYS = 365;
const ITEMS_PER_LEAF = 100;
const LEAVES_PER_DEPARTMENT = 20;
const TAGS = 60;
const SEED = 20_260_101;

/** Chances of the next event, in the order in which they are tried. */
const REPEAT_SHARE = 0.2;
const FAVOURITE_SHARE = 0.7;

const KINDS: readonly (readonly [number, InteractionKind])[] = [
  [0.45, "PURCHASE"],
  [0.85, "VIEW"],
  [0.93, "CART"],
  [0.97, "LIKE"],
  [1, "DISLIKE"],
];
const WEATHERS = ["hot", "mild", "cold"] as const;
const DAYPARTS = ["morning", "noon", "evening"] as const;

/**
 * A house that is made up from a seed, so large that nobody could keep it as objects: every
 * customer's history is made when it is asked for, and always the same.
 *
 * - Popularity is Zipf's: the chance of the n-th item is about 1 / n, in all and within a category.
 * - Tastes are clustered: a customer has three favourite categories, in neighbouring places.
 * - Histories have a long tail: log-normal, so at ten events a customer some have hundreds.
 * - One event in five repeats what the customer had before.
 */
export class World {
  readonly now = NOW;
  readonly #size: WorldSize;
  readonly #leafCount: number;
  /** How many events each customer has; they add up to the size. */
  readonly #lengths: Int32Array;

  constructor(size: WorldSize) {
    this.#size = size;
    this.#leafCount = Math.max(1, Math.ceil(size.items / ITEMS_PER_LEAF));
    this.#lengths = historyLengths(size);
  }

  get size(): WorldSize {
    return this.#size;
  }

  /** The catalogue. Items of a category share their labels, as texts read from a database would. */
  items(): CatalogueItem[] {
    const labels = Array.from({ length: this.#leafCount }, (_, leaf) => ({
      categories: [`department-${Math.floor(leaf / LEAVES_PER_DEPARTMENT)}`, `category-${leaf}`],
      tags: [`tag-${leaf % TAGS}`, `tag-${(leaf * 7 + 3) % TAGS}`],
    }));
    return Array.from({ length: this.#size.items }, (_, item) => ({
      id: itemIdOf(item),
      ...labels[item % this.#leafCount]!,
      isAvailable: true,
      addedAt: null,
    }));
  }

  customerKey(customer: number): string {
    return `customer-${String(customer).padStart(9, "0")}`;
  }

  /** A context as a request of the house states it. */
  context(customer: number): Context {
    return contextAt(randomFrom(SEED + 31 * customer));
  }

  /**
   * One customer's history, oldest first.
   *
   * @param more events of today, beyond those that the log has
   */
  events(customer: number, more = 0): EvidenceEvent[] {
    const random = randomFrom(SEED ^ Math.imul(customer + 1, 0x9e3779b1));
    const logged = this.#lengths[customer]!;
    const home = Math.floor(random() * this.#leafCount);
    const own: number[] = [];
    const events: EvidenceEvent[] = [];
    for (let place = 0; place < logged + more; place += 1) {
      const isRepeat = own.length > 0 && random() < REPEAT_SHARE;
      const item = isRepeat ? own[Math.floor(random() * own.length)]! : this.#itemFor(home, random);
      if (!isRepeat) own.push(item);
      const chance = random();
      const kind = KINDS.find(([share]) => chance < share)![1];
      events.push({
        id: `${customer}-${place}`,
        itemId: itemIdOf(item),
        kind,
        value: kind === "PURCHASE" ? 1 : null,
        at: timeOf(place, logged, random),
        context: contextAt(random),
      });
    }
    return events;
  }

  #itemFor(home: number, random: () => number): number {
    const { items } = this.#size;
    if (random() >= FAVOURITE_SHARE) return zipf(items, random);
    const leaf = (home + Math.floor(random() * 3)) % this.#leafCount;
    const itemsOfLeaf = Math.floor((items - leaf - 1) / this.#leafCount) + 1;
    return leaf + zipf(itemsOfLeaf, random) * this.#leafCount;
  }
}

/** Ascending: each logged event has its own part of the year, those of today come after it. */
function timeOf(place: number, logged: number, random: () => number): number {
  if (place >= logged) return END + place - logged;
  return Math.round(END - DAYS * millisecondsPerDay * (1 - (place + random()) / logged));
}

/** About 1 / n for the n-th of `count` things. */
function zipf(count: number, random: () => number): number {
  return Math.min(count - 1, Math.floor((count + 1) ** random()) - 1);
}

function contextAt(random: () => number): Context {
  return {
    weather: WEATHERS[Math.floor(random() * WEATHERS.length)]!,
    daypart: DAYPARTS[Math.floor(random() * DAYPARTS.length)]!,
  };
}

function itemIdOf(item: number): string {
  return `item-${String(item).padStart(8, "0")}`;
}

/** Log-normal lengths with the right mean; what rounding leaves goes to the first customers. */
function historyLengths({ customers, events }: WorldSize): Int32Array {
  const random = randomFrom(SEED);
  const lengths = new Int32Array(customers);
  const mean = events / customers;
  let left = events;
  for (let customer = 0; customer < customers; customer += 1) {
    // Box and Muller; the mean of exp(z - 1/2) is 1.
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const length = Math.min(left, Math.round(mean * Math.exp(normal - 0.5)));
    lengths[customer] = length;
    left -= length;
  }
  for (let customer = 0; left > 0; customer = (customer + 1) % customers, left -= 1) {
    lengths[customer]! += 1;
  }
  return lengths;
}
