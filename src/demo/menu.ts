import type { Day, Daypart } from "./calendar.ts";
import { DAY_MS } from "./calendar.ts";
import type { Guest } from "./guests.ts";
import { nicheLeaf } from "./items.ts";
import { cheeseFor } from "./pairings.ts";
import type { Random } from "./random.ts";
import type { DemoItem, DemoItemKind } from "./types.ts";

/** What a guest came for. */
export type Intent = "TABLE" | "SHOP" | "SPORT" | "STAY" | "ADVICE";

const intentByKind: Readonly<Record<DemoItemKind, Intent>> = {
  DISH: "TABLE",
  WINE: "SHOP",
  CHEESE: "SHOP",
  GROCERY: "SHOP",
  SPORT: "SPORT",
  STAY: "STAY",
  TIP: "ADVICE",
};

/** What the kitchen serves when; a leaf that is not named here is served all day. */
const servedAt: Readonly<Record<string, Partial<Record<Daypart, number>>>> = {
  breakfast: { morning: 3, noon: 0, afternoon: 0, evening: 0, night: 0 },
  "rich-desserts": { morning: 0.3, noon: 0.8, afternoon: 2.5, evening: 1 },
  "light-desserts": { morning: 0.3, noon: 0.8, afternoon: 2.5, evening: 1 },
  soups: { morning: 0, afternoon: 0.4 },
  "viennese-mains": { morning: 0, afternoon: 0.3 },
};

const SOLD_OUT_FROM_DAY = 40;
/** Nobody but the expert stumbles on a new bottle of the niche earlier. */
const NICHE_QUIET_DAYS = 6;
/** Draws before a guest gives up finding one more thing. */
const DRAWS_MAX = 8;

/** The intent under which an item is found. */
export function intentOf(item: DemoItem): Intent {
  return intentByKind[item.kind];
}

/** How well each item sells to everybody, on top of anybody's taste: few sell much, many little. */
export function itemPopularity(random: Random, items: readonly DemoItem[]): Float64Array {
  const popularity = new Float64Array(items.length);
  const placeByLeaf = new Map<string, number>();
  for (const { index } of random.shuffled(items.map((_, index) => ({ index })))) {
    const leaf = items[index]!.categories[0] as string;
    const place = (placeByLeaf.get(leaf) ?? 0) + 1;
    placeByLeaf.set(leaf, place);
    popularity[index] = 1 / (place + 2);
  }
  return popularity;
}

/** Draws items for one guest in proportion to popularity, taste and personal favourites. */
export class Menu {
  private readonly items: readonly DemoItem[];
  private readonly weights: Float64Array;
  private readonly shelves = new Map<string, { places: number[]; cumulative: number[] }>();

  constructor(random: Random, guest: Guest, items: readonly DemoItem[], popularity: Float64Array) {
    this.items = items;
    this.weights = popularity.map((weight, place) => {
      const item = items[place]!;
      const taste = guest.tastes.get(item.categories[0] as string) as number;
      const isPaired = guest.lovesPairings && cheeseFor(item.id) !== undefined;
      const isFavourite = isPaired || random.chance(0.05);
      return weight * taste * (isFavourite ? 8 : random.between(0.4, 1));
    });
  }

  /** An item that is on sale on that day and is not among `taken`, or none. */
  draw(
    random: Random,
    intent: Intent,
    daypart: Daypart,
    day: Day,
    taken: ReadonlySet<DemoItem>,
  ): DemoItem | undefined {
    const { places, cumulative } = this.shelf(intent, daypart);
    const total = cumulative[cumulative.length - 1] as number;
    for (let attempt = 0; attempt < DRAWS_MAX; attempt += 1) {
      const item = this.items[places[placeOf(cumulative, random.next() * total)] as number]!;
      if (!taken.has(item) && isOnSale(item, day)) return item;
    }
    return undefined;
  }

  private shelf(intent: Intent, daypart: Daypart): { places: number[]; cumulative: number[] } {
    const key = `${intent} ${daypart}`;
    const known = this.shelves.get(key);
    if (known !== undefined) return known;
    const shelf = { places: [] as number[], cumulative: [] as number[] };
    let sum = 0;
    this.items.forEach((item, place) => {
      if (intentOf(item) !== intent) return;
      sum += this.weights[place]! * (servedAt[item.categories[0] as string]?.[daypart] ?? 1);
      shelf.places.push(place);
      shelf.cumulative.push(sum);
    });
    this.shelves.set(key, shelf);
    return shelf;
  }
}

/** The first place whose cumulative weight exceeds `target`, by bisection. */
function placeOf(cumulative: readonly number[], target: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cumulative[middle]! > target) high = middle;
    else low = middle + 1;
  }
  return low;
}

function isOnSale(item: DemoItem, day: Day): boolean {
  const quietDays = item.categories[0] === nicheLeaf ? NICHE_QUIET_DAYS : 0;
  if (item.addedAt + quietDays * DAY_MS > day.startsAt) return false;
  return item.isAvailable || day.index < SOLD_OUT_FROM_DAY;
}
