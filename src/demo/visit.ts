import type { Context, InteractionKind } from "../scoring/types.ts";
import { isTooRich, purchaseChance, type Situation } from "./appetite.ts";
import { HOUR_MS } from "./calendar.ts";
import type { Guest } from "./guests.ts";
import { nicheLeaf } from "./items.ts";
import type { Random } from "./random.ts";
import type { DemoInteraction, DemoItem } from "./types.ts";

/** A mood, the item that was looked at under it, and whether it was taken. */
export interface MoodObservation {
  readonly mood: string;
  readonly item: DemoItem;
  readonly customerId: string;
  readonly isAccepted: boolean;
}

/** All that has happened in the house so far. */
export interface Chronicle {
  readonly interactions: Omit<DemoInteraction, "id">[];
  readonly moodObservations: MoodObservation[];
}

/** One visit: the guest looks at one item after the other, and time passes. */
export class Visit {
  readonly situation: Situation;
  private readonly guest: Guest;
  private readonly random: Random;
  private readonly chronicle: Chronicle;
  private readonly context: Context;
  /** Nothing is recorded from here on. */
  private readonly now: number;
  private at: number;

  constructor(
    guest: Guest,
    situation: Situation,
    startsAt: number,
    now: number,
    random: Random,
    chronicle: Chronicle,
  ) {
    this.guest = guest;
    this.situation = situation;
    this.at = startsAt;
    this.now = now;
    this.random = random;
    this.chronicle = chronicle;
    const { day, daypart, occasion } = situation;
    this.context = {
      weather: day.weather,
      daypart,
      weekday: day.weekday,
      ...(occasion === null ? {} : { occasion }),
    };
  }

  /**
   * The guest looks at an item and takes it or leaves it.
   *
   * @param isPlanned it is what the guest came for, so it is taken for certain
   * @returns whether it was taken
   */
  look(item: DemoItem, isPlanned: boolean): boolean {
    const { random } = this;
    this.pass(20, 90);
    const isTaken = isPlanned || random.chance(purchaseChance(this.guest, item, this.situation));
    this.record("VIEW", item);
    this.observeMood(item, isTaken);
    const isOpened = isTaken ? random.chance(0.8) : random.chance(item.kind === "TIP" ? 0.6 : 0.3);
    if (isOpened) {
      this.pass(5, 40);
      this.record("CLICK", item);
    }
    if (isTaken) this.take(item);
    else this.leave(item, isOpened);
    return isTaken;
  }

  private take(item: DemoItem): void {
    const { random } = this;
    this.pass(5, 60);
    if (item.kind !== "DISH") this.record("CART", item);
    this.pass(5, 30);
    const isByThePiece = item.kind === "WINE" || item.kind === "GROCERY";
    this.record("PURCHASE", item, isByThePiece && random.chance(0.25) ? random.whole(2, 6) : 1);
    const isShared = this.guest.isExpert && item.categories[0] === nicheLeaf;
    if (isShared || random.chance(0.16)) this.rate(item, isShared);
    if (isTooRich(item, this.situation.day)) {
      if (random.chance(0.3)) this.recordLater("DISLIKE", item, null, 1, 4);
    } else if (isShared || random.chance(0.07)) {
      this.recordLater("LIKE", item, null, 1, 30);
    }
    const isClothing = item.categories[0] === "running-clothes";
    if (random.chance(isClothing ? 0.12 : item.kind === "WINE" ? 0.01 : 0)) {
      this.recordLater("RETURN", item, null, 48, 200);
    }
  }

  private leave(item: DemoItem, isOpened: boolean): void {
    const { random } = this;
    if (item.kind === "TIP") {
      if (isOpened && random.chance(0.25)) this.record("LIKE", item);
      return;
    }
    if (isOpened && item.kind !== "DISH" && random.chance(0.15)) this.record("CART", item);
    if (random.chance(isTooRich(item, this.situation.day) ? 0.25 : 0.03)) {
      this.record("NOT_NOW", item);
    } else if (random.chance(0.006)) {
      this.record("DISLIKE", item);
    }
  }

  private rate(item: DemoItem, isShared: boolean): void {
    const { random } = this;
    const stars = isTooRich(item, this.situation.day)
      ? random.weighted({ 1: 1, 2: 3, 3: 2 })
      : random.weighted({ 5: isShared ? 20 : 4, 4: 4, 3: 1.5, 2: 0.4, 1: 0.2 });
    this.recordLater("RATING", item, Number(stars), 1, 20);
  }

  private observeMood(item: DemoItem, isAccepted: boolean): void {
    const { mood } = this.situation;
    if (mood === null || this.at >= this.now) return;
    const customerId = this.guest.customer.id;
    this.chronicle.moodObservations.push({ mood, item, customerId, isAccepted });
  }

  private pass(secondsLow: number, secondsHigh: number): void {
    this.at += this.random.whole(secondsLow, secondsHigh) * 1_000;
  }

  /** Said some hours after the visit, but about it: it keeps the visit's context. */
  private recordLater(
    kind: InteractionKind,
    item: DemoItem,
    value: number | null,
    hoursLow: number,
    hoursHigh: number,
  ): void {
    const delayMs = Math.floor(this.random.between(hoursLow, hoursHigh) * HOUR_MS);
    this.record(kind, item, value, this.at + delayMs);
  }

  private record(
    kind: InteractionKind,
    item: DemoItem,
    value: number | null = null,
    at: number = this.at,
  ): void {
    if (at >= this.now) return;
    const customerId = this.guest.customer.id;
    const { context } = this;
    this.chronicle.interactions.push({ customerId, itemId: item.id, kind, value, at, context });
  }
}
