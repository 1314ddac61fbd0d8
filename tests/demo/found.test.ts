import { beforeAll, describe, expect, test } from "@jest/globals";
import { DEMO_SEED, generateDemoHouse } from "../../src/demo/house.ts";
import {
  type Evidence,
  type RecommendedList,
  type ScoredItem,
  type Signal,
  signals,
} from "../../src/scoring/types.ts";
import { DAY_MS, idsOf, LearnedHouse } from "./learned-house.ts";

const HOUR_MS = 3_600_000;
const now = Date.UTC(2026, 0, 15, 14, 30);
/** Learning takes some seconds, more on a busy machine. */
const LEARNING_MS = 180_000;

const shareOf = (item: ScoredItem, signal: Signal) =>
  item.contributions.find((contribution) => contribution.signal === signal)!.value;

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Share of true among answers. */
const rate = (answers: readonly boolean[]) => mean(answers.map(Number));

/** The truths must not be found by one lucky seed. */
describe.each([DEMO_SEED, 2])("found with seed %i", (seed) => {
  let learned: LearnedHouse;
  let known: readonly string[];

  beforeAll(async () => {
    learned = await LearnedHouse.open(generateDemoHouse({ seed, now }), now);
    known = learned.house.customers
      .map(({ id }) => id)
      .filter((id) => learned.knowsPurchasesOf(id));
  }, LEARNING_MS);

  const knownOf = (customerIds: readonly string[]) =>
    customerIds.filter((id) => known.includes(id));
  const countIn = (list: RecommendedList, itemIds: readonly string[]) =>
    idsOf(list).filter((id) => itemIds.includes(id)).length;

  test("on a hot day rich desserts leave the lists of those who love them, and light ones come", () => {
    const { customerIds, itemIds, lightItemIds } = learned.house.truths.richDesserts;
    const lovers = knownOf(customerIds).slice(0, 60);
    const lists = (weather: string) =>
      lovers.map((id) => learned.list(id, { at: learned.until, context: { weather } }));
    const places = (of: readonly RecommendedList[], ids: readonly string[]) =>
      mean(of.map((list) => countIn(list, ids)));
    const mild = lists("mild");
    const hot = lists("hot");
    expect(places(mild, itemIds)).toBeGreaterThan(1);
    expect(places(hot, itemIds)).toBeLessThan(places(mild, itemIds) / 3);
    expect(places(hot, lightItemIds)).toBeGreaterThan(1.1 * places(mild, lightItemIds));
  });

  test("the veto is explained with both numbers, and without it the dessert would rank better", () => {
    const { customerIds, itemIds } = learned.house.truths.richDesserts;
    const rises: number[] = [];
    for (const id of knownOf(customerIds).slice(0, 20)) {
      const question = { at: learned.until, context: { weather: "hot" }, first: 100 };
      const list = learned.list(id, question);
      for (const item of list.items.filter(({ itemId }) => itemIds.includes(itemId))) {
        const context = item.contributions.find(({ signal }) => signal === "CONTEXT")!;
        expect(context.parts.map(({ name }) => name)).toEqual(["weather=hot"]);
        expect(context.value).toBeLessThan(0);
        expect(shareOf(item, "HISTORY")).toBeGreaterThan(0);
        const alone = list.without(item.itemId, "CONTEXT")!;
        expect(alone.score).toBeCloseTo(item.score - context.value, 9);
        rises.push(list.without(item.itemId, "RULE")!.rank - alone.rank);
      }
    }
    expect(rises.length).toBeGreaterThan(10);
    expect(Math.min(...rises)).toBeGreaterThanOrEqual(0);
    expect(rate(rises.map((places) => places > 0))).toBeGreaterThan(0.9);
  });

  test("weekly milk is due on its day, and not on the days before", () => {
    const stories = learned.house.truths.weeklyMilk
      .filter(({ customerId }) => known.includes(customerId))
      .map(({ customerId, itemId }) => {
        const times = learned.purchasesOf(customerId, [itemId]).map(({ at }) => at);
        return { customerId, itemId, last: times.at(-2)!, next: times.at(-1)! };
      });
    const milkAt = ({ customerId, itemId }: (typeof stories)[number], at: number) =>
      learned.list(customerId, { at }).items.find((item) => item.itemId === itemId);
    for (const story of stories) {
      for (const days of [1, 4]) {
        const milk = milkAt(story, story.last + days * DAY_MS);
        if (milk?.slot === "DUE") throw new Error(`${story.customerId}: due after ${days} days`);
      }
    }
    // Asked an hour before the next purchase, of which the answer knows nothing.
    const onTheDay = stories.map((story) => ({
      next: story.next,
      milk: milkAt(story, story.next - HOUR_MS),
    }));
    expect(onTheDay.length).toBeGreaterThan(60);
    for (const { milk } of onTheDay) expect(milk?.sources).toContain("due");
    expect(rate(onTheDay.map(({ milk }) => milk?.slot === "DUE"))).toBeGreaterThan(0.8);
    // The generator itself moves three in ten by a day, and visits have their hour.
    const lateDays = onTheDay.map(({ milk, next }) => Math.abs(milk!.dueAt! - next) / DAY_MS);
    expect(rate(lateDays.map((days) => days <= 1))).toBeGreaterThan(0.75);
    expect(Math.max(...lateDays)).toBeLessThan(2);
  });

  test("running shoes are not shown again, neither the bought nor others", () => {
    const { customerIds, shoeItemIds } = learned.house.truths.running;
    for (const id of knownOf(customerIds)) {
      const [bought] = learned.purchasesOf(id, shoeItemIds);
      for (const days of [0, 14, 29]) {
        const list = learned.list(id, { at: bought!.at + HOUR_MS + days * DAY_MS, seed: days });
        expect(countIn(list, shoeItemIds)).toBe(0);
        for (const shoe of shoeItemIds) {
          const isOwn = shoe === bought!.itemId;
          expect(list.reasonOf(shoe)).toBe(isOwn ? "JUST_BOUGHT" : "SUBSTITUTE_JUST_BOUGHT");
        }
      }
    }
  });

  test("the socks to the shoes are shown to runners, far more than before and to others", () => {
    const { customerIds, shoeItemIds, sockItemIds } = learned.house.truths.running;
    const runners = knownOf(customerIds);
    const boughtAt = (id: string) => learned.purchasesOf(id, shoeItemIds)[0]!.at;
    const hasSocks = (id: string, at: number) => countIn(learned.list(id, { at }), sockItemIds) > 0;
    const after = runners.flatMap((id) =>
      [1, 10, 19].map((days) => hasSocks(id, boughtAt(id) + days * DAY_MS)),
    );
    const before = runners.map((id) => hasSocks(id, boughtAt(id) - HOUR_MS));
    const others = known
      .filter((id) => !runners.includes(id))
      .map((id) => hasSocks(id, learned.until));
    expect(rate(after)).toBeGreaterThan(0.7);
    expect(rate(before)).toBeLessThan(rate(after) / 2);
    expect(rate(others)).toBeLessThan(rate(after) / 4);
  });

  test("a wine brings its cheese, and the wine is cited", () => {
    const { pairings } = learned.house.truths;
    const answers = pairings.flatMap(({ wineItemIds, cheeseItemId }) => {
      const ownItems = [...wineItemIds, cheeseItemId];
      const strangers = known.filter((id) => learned.purchasesOf(id, ownItems).length === 0);
      return wineItemIds.flatMap((wine) =>
        strangers.slice(0, 8).map((id) => cheeseAfterWine(id, wine, cheeseItemId)),
      );
    });
    const shown = answers.filter(({ isShown }) => isShown);
    expect(shown.length / answers.length).toBeGreaterThan(0.6);
    expect(rate(answers.map(({ isShownAnyway }) => isShownAnyway))).toBeLessThan(
      shown.length / answers.length / 2,
    );
    expect(rate(shown.map(({ isProposed }) => isProposed))).toBeGreaterThan(0.9);
    expect(rate(shown.map(({ isCited }) => isCited))).toBeGreaterThan(0.9);
  });

  /** What a customer is shown a minute after a purchase, and what without it. */
  function cheeseAfterWine(customerId: string, wine: string, cheeseItemId: string) {
    const at = learned.until;
    const change = withPurchase("made-up", wine, at - 60_000);
    const list = learned.list(customerId, { at, change });
    const cheese = list.items.find(({ itemId }) => itemId === cheeseItemId);
    const parts = cheese?.contributions.flatMap((contribution) => contribution.parts) ?? [];
    return {
      isShown: cheese !== undefined,
      isShownAnyway: idsOf(learned.list(customerId, { at })).includes(cheeseItemId),
      isProposed: ["complement", "session"].some((name) => cheese?.sources.includes(name)),
      isCited: parts.some(({ value, evidenceIds }) => value > 0 && evidenceIds.includes("made-up")),
    };
  }

  test("the expert's finds are shown, most of all to those who follow", () => {
    const { itemIds, followerIds, customerId } = learned.house.truths.nicheExpert;
    const finds = [...learned.model.experts.items].map((item) => learned.model.items[item]!);
    expect(finds.length).toBeGreaterThanOrEqual(3);
    for (const find of finds) expect(itemIds).toContain(find);
    const places = (id: string) => {
      const list = learned.list(id, { at: learned.until });
      for (const item of list.items) {
        if (!finds.includes(item.itemId)) continue;
        expect(item.sources).toContain("expert");
        const crowd = item.contributions.find(({ signal }) => signal === "CROWD")!;
        const expert = crowd.parts.find(({ name }) => name === "expert")!;
        expect(expert.value).toBeGreaterThan(0);
        // What speaks for the find is that somebody found it; who it was is nobody's business.
        expect(expert.evidenceIds).toEqual([]);
      }
      return countIn(list, finds);
    };
    const followers = knownOf(followerIds).map(places);
    const others = known.filter((id) => !followerIds.includes(id) && id !== customerId).map(places);
    expect(rate(followers.map((count) => count > 0))).toBeGreaterThan(0.7);
    expect(mean(followers)).toBeGreaterThan(2 * mean(others));
  });

  test("the mood turns the lists to the hidden group's cuisine, within its share", () => {
    const { mood, tag, customerIds } = learned.house.truths.festiveCuisine;
    const dishIds = learned.house.items
      .filter(({ kind, tags }) => kind === "DISH" && tags.includes(tag))
      .map(({ id }) => id);
    const at = learned.until;
    const festive = { name: mood, intensity: 3 };
    const members = knownOf(customerIds).slice(0, 40);
    const places = (declared: typeof festive | null) =>
      mean(members.map((id) => countIn(learned.list(id, { at, mood: declared }), dishIds)));
    expect(places(festive)).toBeGreaterThan(2 * places(null));
    for (const id of members.slice(0, 3)) {
      const shares = moodShares(learned.list(id, { at, mood: festive, first: 1 }), learned);
      const moods = [...shares.values()].map(({ mood: share }) => share);
      const others = [...shares.values()].map(({ other }) => other);
      expect(spread(moods)).toBeLessThanOrEqual(0.2 * spread(others) + 1e-9);
      const ofDishes = dishIds.filter((dish) => shares.has(dish));
      for (const dish of ofDishes) expect(shares.get(dish)!.mood).toBeGreaterThan(0);
      expect(ofDishes.length).toBeGreaterThan(5);
    }
  });

  test("about one place of twelve is from a category that the customer never took from", () => {
    const leafOf = new Map(learned.house.items.map(({ id, categories }) => [id, categories[0]!]));
    const regulars = known.filter(
      (id) => purchasesIn(learned.evidenceOf(id, learned.until)).length >= 5,
    );
    const answers = regulars.map((id) => {
      const own = purchasesIn(learned.evidenceOf(id, learned.until)).map(({ itemId }) =>
        leafOf.get(itemId),
      );
      const { items } = learned.list(id, { at: learned.until });
      const widening = items.filter(({ slot }) => slot === "WIDEN");
      for (const { itemId, sources } of widening) {
        expect(own).not.toContain(leafOf.get(itemId));
        expect(sources).toContain("widen");
      }
      return widening.length;
    });
    expect(mean(answers)).toBeGreaterThan(0.9);
    expect(mean(answers)).toBeLessThanOrEqual(1);
  });

  test("without the cited evidence an item loses score, in 99 of 100 cases", () => {
    const isLower: boolean[] = [];
    for (const id of known.filter((_, index) => index % 30 === 0)) {
      const before = learned.scoresOf(id, learned.until);
      for (const item of learned.list(id, { at: learned.until }).items) {
        for (const { value, evidenceIds } of item.contributions.flatMap(({ parts }) => parts)) {
          if (value <= 0 || evidenceIds.length === 0) continue;
          const after = learned.scoresOf(id, learned.until, withoutEvents(evidenceIds));
          isLower.push(after.get(item.itemId)! < before.get(item.itemId)!);
        }
      }
    }
    expect(isLower.length).toBeGreaterThan(300);
    expect(rate(isLower)).toBeGreaterThanOrEqual(0.99);
  });
});

