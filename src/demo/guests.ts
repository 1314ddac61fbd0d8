import { mayKeep } from "../consents/gate.ts";
import { consentsOf, isGiven } from "./customers.ts";
import { nicheLeaf } from "./items.ts";
import type { Random } from "./random.ts";
import type { DemoCustomer, DemoItem } from "./types.ts";

/** A customer as the generator knows them. None of this leaves it but as {@link DemoTruths}. */
export interface Guest {
  readonly customer: DemoCustomer;
  /** Chance of an unplanned visit on an ordinary day. */
  readonly visitsPerDay: number;
  /** How much the guest leans to each leaf category; 1 is indifferent. */
  readonly tastes: ReadonlyMap<string, number>;
  readonly declaresMood: boolean;
  /** The milk that is bought every week, if any. */
  readonly milkItemId: string | null;
  readonly isRunner: boolean;
  readonly lovesPairings: boolean;
  readonly lovesDesserts: boolean;
  readonly isFestive: boolean;
  readonly isExpert: boolean;
  readonly isFollower: boolean;
}

const MILK_BUYERS = 120;
const RUNNERS = { learnable: 60, others: 8 };
const PAIRING_LOVERS = 110;
const DESSERT_LOVERS = { inContext: 105, others: 35 };
const FESTIVE_GUESTS = 60;
const FOLLOWERS = 30;
const FAVOURITE_LEAVES = 5;

/** Gives every customer a character. Groups may overlap, except that the expert follows nobody. */
export function demoGuests(
  random: Random,
  customers: readonly DemoCustomer[],
  items: readonly DemoItem[],
): Guest[] {
  const leaves = [...new Set(items.map((item) => item.categories[0] as string))];
  const milks = items.filter((item) => item.categories[0] === "milk").map((item) => item.id);
  const some = (count: number, from: readonly DemoCustomer[] = customers) =>
    new Set(random.shuffled(from).slice(0, count));
  const milkBuyers = some(MILK_BUYERS);
  const pairingLovers = some(PAIRING_LOVERS);
  // What depends on weather or occasion shows only in events that keep their context.
  const inContext = customers.filter((customer) => mayKeep(consentsOf(customer), "CONTEXT"));
  const others = customers.filter((customer) => !inContext.includes(customer));
  const dessertLovers = new Set([
    ...some(DESSERT_LOVERS.inContext, inContext),
    ...some(DESSERT_LOVERS.others, others),
  ]);
  // That shoes are bought once can be learned only from people who let it be learned.
  const learnable = customers.filter((customer) => isGiven(customer, "IMPROVEMENT", "PURCHASE"));
  const runners = new Set([
    ...some(RUNNERS.learnable, learnable),
    ...some(
      RUNNERS.others,
      customers.filter((customer) => !learnable.includes(customer)),
    ),
  ]);
  // Only counts of people who allow it leave the generator, so the group must be among them.
  const festive = some(
    FESTIVE_GUESTS,
    inContext.filter((customer) => isGiven(customer, "IMPROVEMENT", "MOOD")),
  );
  // Others can only follow someone whose purchases may teach others.
  const niche = [
    ...some(
      1 + FOLLOWERS,
      customers.filter((customer) => isGiven(customer, "IMPROVEMENT", "FEEDBACK")),
    ),
  ];
  const followers = new Set(niche.slice(1));
  return customers.map((customer) => ({
    customer,
    visitsPerDay: visitsPerDay(random),
    tastes: tastes(random, leaves, dessertLovers.has(customer), pairingLovers.has(customer)),
    declaresMood: festive.has(customer) || random.chance(0.8),
    milkItemId: milkBuyers.has(customer) ? random.pick(milks) : null,
    isRunner: runners.has(customer),
    lovesPairings: pairingLovers.has(customer),
    lovesDesserts: dessertLovers.has(customer),
    isFestive: festive.has(customer),
    isExpert: customer === niche[0],
    isFollower: followers.has(customer),
  }));
}

/** Half of the guests come rarely, a few nearly every day. */
function visitsPerDay(random: Random): number {
  const habit = random.weighted({ light: 5, regular: 3.5, heavy: 1.5 });
  if (habit === "light") return random.between(0.12, 0.23);
  return habit === "regular" ? random.between(0.29, 0.53) : random.between(0.59, 0.87);
}

function tastes(
  random: Random,
  leaves: readonly string[],
  lovesDesserts: boolean,
  lovesPairings: boolean,
): Map<string, number> {
  const weights = new Map(leaves.map((leaf) => [leaf, random.between(0.3, 1.2)]));
  for (const leaf of random.shuffled(leaves).slice(0, FAVOURITE_LEAVES)) {
    weights.set(leaf, random.between(3, 6));
  }
  if (lovesDesserts) {
    weights.set("rich-desserts", random.between(4, 7)).set("light-desserts", random.between(2, 4));
  }
  if (lovesPairings) {
    weights.set("sweet-wines", random.between(3, 5)).set("white-wines", random.between(3, 5));
  }
  // The niche is quiet before somebody finds it.
  return weights.set(nicheLeaf, 0.2);
}
