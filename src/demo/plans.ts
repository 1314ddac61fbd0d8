import { DAY_MS, DAYS, type Day } from "./calendar.ts";
import type { Guest } from "./guests.ts";
import { nicheLeaf } from "./items.ts";
import type { Random } from "./random.ts";
import type { DemoItem } from "./types.ts";

/** What a guest is certain to buy, by day. A pairing may add to it while the days go by. */
export class Plan {
  private readonly itemIdsByDay = new Map<number, string[]>();

  /** Days after the last are dropped: what would have happened then has not happened yet. */
  add(day: number, itemId: string): void {
    if (day >= DAYS) return;
    const itemIds = this.itemIdsByDay.get(day);
    if (itemIds === undefined) this.itemIdsByDay.set(day, [itemId]);
    else if (!itemIds.includes(itemId)) itemIds.push(itemId);
  }

  on(day: number): readonly string[] {
    return this.itemIdsByDay.get(day) ?? [];
  }
}

/** A bottle of the niche and the day on which the expert takes it. */
export interface Find {
  readonly itemId: string;
  readonly foundOn: number;
}

/** The expert finds every new bottle one or two days after it has arrived. */
export function expertFinds(
  random: Random,
  items: readonly DemoItem[],
  days: readonly Day[],
): Find[] {
  return items
    .filter((item) => item.categories[0] === nicheLeaf)
    .map((item) => ({
      itemId: item.id,
      foundOn: (item.addedAt - days[0]!.startsAt) / DAY_MS + random.whole(1, 2),
    }));
}

/** The planted habits of one guest: weekly milk, shoes and then socks, the niche. */
export function planFor(
  random: Random,
  guest: Guest,
  items: readonly DemoItem[],
  finds: readonly Find[],
): Plan {
  const plan = new Plan();
  const idsOf = (leaf: string) =>
    items.filter((item) => item.categories[0] === leaf).map((item) => item.id);
  if (guest.milkItemId !== null) {
    let day = random.whole(0, 6);
    while (day < DAYS) {
      plan.add(day, guest.milkItemId);
      day += 7 + (random.chance(0.3) ? random.pick([-1, 1]) : 0);
    }
  }
  if (guest.isRunner) {
    const shoesOn = random.whole(3, 35);
    plan.add(shoesOn, random.pick(idsOf("running-shoes")));
    const pairs = random.whole(1, 3);
    for (let pair = 0; pair < pairs; pair += 1) {
      plan.add(shoesOn + random.whole(2, 20), random.pick(idsOf("running-socks")));
    }
  }
  for (const { itemId, foundOn } of finds) {
    if (guest.isExpert) plan.add(foundOn, itemId);
    if (guest.isFollower && random.chance(0.6)) plan.add(foundOn + random.whole(3, 12), itemId);
  }
  return plan;
}
