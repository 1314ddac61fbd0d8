import type { MoodCount } from "../imports/mood-fold.ts";
import type { Context, InteractionKind } from "../scoring/types.ts";

/** What the house sells or gives: a tip is advice and costs nothing. */
export type DemoItemKind = "DISH" | "WINE" | "CHEESE" | "GROCERY" | "SPORT" | "STAY" | "TIP";

export interface DemoItem {
  /** Readable and stable, for example `dish-creme-brulee`. */
  readonly id: string;
  readonly kind: DemoItemKind;
  readonly title: { readonly de: string; readonly en: string };
  /** The leaf first, then its group: `["desserts", "kitchen"]`. */
  readonly categories: readonly string[];
  /** Plain words (`rich`) and pairs (`cuisine=thai`). */
  readonly tags: readonly string[];
  readonly priceCents: number;
  readonly currency: "EUR";
  /** Milliseconds since 1970. */
  readonly addedAt: number;
  readonly isAvailable: boolean;
}

export type DemoConsentPurpose = "PERSONALISATION" | "IMPROVEMENT" | "EXPERTISE";

export type DemoConsentCategory =
  | "PURCHASE"
  | "BROWSING"
  | "FEEDBACK"
  | "CONTEXT"
  | "DECLARED_PREFERENCE"
  | "MOOD";

/** One thing that a customer said about one cell, oldest first in a customer's list. */
export interface DemoConsentEvent {
  readonly purpose: DemoConsentPurpose;
  readonly category: DemoConsentCategory;
  readonly state: "GIVEN" | "REFUSED" | "WITHDRAWN";
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface DemoCustomer {
  /** `demo-001` and on; also the external id in the system `demo`. */
  readonly id: string;
  readonly externalSystem: "demo";
  readonly name: string;
  /** How the customer wants to be addressed, in their own words. */
  readonly formOfAddress: string;
  readonly language: "de" | "en";
  /** In a reserved example domain, so that no mail can ever arrive. */
  readonly email: string;
  readonly consentEvents: readonly DemoConsentEvent[];
}

export interface DemoInteraction {
  /** `demo-000001` and on, in the order of time. */
  readonly id: string;
  readonly customerId: string;
  readonly itemId: string;
  readonly kind: InteractionKind;
  /** Stars 1 to 5 for `RATING`, quantity for `PURCHASE`, otherwise null. */
  readonly value: number | null;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** `weather`, `daypart`, `weekday` and mostly `occasion`, or nothing; never a mood. */
  readonly context: Context;
}

/** What was planted, with the ids that a test needs to look for it. */
export interface DemoTruths {
  /** Liked on every day but the hot ones. */
  readonly richDesserts: {
    readonly itemIds: readonly string[];
    readonly lightItemIds: readonly string[];
    readonly customerIds: readonly string[];
  };
  /** Bought every seven days, give or take one. */
  readonly weeklyMilk: readonly { readonly customerId: string; readonly itemId: string }[];
  /** One pair of shoes each, and socks in the weeks after. */
  readonly running: {
    readonly shoeItemIds: readonly string[];
    readonly sockItemIds: readonly string[];
    readonly customerIds: readonly string[];
  };
  /** Who takes one of the wines mostly takes the cheese within a week. */
  readonly pairings: readonly {
    readonly wineItemIds: readonly string[];
    readonly cheeseItemId: string;
  }[];
  readonly pairingCustomerIds: readonly string[];
  /** The expert buys what is new in the niche first; the followers come days later. */
  readonly nicheExpert: {
    readonly tag: string;
    readonly customerId: string;
    readonly followerIds: readonly string[];
    readonly itemIds: readonly string[];
  };
  /** Take the cuisine far more often in the mood; known to nobody but the generator. */
  readonly festiveCuisine: {
    readonly mood: string;
    readonly tag: string;
    readonly customerIds: readonly string[];
  };
  /** Days, as milliseconds since 1970 at 00:00 UTC, on which `weather` was `hot`. */
  readonly hotDays: readonly number[];
}

export interface DemoHouse {
  readonly items: readonly DemoItem[];
  readonly customers: readonly DemoCustomer[];
  readonly interactions: readonly DemoInteraction[];
  readonly moodCounts: readonly MoodCount[];
  readonly truths: DemoTruths;
}
