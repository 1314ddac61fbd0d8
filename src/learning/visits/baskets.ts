import { millisecondsPerDay } from "../../scoring/policy.ts";
import { growableInts } from "../growable.ts";
import { signs } from "./log.ts";
import type { Visits } from "./visits.ts";

/**
 * What was taken together in the wide sense: one basket for everything that one customer took in
 * one span of time. Members (items, or groups of items) of basket b:
 * `members[starts[b] .. starts[b + 1])`, ascending, each once.
 */
export interface Baskets {
  readonly memberCount: number;
  readonly starts: Int32Array;
  readonly members: Int32Array;
  /** The basket of each visit, or -1 where the customer took nothing in that span. */
  readonly basketOfVisit: Int32Array;
}

/**
 * Sorts what was taken into baskets. Cost: n log n in the takings of one basket.
 *
 * @param spanDays length of the spans, which begin at fixed times since 1970, so that no customer's
 *   baskets depend on another's; null for one basket a customer
 * @param memberOfItem the member that an item counts as; -1 leaves it out, undefined counts items
 */
export function basketsOf(
  visits: Visits,
  spanDays: number | null,
  memberOfItem?: Int32Array,
  memberCount: number = visits.itemCount,
): Baskets {
  const { visitStarts, customerOfVisit, endedAt } = visits;
  const spanMs = spanDays === null ? Number.POSITIVE_INFINITY : spanDays * millisecondsPerDay;
  const spanOf = (visit: number) => Math.floor(endedAt[visit]! / spanMs);
  const starts = growableInts();
  const members = growableInts();
  let basketCount = 0;
  const basketOfVisit = new Int32Array(endedAt.length).fill(-1);
  starts.push(0);
  for (let first = 0; first < endedAt.length; ) {
    const customer = customerOfVisit[first]!;
    let end = first + 1;
    while (end < visitStarts[customer + 1]! && spanOf(end) === spanOf(first)) end += 1;
    const taken = takenIn(visits, first, end, memberOfItem);
    if (taken.length > 0) {
      basketOfVisit.fill(basketCount, first, end);
      for (const member of taken) members.push(member);
      starts.push(members.length);
      basketCount += 1;
    }
    first = end;
  }
  return {
    memberCount,
    starts: starts.copy(),
    members: members.copy(),
    basketOfVisit,
  };
}

/** The members taken in a run of visits, ascending, each once. */
function takenIn(
  { itemStarts, items, strongest }: Visits,
  first: number,
  end: number,
  memberOfItem: Int32Array | undefined,
): number[] {
  const taken: number[] = [];
  for (let at = itemStarts[first]!; at < itemStarts[end]!; at += 1) {
    if (strongest[at] === signs.seen) continue;
    const member = memberOfItem === undefined ? items[at]! : memberOfItem[items[at]!]!;
    if (member >= 0) taken.push(member);
  }
  const distinct: number[] = [];
  for (const member of Int32Array.from(taken).sort()) {
    if (member !== distinct.at(-1)) distinct.push(member);
  }
  return distinct;
}

/** Baskets of similar breadth: 1, 2 to 3, 4 to 7, … members, and 512 or more. */
const strataMax = 10;

/**
 * Integer counts of baskets by breadth. They add up over customers, so that taking a customer away
 * is an exact decrement.
 */
interface Strata {
  /** Baskets of each stratum. */
  readonly sizes: Int32Array;
  /** Baskets of stratum s that hold member m: `holding[m * strataMax + s]`. */
  readonly holding: Int32Array;
}

/** Counts baskets and members by breadth; linear in the members of all baskets. */
export function strataOf({ starts, members, memberCount }: Baskets): Strata {
  const sizes = new Int32Array(strataMax);
  const holding = new Int32Array(memberCount * strataMax);
  for (let basket = 0; basket + 1 < starts.length; basket += 1) {
    const breadth = starts[basket + 1]! - starts[basket]!;
    const stratum = Math.min(strataMax - 1, Math.floor(Math.log2(breadth)));
    sizes[stratum]! += 1;
    for (let at = starts[basket]!; at < starts[basket + 1]!; at += 1) {
      holding[members[at]! * strataMax + stratum]! += 1;
    }
  }
  return { sizes, holding };
}

/**
 * Baskets that would hold both members if nothing connected them: Σ_s n_as n_bs / N_s over strata
 * of equally broad baskets. Without strata, the few who buy a lot of everything would make
 * everything go with everything.
 *
 * @see Mantel, Haenszel 1959, for counts expected within strata
 */
export function expectedTogether({ sizes, holding }: Strata, one: number, other: number): number {
  let sum = 0;
  for (let stratum = 0; stratum < strataMax; stratum += 1) {
    const size = sizes[stratum]!;
    if (size === 0) continue;
    const both = holding[one * strataMax + stratum]! * holding[other * strataMax + stratum]!;
    sum += both / size;
  }
  return sum;
}

/** Members that are in any basket: as many partners could have come up by chance. */
export function membersHeld({ holding }: Strata): number {
  let count = 0;
  for (let first = 0; first < holding.length; first += strataMax) {
    for (let at = first; at < first + strataMax; at += 1) {
      if (holding[at] === 0) continue;
      count += 1;
      break;
    }
  }
  return count;
}
