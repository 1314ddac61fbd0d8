import type { RatingScale } from "../scoring/interests.ts";
import { emptyModel } from "../scoring/model.ts";
import { millisecondsPerDay } from "../scoring/policy.ts";
import { type InteractionKind, interactionKinds } from "../scoring/types.ts";
import { hashUnit } from "./random.ts";
import { type EventStore, eventsOf, type StoredEvent, storeWith } from "./store.ts";

/** Which events show what a recommendation should have found. */
export interface TargetRule extends RatingScale {
  readonly kinds: ReadonlySet<InteractionKind>;
}

/** One thing that a customer took and the learner pretends not to know. */
export interface HeldOut {
  readonly customer: number;
  readonly item: number;
  /** Position in the store's contexts. */
  readonly context: number;
  /** Time of the request, milliseconds since 1970; the newest time where there is no clock. */
  readonly now: number;
  /** True where the customer had never taken the item before. */
  readonly isNew: boolean;
}

/** What is left to learn from, and what was held out of it. */
export interface Holdout {
  readonly train: EventStore;
  readonly requests: readonly HeldOut[];
}

/** The requests of one customer. */
interface Asked {
  readonly customer: number;
  readonly requests: readonly HeldOut[];
}

/** Requests below which a way of holding out is too thin to learn weights from. */
export const requestsMin = 100;
/**
 * Requests of one way of holding out. The weights' standard errors fall with the root of this
 * number and are 0.02 to 0.05 at 4,000, below what changes a ranking; their cost is linear in it.
 * In a house of a million customers they come from a sample, by hash; counts come from everybody.
 */
const requestsMax = 4000;
/** Requests that one customer gives at most, of each sort: new items and repeats. */
const requestsPerCustomerMax = 3;
/** Requests from which on the effects of rare conditions can be told from chance. */
const requestsEnough = 2000;
/** Ends of the training part, as shares of all events: a small house is asked about several. */
const timeShares = [0.9, 0.8, 0.7, 0.6, 0.5] as const;
/** Repetitions where there is no clock: each holds one item of every customer out. */
const foldsMax = 15;
/** Items that a customer must have left to be asked about. */
const itemsLeftMin = 2;

/** Purchases, likes and good ratings; in a house without any of these, the next stronger sign. */
export function targetRuleOf({ kindOfEvent }: EventStore, likedAbove: number): TargetRule {
  const { lowRatingTenths } = emptyModel();
  const isUsed = new Uint8Array(interactionKinds.length);
  for (let at = 0; at < kindOfEvent.length; at += 1) isUsed[kindOfEvent[at]!] = 1;
  const isKnown = (kind: InteractionKind) => isUsed[interactionKinds.indexOf(kind)] === 1;
  const taken = (["PURCHASE", "LIKE", "RATING"] as const).filter(isKnown);
  if (taken.length > 0) return { kinds: new Set(taken), likedAbove, lowRatingTenths };
  const sign = (["CART", "CLICK", "VIEW"] as const).find(isKnown);
  return { kinds: new Set(sign === undefined ? [] : [sign]), likedAbove, lowRatingTenths };
}

/** True where the event is something that a recommendation should have found. */
export function isTarget(event: StoredEvent, rule: TargetRule): boolean {
  if (!rule.kinds.has(event.kind)) return false;
  return event.kind !== "RATING" || (event.value ?? 0) > rule.likedAbove;
}

/**
 * Splits the training data once more, so that weights are learned on what they will be used for:
 * the future. Tried in this order, the first with at least {@link requestsMin} requests is used,
 * by time only if it asks a tenth of the customers: where people come once, as on a site for film
 * ratings, the few who came back are not typical (they cost 0.008 NDCG@10 there).
 *
 * 1. by time: the last tenth of the events of everybody is the future, then the tenth before it
 *    with less of a past, and so on while requests are few; asked is some of what each customer
 *    took in it;
 * 2. the last thing that each customer took, without anything they did since;
 * 3. without a clock: several times, one item of each customer by hash.
 */
