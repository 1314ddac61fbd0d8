/**
 * The words that the scoring core speaks. Everything here is plain data: no I/O, no clock, no
 * customer identity. A caller passes what consent lets it pass and gets a list back.
 */

/** What a customer did with an item. */
export type InteractionKind =
  | "VIEW"
  | "CLICK"
  | "CART"
  | "PURCHASE"
  | "RATING"
  | "LIKE"
  | "DISLIKE"
  | "RETURN"
  | "NOT_NOW";

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

/** All that may be used about one customer in one answer: the consent gate has passed it. */
export interface Evidence {
  readonly events: readonly EvidenceEvent[];
  readonly preferences: readonly DeclaredPreference[];
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

/** The groups that a score is made of. Their values add up to the score exactly. */
export type Signal = "HISTORY" | "CONTEXT" | "MOOD" | "CROWD" | "DECLARED" | "RULE";

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
}
