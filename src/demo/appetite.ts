import type { Day, Daypart } from "./calendar.ts";
import type { Guest } from "./guests.ts";
import type { DemoItem, DemoItemKind } from "./types.ts";

export type Mood = "CURIOUS" | "CALM" | "FESTIVE" | "IN_A_HURRY" | "JUST_THE_ESSENTIALS";
export type Occasion = "everyday" | "celebration" | "business";

/** Where, when and how one visit takes place. */
export interface Situation {
  readonly day: Day;
  readonly daypart: Daypart;
  readonly occasion: Occasion | null;
  /** What the guest declared for this visit; it never reaches an interaction. */
  readonly mood: Mood | null;
}

/** The mood and the cuisine of the hidden group. */
export const festiveMood: Mood = "FESTIVE";
export const festiveTag = "cuisine=thai";

/** Chance that something that was looked at is taken, before taste and situation. */
const chanceByKind: Readonly<Record<DemoItemKind, number>> = {
  DISH: 0.26,
  WINE: 0.2,
  CHEESE: 0.2,
  GROCERY: 0.28,
  SPORT: 0.09,
  STAY: 0.05,
  TIP: 0,
};

/** Bought by plan only: nobody takes running shoes, or the socks to them, by the way. */
const plannedLeaves: ReadonlySet<string> = new Set(["running-shoes", "running-socks"]);

/** A rich dessert on a hot day: the planted veto. */
export function isTooRich(item: DemoItem, day: Day): boolean {
  return day.weather === "hot" && item.categories[0] === "rich-desserts";
}

/** Whether this is the hidden group's cuisine in its mood. */
export function isFestiveTreat(guest: Guest, item: DemoItem, mood: Mood | null): boolean {
  return guest.isFestive && mood === festiveMood && item.tags.includes(festiveTag);
}

/** The chance in [0, 0.9] that the guest takes an item that they look at without a plan. */
export function purchaseChance(guest: Guest, item: DemoItem, situation: Situation): number {
  const leaf = item.categories[0] as string;
  if (plannedLeaves.has(leaf)) return 0;
  // Weekly milk comes by plan; one more carton in between would blur the rhythm.
  if (leaf === "milk" && guest.milkItemId !== null) return 0;
  let chance = chanceByKind[item.kind] * ((guest.tastes.get(leaf) as number) > 2 ? 1.4 : 0.85);
  if (isTooRich(item, situation.day)) chance *= 0.12;
  if (situation.day.weather === "hot") {
    if (item.tags.includes("light") || item.tags.includes("cold")) chance *= 1.5;
    if (item.tags.includes("warm")) chance *= 0.7;
  }
  if (situation.day.weather === "cold" && item.tags.includes("warm")) chance *= 1.25;
  if (isFestiveTreat(guest, item, situation.mood)) chance *= 2.8;
  return Math.min(chance, 0.9);
}
