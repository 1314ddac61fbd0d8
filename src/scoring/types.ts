/**
 * The words that the scoring core speaks. Everything here is plain data: no I/O, no clock, no
 * customer identity. A caller passes what consent lets it pass and gets a list back.
 */

/** What a customer did with an item; the learner keeps a kind as its place in this list. */
export const interactionKinds = [
  "VIEW",
  "CLICK",
  "CART",
  "PURCHASE",
  "RATING",
  "LIKE",
  "DISLIKE",
  "RETURN",
  "NOT_NOW",
] as const;

export type InteractionKind = (typeof interactionKinds)[number];

/** Free (name, value) pairs that describe a situation, for example `{ weather: "hot" }`. */
export type Context = Readonly<Record<string, string>>;

/** A mood that the customer declared for this one request; never stored with the customer. */
export interface Mood {
  /** The declared word, for example `FESTIVE`, or a catalogue's own condition name. */
  readonly name: string;
  /** How strongly, 1 to 3. */
  readonly intensity: number;
}

/** One thing that happened between a customer and an item. */
export interface EvidenceEvent {
  /** Opaque id that explanations cite. */
  readonly id: string;
  readonly itemId: string;
  readonly kind: InteractionKind;
  /** Stars for `RATING`, quantity for `PURCHASE`, otherwise null. */
  readonly value: number | null;
  /** Milliseconds since 1970, or null where the source has no clock. */
  readonly at: number | null;
  readonly context: Context;
}

/** What the customer said they like or dislike; outranks everything inferred. */
export interface DeclaredPreference {
  readonly id: string;
  readonly target: "ITEM" | "CATEGORY" | "TAG";
  /** Item id, category name or tag name. */
  readonly name: string;
  readonly sentiment: "LIKE" | "DISLIKE";
}

/** A category or tag that a customer may be taken to like, because of what they did. */
export interface InterestName {
  readonly kind: "CATEGORY" | "TAG";
  readonly name: string;
}

/** All that may be used about one customer in one answer: the consent gate has passed it. */
export interface Evidence {
  readonly events: readonly EvidenceEvent[];
  readonly preferences: readonly DeclaredPreference[];
  /** Likings that the customer has struck: they count nowhere, whatever the events say. */
  readonly struck?: readonly InterestName[];
}

/** What the core needs to know of a catalogue item. */
export interface CatalogueItem {
  readonly id: string;
  readonly categories: readonly string[];
  readonly tags: readonly string[];
  readonly isAvailable: boolean;
  /** Milliseconds since 1970, or null where unknown. */
  readonly addedAt: number | null;
}

/**
 * The groups that a score is made of, in the order in which they are listed and summed. Their
 * values add up to the score exactly.
 */
export const signals = [
  "HISTORY",
  "CONTEXT",
  "MOOD",
  "CROWD",
  "NOVELTY",
  "DECLARED",
  "RULE",
] as const;

export type Signal = (typeof signals)[number];

/** One named share of a contribution, for example the neighbour `cheese-12` of a purchase. */
export interface ContributionPart {
  /** Stable machine name: `ownRepeat`, `neighbour`, `popularity`, `trend`, `weather=hot`, … */
  readonly name: string;
  /** Share of the score, in the score's own unit. */
  readonly value: number;
  /** The customer's evidence that this share rests on; empty for what everybody contributes. */
  readonly evidenceIds: readonly string[];
}

/** What one signal adds to the score: the sum of its parts. */
export interface Contribution {
  readonly signal: Signal;
  readonly value: number;
  readonly parts: readonly ContributionPart[];
}

/** How much the customer wants of each signal, and how much surprise; see `weightsSet`. */
export interface Dial {
  /** Factors of the contributions, 0 to 2; 1 is as learned. */
  readonly history: number;
  readonly context: number;
  readonly mood: number;
  /** From "more of mine", 0, to "surprise me", 1. */
  readonly surprise: number;
}

/** What a place of the list is for. */
export type Slot = "RELEVANT" | "DUE" | "WIDEN" | "EXPLORE";

/** One place of an answer. `baseline + Σ contributions.value = score`, to 1e-9. */
export interface ScoredItem {
  readonly itemId: string;
  /** 1 is the best. */
  readonly rank: number;
  readonly score: number;
  readonly baseline: number;
  readonly contributions: readonly Contribution[];
  /** Names of the candidate sources that proposed the item. */
  readonly sources: readonly string[];
  readonly slot: Slot;
  /** Probability of this item in its place given the places before, in (0, 1]. */
  readonly propensity: number;
  /** What the ranking would have put here; the item itself where nothing was explored. */
  readonly rankedItemId: string;
  /** When it is expected to be bought again, milliseconds since 1970; null where unknown. */
  readonly dueAt: number | null;
}

/** Why an item is not in a list. */
export type NotShownReason =
  | "SHOWN"
  | "UNKNOWN_ITEM"
  | "UNAVAILABLE"
  | "DISLIKED"
  | "JUST_BOUGHT"
  | "SUBSTITUTE_JUST_BOUGHT"
  | "NOT_A_CANDIDATE"
  | "BELOW_RELEVANCE"
  | "OTHERS_RANK_HIGHER";

/** Where an item would stand if one signal did not count. */
export interface Alternative {
  /** Place by score among all that could be shown; 1 is the best. */
  readonly rank: number;
  readonly score: number;
}

/** An answer: the list, and what can be asked about it. */
export interface RecommendedList {
  readonly items: readonly ScoredItem[];
  /** How many different items the first place could have shown. */
  readonly candidateCount: number;
  readonly reasonOf: (itemId: string) => NotShownReason;
  /** Null for an item that was no candidate. */
  readonly without: (itemId: string, signal: Signal) => Alternative | null;
}