export function holdoutsOf(store: EventStore, rule: TargetRule, seed: number): Holdout[] {
  if (store.hasClock) {
    const byTime = timeHoldouts(store, rule, seed);
    if (byTime !== null) return byTime;
    const last = lastHoldout(store, rule, seed);
    if (last.requests.length >= requestsMin) return [last];
  }
  return untilEnough(foldsMax, (fold) => randomHoldout(store, rule, `${seed}|${fold}`));
}

/** Null where too little was asked, or too few customers. */
function timeHoldouts(store: EventStore, rule: TargetRule, seed: number): Holdout[] | null {
  const times = store.timeOfEvent.map((at) => (Number.isNaN(at) ? 0 : at)).sort();
  const cutAt = (share: number) => times[Math.floor(times.length * share)] ?? 0;
  let customersAsked = 0;
  const holdouts = untilEnough(timeShares.length, (round) => {
    const end = round === 0 ? Number.POSITIVE_INFINITY : cutAt(timeShares[round - 1]!);
    const cut = cutAt(timeShares[round]!);
    const asked = askedInTime(store, rule, seed, cut, end);
    if (round === 0) customersAsked = asked.length;
    const isKept = Uint8Array.from(store.timeOfEvent, (at) => (at >= cut ? 0 : 1));
    return { train: storeWith(store, isKept), requests: sampleOf(asked, `${seed}`) };
  });
  const requestCount = holdouts.reduce((sum, { requests }) => sum + requests.length, 0);
  const isTypical = customersAsked >= store.customerCount / 10;
  return requestCount >= requestsMin && isTypical ? holdouts : null;
}

/** Some of what each customer with a past took from `cut` until before `end`. */
function askedInTime(
  store: EventStore,
  rule: TargetRule,
  seed: number,
  cut: number,
  end: number,
): Asked[] {
  const asked: Asked[] = [];
  for (let customer = 0; customer < store.customerCount; customer += 1) {
    const events = eventsOf(store, customer);
    const future = events.filter((event) => {
      return event.at !== null && event.at >= cut && event.at < end && isTarget(event, rule);
    });
    if (future.length === 0) continue;
    const own = itemsTaken(
      events.filter(({ at }) => (at ?? 0) < cut),
      rule,
    );
    if (own.size <= itemsLeftMin) continue;
    asked.push({ customer, requests: sampled(future, own, customer, seed) });
  }
  return asked;
}

/** Holds out again and again until there are enough requests, or one round has none. */
function untilEnough(roundsMax: number, holdoutOf: (round: number) => Holdout): Holdout[] {
  const holdouts: Holdout[] = [];
  let requestCount = 0;
  for (let round = 0; round < roundsMax && requestCount < requestsEnough; round += 1) {
    const holdout = holdoutOf(round);
    if (holdout.requests.length === 0) break;
    requestCount += holdout.requests.length;
    holdouts.push(holdout);
  }
  return holdouts;
}

/**
 * The requests of as many customers as give {@link requestsMax}, in the order of a hash. Those of
 * one customer stay together, so the cut does not favour long baskets.
 */
function sampleOf(asked: readonly Asked[], salt: string): HeldOut[] {
  const ordered = asked.map(({ customer, requests }) => {
    return { order: hashUnit(`${salt}|${customer}`), requests };
  });
  ordered.sort((a, b) => a.order - b.order);
  return ordered.flatMap(({ requests }) => requests).slice(0, requestsMax);
}

