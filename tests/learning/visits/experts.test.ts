import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { DEMO_SEED } from "../../../src/demo/house.ts";
import type { DemoInteraction } from "../../../src/demo/types.ts";
import { permutationOf, randomFrom } from "../../../src/learning/random.ts";
import { expertKeeps, keepDays } from "../../../src/learning/visits/experts.ts";
import { signs } from "../../../src/learning/visits/log.ts";
import { visitsOf } from "../../../src/learning/visits/visits.ts";
import { demoLog } from "./demo-log.ts";
import {
  anyHouse,
  bought,
  dayMs,
  factsOf,
  itemsOfHouse,
  logOf,
  type MadeUpSign,
} from "./made-up.ts";

/** The experts' finds of a demo house under their names. */
function demoKeeps(seed: number) {
  const { house, catalogue, covered, logOfEvents, isWilling, indexOfCustomer } = demoLog(seed);
  const keepsOf = (interactions: readonly DemoInteraction[], willing = isWilling) => {
    const keeps = expertKeeps(visitsOf(logOfEvents(interactions)), catalogue, willing);
    return Array.from(keeps.items, (item, place) => ({
      itemId: catalogue.ids[item]!,
      group: catalogue.groups[keeps.groups[place]!]!,
      weight: keeps.weights[place]!,
    }));
  };
  const expert = indexOfCustomer.get(house.truths.nicheExpert.customerId)!;
  return { house, covered, keepsOf, isWilling, expert };
}

describe.each([DEMO_SEED, 2, 3])("in the demo house with seed %i", (seed) => {
  const { house, covered, keepsOf, isWilling, expert } = demoKeeps(seed);
  const { customerId, itemIds } = house.truths.nicheExpert;

  /** The natural wines whose first bottle the expert bought lately. */
  function recentFinds(): string[] {
    const newestAt = Math.max(...covered.map(({ at }) => at));
    return itemIds.filter((itemId) => {
      const first = covered.find(
        (event) =>
          event.itemId === itemId && event.customerId === customerId && event.kind === "PURCHASE",
      );
      return first!.at > newestAt - keepDays * dayMs;
    });
  }

  test("the niche expert's recent natural wines are found, and nothing else", () => {
    const keeps = keepsOf(covered);
    expect(recentFinds().length).toBeGreaterThanOrEqual(2);
    expect(keeps.map(({ itemId }) => itemId).sort()).toEqual(recentFinds().sort());
    for (const { group, weight } of keeps) {
      expect(group).toBe("category:natural-wines");
      expect(weight).toBeGreaterThan(3);
    }
  });

  test("they are found also when everybody lets their finds guide others", () => {
    const found = keepsOf(covered, () => true).map(({ itemId }) => itemId);
    expect(found.sort()).toEqual(recentFinds().sort());
  });

  test("nothing is found when the expert has not opted in, though others have", () => {
    expect(keepsOf(covered, (customer) => isWilling(customer) && customer !== expert)).toEqual([]);
    expect(keepsOf(covered, () => false)).toEqual([]);
  });

  test.each([1, 2, 3])("nothing is found when the times are shuffled (%i)", (shuffle) => {
    const order = permutationOf(covered.length, randomFrom(shuffle));
    const shuffled = covered.map((event, index) => ({ ...event, at: covered[order[index]!]!.at }));
    expect(keepsOf(shuffled, () => true)).toEqual([]);
  });
});

/** Five items of one category that come every four days; the expert buys each on the next day. */
const newItems = [0, 1, 2, 3, 4];
const niche = factsOf([0, 0, 0, 0, 0, 1, 1, 1], [4, 8, 12, 16, 20]);
const opening = [bought(7, 0)];
const expert = newItems.map((item) => bought(item, 4 * item + 5));
const followers = Array.from({ length: 12 }, (_, follower) =>
  newItems.map((item) => bought(item, 4 * item + 7 + ((follower * (item + 3)) % 9))),
);
const isFirst = (customer: number): boolean => customer === 0;
const keepsOf = (customers: readonly (readonly MadeUpSign[])[], isExpertAllowed = isFirst) =>
  expertKeeps(visitsOf(logOf(customers, itemsOfHouse)), niche, isExpertAllowed);
