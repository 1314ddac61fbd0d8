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
  /** Items that each source of candidates may propose. */
  proposalsMax: 200,
  /** Items that the customer's own taste may propose. */
  tasteProposalsMax: 500,
  /** Best items of one group that a source may take. */
  proposalsPerGroupMax: 40,
  /** Groups that one source looks into. */
  groupsPerSourceMax: 5,
  /** An item is new for this long, and bought together within this long. */
  freshDays: 30,
  complementDays: 7,
  /** What the running visit and what was just bought say, per unit of their features. */
  session: 0.5,
  complement: 0.5,
  /** What an expert's find adds for each follower above the average, and at most. */
  expertPerFollower: 0.1,
  expertMax: 0.5,
  /** Spread of the draw for new items: a standard deviation of the log of their interest. */
  freshSpread: 0.5,
  /**
   * Sum of all signals but the crowd below which an item is not worth the customer's time; for own
   * items, of all signals: there the repeat module has the crowd's place.
   */
  relevanceMin: -1.5,
  /** Best items that the list is put together from. */
  poolMin: 100,
  /** Pull towards the customer's own mix of categories (Steck 2018), at the dial's two ends. */
  calibrationMax: 0.3,
  /** Push away from what resembles the places before, at the dial's end. */
  diversityMax: 0.2,
  /** Share of the places that widen, at the dial's end. */
  wideningMax: 0.3,
  /** Where the dial stands if nobody has moved it: one place of twelve widens. */
  surprise: 0.25,
  /** Places for own items beyond the customer's own share of repeats. */
  repeatPlacesExtra: 1,
  /** Days before the expected one from which on an item is due, and times it must be bought. */
  dueLeadDays: 1,
  duePurchasesMin: 2,
  /** Parts of a contribution that are listed one by one; smaller ones are summed. */
  partsListedMax: 6,
} as const;

/** Interest that an interaction shows, in tenths. */
export const interestTenths = { view: 1, click: 2, cart: 5, taken: 10 } as const;

export const millisecondsPerDay = 86_400_000;

/**
 * What happens with less than this between belongs to one visit, and to one look at an item, as is
 * usual for web sessions; what lies less than this before a request belongs to the running visit.
 */
export const visitGapMs = 30 * 60_000;
