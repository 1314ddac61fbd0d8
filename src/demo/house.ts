import { type MoodCount, MoodFold, moodTags } from "../imports/mood-fold.ts";
import { festiveMood, festiveTag } from "./appetite.ts";
import { type Day, demoDays } from "./calendar.ts";
import { demoCustomers, isGiven, withExpertise } from "./customers.ts";
import { festiveItemsOf, liveThrough } from "./days.ts";
import { demoGuests, type Guest } from "./guests.ts";
import { demoItems, nicheLeaf } from "./items.ts";
import { keptOf } from "./keeping.ts";
import { itemPopularity, Menu } from "./menu.ts";
import { pairings } from "./pairings.ts";
import { expertFinds, planFor } from "./plans.ts";
import { Random } from "./random.ts";
import type { DemoCustomer, DemoHouse, DemoInteraction, DemoItem, DemoTruths } from "./types.ts";
import type { Chronicle } from "./visit.ts";

/** The seed of the house that documents and tests speak of. */
export const DEMO_SEED = 1;

/** What a stream of chance is used for; the guests follow from 100 on. */
const streams = {
  days: 1,
  items: 2,
  customers: 3,
  guests: 4,
  popularity: 5,
  finds: 6,
  expertise: 7,
  guest: 100,
};

/**
 * Invents the demo house: a hotel and delicatessen with its assortment, 300 customers and 60 days
 * of their interactions, with known truths planted in them. Pure, and the same for the same
 * options on every machine: all chance comes from the seed, by integer arithmetic and the four
 * operations only.
 *
 * @param options.seed a 32-bit integer
 * @param options.now milliseconds since 1970; all interactions lie in the 60 days before it
 * @returns plain data; interactions in the order of time and only as far as the customers' consents
 *   let them be kept, moods as anonymous counts only
 */
export function generateDemoHouse(options: {
  readonly seed: number;
  readonly now: number;
}): DemoHouse {
  const { seed, now } = options;
  const stream = (use: number) => new Random(seed, use);
  const days = demoDays(stream(streams.days), now);
  const items = demoItems(stream(streams.items), days);
  const customers = demoCustomers(stream(streams.customers), days);
  const guests = demoGuests(stream(streams.guests), customers, items);
  const popularity = itemPopularity(stream(streams.popularity), items);
  const finds = expertFinds(stream(streams.finds), items, days);
  const world = {
    now,
    days,
    itemById: new Map(items.map((item) => [item.id, item])),
    festiveItems: festiveItemsOf(items),
    chronicle: { interactions: [], moodObservations: [] } as Chronicle,
  };
  guests.forEach((guest, index) => {
    const random = stream(streams.guest + index);
    const plan = planFor(random, guest, items, finds);
    liveThrough(world, random, guest, plan, new Menu(random, guest, items, popularity));
  });
  const truths = truthsOf(items, guests, days);
  const { customerId: expertId } = truths.nicheExpert;
  return {
    items,
    customers: withExpertise(stream(streams.expertise), customers, expertId),
    interactions: inOrder(keptOf(world.chronicle.interactions, customers)),
    moodCounts: moodCounts(customers, world.chronicle),
    truths,
  };
}

function inOrder(interactions: readonly Omit<DemoInteraction, "id">[]): DemoInteraction[] {
  return [...interactions]
    .sort((one, other) => one.at - other.at)
    .map((interaction, index) => ({
      id: `demo-${String(index + 1).padStart(6, "0")}`,
      ...interaction,
    }));
}

/** Only people whose IMPROVEMENT × MOOD is open count, and only where they are many. */
function moodCounts(customers: readonly DemoCustomer[], chronicle: Chronicle): MoodCount[] {
  const open = new Set(
    customers
      .filter((customer) => isGiven(customer, "IMPROVEMENT", "MOOD"))
      .map((customer) => customer.id),
  );
  const fold = new MoodFold();
  for (const { mood, item, customerId, isAccepted } of chronicle.moodObservations) {
    if (open.has(customerId)) fold.observe(mood, moodTags(item), customerId, isAccepted);
  }
  return fold.counts();
}

function truthsOf(
  items: readonly DemoItem[],
  guests: readonly Guest[],
  days: readonly Day[],
): DemoTruths {
  const itemIds = (leaf: string) =>
    items.filter((item) => item.categories[0] === leaf).map((item) => item.id);
  const customerIds = (belongs: (guest: Guest) => boolean) =>
    guests.filter(belongs).map((guest) => guest.customer.id);
  return {
    richDesserts: {
      itemIds: itemIds("rich-desserts"),
      lightItemIds: itemIds("light-desserts"),
      customerIds: customerIds((guest) => guest.lovesDesserts),
    },
    weeklyMilk: guests.flatMap(({ customer, milkItemId }) =>
      milkItemId === null ? [] : [{ customerId: customer.id, itemId: milkItemId }],
    ),
    running: {
      shoeItemIds: itemIds("running-shoes"),
      sockItemIds: itemIds("running-socks"),
      customerIds: customerIds((guest) => guest.isRunner),
    },
    pairings,
    pairingCustomerIds: customerIds((guest) => guest.lovesPairings),
    nicheExpert: {
      tag: "style=natural",
      customerId: customerIds((guest) => guest.isExpert)[0] as string,
      followerIds: customerIds((guest) => guest.isFollower),
      itemIds: itemIds(nicheLeaf),
    },
    festiveCuisine: {
      mood: festiveMood,
      tag: festiveTag,
      customerIds: customerIds((guest) => guest.isFestive),
    },
    hotDays: days.filter((day) => day.weather === "hot").map((day) => day.startsAt),
  };
}