describe("an expert", () => {
  test("is ahead of the average taker by the shrunken mean of their finds", () => {
    const keeps = keepsOf([expert, ...followers, opening]);
    expect([...keeps.items]).toEqual(newItems);
    expect([...keeps.groups]).toEqual([0, 0, 0, 0, 0]);
    const ahead = newItems.reduce((sum, item) => {
      const days = [
        4 * item + 5,
        ...followers.map((list) => (list[item]!.at - opening[0]!.at) / dayMs),
      ];
      const follow = days.map((day) => days.filter((other) => other > day && other <= day + 14));
      const counts = follow.map(({ length }) => length);
      return sum + 12 - counts.reduce((one, two) => one + two, 0) / days.length;
    }, 0);
    expect(keeps.weights[0]).toBeCloseTo(ahead / (5 + 3), 5);
  });

  test("is somebody who bought: approval alone makes no finder", () => {
    const approvals = expert.map((sign) => ({ ...sign, sign: signs.approved }));
    expect(keepsOf([approvals, ...followers, opening]).items).toHaveLength(0);
  });

  test("needs new items: of those that were there before the log nobody is the finder", () => {
    const old = factsOf([0, 0, 0, 0, 0, 1, 1, 1], [-1, -1, -1, -1, -1]);
    const visits = visitsOf(logOf([expert, ...followers, opening], itemsOfHouse));
    expect(expertKeeps(visits, old, isFirst).items).toHaveLength(0);
  });

  test("has found what came 28 days after the log began, where no date is known", () => {
    const undated = factsOf([0, 0, 0, 0, 0, 1, 1, 1]);
    const keepsAfter = (days: number) => {
      const earlier = opening.map((sign) => ({ ...sign, at: sign.at - days * dayMs }));
      const visits = visitsOf(logOf([expert, ...followers, earlier], itemsOfHouse));
      return [...expertKeeps(visits, undated, isFirst).items];
    };
    // The first find was taken on the fifth day, before anybody else took it.
    expect(keepsAfter(23)).toEqual(newItems);
    expect(keepsAfter(5)).toEqual([]);
  });

  test("needs five followers in all", () => {
    const few = followers.slice(0, 4);
    expect(keepsOf([expert, ...few, opening]).items).toHaveLength(0);
  });

  test("is not who is merely early everywhere", () => {
    const everywhere = factsOf([0, 1, 0, 1, 0, 1, 0, 1], [4, 8, 12, 16, 20, 24, 28]);
    const all = [0, 1, 2, 3, 4, 5, 6];
    const regular = all.map((item) => bought(item, 4 * item + 5));
    const others = Array.from({ length: 12 }, (_, follower) =>
      all.map((item) => bought(item, 4 * item + 7 + ((follower * (item + 3)) % 9))),
    );
    const visits = visitsOf(logOf([regular, ...others, opening], itemsOfHouse));
    expect(expertKeeps(visits, everywhere, isFirst).items).toHaveLength(0);
  });

  test("may be one of several niches, each named with its own finds", () => {
    const leaves = Array.from({ length: 20 }, (_, item) => Math.min(2, Math.floor(item / 5)));
    const arrivals = leaves.map((leaf, item) => (leaf === 2 ? 4 : 4 * (item % 5) + 4));
    const finder = leaves.map((leaf, item) => bought(item, leaf === 2 ? 28 : arrivals[item]! + 1));
    const others = Array.from({ length: 12 }, (_, other) =>
      leaves.map((_, item) => bought(item, arrivals[item]! + 3 + ((other * (item + 3)) % 9))),
    );
    const visits = visitsOf(logOf([finder, ...others, [bought(19, 0)]], 20));
    const keeps = expertKeeps(visits, factsOf(leaves, arrivals), isFirst);
    expect([...keeps.items]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect([...keeps.groups]).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
  });

  test("is shown only by what was new when they found it", () => {
    const keepsWith = (foundOn: number) => {
      const late = factsOf([0, 0, 0, 0, 0, 0, 1, 1], [4, 8, 12, 16, 20, 4]);
      const finder = [...expert, bought(5, foundOn)];
      const others = followers.map((list) => [...list, bought(5, foundOn + 2)]);
      const visits = visitsOf(logOf([finder, ...others, opening], itemsOfHouse));
      return [...expertKeeps(visits, late, isFirst).items];
    };
    expect(keepsWith(4 + 14)).toEqual([...newItems, 5]);
    expect(keepsWith(4 + 14.1)).toEqual(newItems);
  });

  test("is shown by what was kept lately only", () => {
    const later = [bought(7, 4 * 4 + 5 + keepDays)];
    expect([...keepsOf([expert, ...followers, opening, later]).items]).toEqual([]);
    const sooner = [bought(7, 4 * 3 + 5 + keepDays)];
    expect([...keepsOf([expert, ...followers, opening, sooner]).items]).toEqual([4]);
  });
});

test("without opt-in there is no expert, whatever happened", () => {
  fc.assert(
    fc.property(anyHouse(), (customers) => {
      const house = [...customers, expert, ...followers, opening];
      expect(keepsOf(house, () => false).items).toHaveLength(0);
      // The planted expert is there to be found by those who may look.
      expect(keepsOf([expert, ...followers, opening]).items).toHaveLength(5);
    }),
  );
});
