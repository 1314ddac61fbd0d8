/**
 * Rules of the house that are decided, not learned. All are in the score's own unit (log odds) or
 * in days.
 */
export const policy = {
  /** What one declared "I like this" adds: e^1.5, about 4.5 times the odds. */
  declaredLike: 1.5,
  /** Rest after "not now": -weight x ln(1 + Σ 2^(-age / half-life)); at first 1/8 of the odds. */
  fatigueWeight: 3,
  fatigueHalfLifeDays: 7,
  /** A returned item, and one that the customer rated low, is not offered as if nothing was. */
  returned: -2,
  ratedLow: -2,
  /** Below this chance of being bought again, an item rests after its purchase. */
  lowRepeatRate: 0.05,
  /** The shortest rest of a low-repeat item. */
  restDaysMin: 30,
  /** Buyers below which an item's repurchase rate leans on its category's. */
  buyersTrusted: 30,
  /** Own evidence counts half after this many days. */
  evidenceHalfLifeDays: 60,
  /** At most this share of the spread of the scores may come from the mood. */
  moodShareMax: 0.2,
  /** Share of the places that are drawn by chance, so that the house goes on learning. */
  explorationShare: 0.08,
  /** Parts of a contribution that are listed one by one; smaller ones are summed. */
  partsListedMax: 6,
} as const;

/** Interest that an interaction shows, in tenths. */
export const interestTenths = { view: 1, click: 2, cart: 5, ratedLow: 3, taken: 10 } as const;

export const millisecondsPerDay = 86_400_000;