/** Some of the things that a customer took in the future, each asked at its own first time. */
function sampled(
  future: readonly StoredEvent[],
  own: ReadonlySet<number>,
  customer: number,
  seed: number,
): HeldOut[] {
  const firstOfItem = new Map<number, StoredEvent>();
  for (const event of future) {
    const first = firstOfItem.get(event.item);
    if (first === undefined || event.at! < first.at!) firstOfItem.set(event.item, event);
  }
  const all = [...firstOfItem.values()].map(({ item, context, at }) => ({
    order: hashUnit(`${seed}|${customer}|${item}`),
    request: { customer, item, context, now: at!, isNew: !own.has(item) },
  }));
  all.sort((a, b) => a.order - b.order);
  const requests = all.map(({ request }) => request);
  const first = requests.reduce((low, { now }) => Math.min(low, now), Number.POSITIVE_INFINITY);
  const fresh = requests.filter(({ isNew }) => isNew);
  // Later repeats would be asked with purchases missing in between, and their waits would be wrong.
  const repeats = requests.filter(({ isNew, now }) => !isNew && now < first + millisecondsPerDay);
  return [...fresh.slice(0, requestsPerCustomerMax), ...repeats.slice(0, requestsPerCustomerMax)];
}

function lastHoldout(store: EventStore, rule: TargetRule, seed: number): Holdout {
  const asked: Asked[] = [];
  for (let customer = 0; customer < store.customerCount; customer += 1) {
    const events = eventsOf(store, customer);
    const firstOfItem = new Map<number, StoredEvent>();
    for (const event of events) {
      if (!isTarget(event, rule) || event.at === null) continue;
      const first = firstOfItem.get(event.item);
      if (first === undefined || event.at < first.at!) firstOfItem.set(event.item, event);
    }
    let last: StoredEvent | null = null;
    for (const event of firstOfItem.values())
      if (last === null || event.at! > last.at!) last = event;
    if (last === null) continue;
    const request = {
      customer,
      item: last.item,
      context: last.context,
      now: last.at!,
      isNew: true,
    };
    const past = events.filter((event) => !isSince(event, request));
    if (itemsTaken(past, rule).size >= itemsLeftMin) asked.push({ customer, requests: [request] });
  }
  const requests = sampleOf(asked, `${seed}`);
  return { train: trainWithout(store, requests, isSince), requests };
}

/** The held-out item itself, and everything from the time of the request on. */
function isSince({ item, at }: StoredEvent, request: HeldOut): boolean {
  return item === request.item || (at ?? 0) >= request.now;
}

function randomHoldout(store: EventStore, rule: TargetRule, salt: string): Holdout {
  const asked: Asked[] = [];
  for (let customer = 0; customer < store.customerCount; customer += 1) {
    const targets = eventsOf(store, customer).filter((event) => isTarget(event, rule));
    if (itemsTaken(targets, rule).size <= itemsLeftMin) continue;
    const chosen = lowest(targets, ({ item }) => hashUnit(`${salt}|${customer}|${item}`));
    // A row with a known context tells about conditions too.
    const known = targets.filter(({ item, context }) => {
      return item === chosen.item && store.contexts[context]!.conditions.length > 0;
    });
    const rows = known.length > 0 ? known : [chosen];
    const row = lowest(rows, (event) => hashUnit(`${salt}|${customer}|${event.context}`));
    const { item } = chosen;
    const now = row.at ?? store.newestAt;
    asked.push({
      customer,
      requests: [{ customer, item, context: row.context, now, isNew: true }],
    });
  }
  const requests = sampleOf(asked, salt);
  return {
    train: trainWithout(store, requests, ({ item }, request) => item === request.item),
    requests,
  };
}

/** The store without what each request hides of its customer. */
function trainWithout(
  store: EventStore,
  requests: readonly HeldOut[],
  isHidden: (event: StoredEvent, request: HeldOut) => boolean,
): EventStore {
  const isKept = new Uint8Array(store.eventCount).fill(1);
  for (const request of requests) {
    const start = store.starts[request.customer]!;
    for (const [place, event] of eventsOf(store, request.customer).entries()) {
      if (isHidden(event, request)) isKept[start + place] = 0;
    }
  }
  return storeWith(store, isKept);
}

function itemsTaken(events: readonly StoredEvent[], rule: TargetRule): Set<number> {
  return new Set(events.filter(({ kind }) => rule.kinds.has(kind)).map(({ item }) => item));
}

function lowest<T>(values: readonly T[], orderOf: (value: T) => number): T {
  return values.reduce((best, value) => (orderOf(value) < orderOf(best) ? value : best));
}