test(
  "an expert who has not agreed guides nobody",
  async () => {
    const house = generateDemoHouse({ seed: DEMO_SEED, now });
    const expertId = house.truths.nicheExpert.customerId;
    const learned = await LearnedHouse.open(house, now, ({ id }) => id !== expertId);
    expect(learned.model.experts.items).toHaveLength(0);
    for (const id of house.truths.nicheExpert.followerIds.filter((one) => one !== expertId)) {
      for (const { sources } of learned.list(id, { at: now }).items) {
        expect(sources).not.toContain("expert");
      }
    }
  },
  LEARNING_MS,
);

function purchasesIn({ events }: Evidence) {
  return events.filter(({ kind }) => kind === "PURCHASE");
}

function withPurchase(id: string, itemId: string, at: number) {
  const purchase = { id, itemId, kind: "PURCHASE", value: 1, at, context: {} } as const;
  return ({ events, preferences }: Evidence): Evidence => {
    return { events: [...events, purchase], preferences };
  };
}

function withoutEvents(ids: readonly string[]) {
  return ({ events, preferences }: Evidence): Evidence => {
    return { events: events.filter(({ id }) => !ids.includes(id)), preferences };
  };
}

/** The mood's share of each candidate's score and the rest, from what the answer can be asked. */
function moodShares(list: RecommendedList, { catalogue }: LearnedHouse) {
  const shares = new Map<string, { mood: number; other: number }>();
  for (const id of catalogue.ids) {
    if (list.without(id, "MOOD") === null) continue;
    // Each of the n signals is missing once in the sum, so the sum is n - 1 times the score.
    const sum = signals.reduce((total, signal) => total + list.without(id, signal)!.score, 0);
    const other = list.without(id, "MOOD")!.score;
    shares.set(id, { mood: sum / (signals.length - 1) - other, other });
  }
  return shares;
}

function spread(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}
