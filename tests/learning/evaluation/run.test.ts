import { expect, test } from "@jest/globals";
import { armNames, eventOf, kathiArms, partnersOf } from "../../../src/learning/evaluation/arms.ts";
import { type Lift, verdictOf } from "../../../src/learning/evaluation/figures.ts";
import { modelsOf, withNoise } from "../../../src/learning/evaluation/models.ts";
import { readDataset } from "../../../src/learning/evaluation/rows.ts";
import { runEvaluation } from "../../../src/learning/evaluation/run.ts";
import { splitOf } from "../../../src/learning/evaluation/splits.ts";
import { prepareCatalogue, scoreAll } from "../../../src/scoring/index.ts";
import { evaluationOf, lastBasket, p1 } from "./folders.ts";

/** Each of 30 users rates 30 of 60 items and likes one of two genres; hot days change nothing. */
const tasteRows = Array.from({ length: 900 }, (_, row) => {
  const user = row % 30;
  const item = (user * 11 + Math.floor(row / 30) * 7) % 60;
  const stars = item % 2 === user % 2 ? 5 : 2;
  const weather = ["hot", "cold", ""][row % 3];
  return `${row},u${user},i${item},${stars},,${weather},,calm,${["a", "b"][item % 2]}`;
});

test("another request for each: all of them, none its own", () => {
  for (const count of [2, 3, 10]) {
    const requests = Array.from({ length: count }, (_, index) => index);
    const partners = partnersOf(requests, 5);
    expect([...partners].sort((a, b) => a - b)).toEqual(requests);
    for (const [index, partner] of partners.entries()) expect(partner).not.toBe(index);
  }
  expect(partnersOf(["alone"], 5)).toEqual(["alone"]);
  expect(partnersOf([], 5)).toEqual([]);
});

test("noise: every row keeps its user, item and stars; contexts are dealt out among all", () => {
  const row = (id: number, weather: string) => ({
    id: String(id),
    user: "ann",
    item: `i${id}`,
    kind: "RATING" as const,
    value: id,
    at: null,
    context: { weather },
    moods: [`mood=${weather}`],
  });
  const rows = [Array.from({ length: 40 }, (_, id) => row(id, `w${id}`)), [row(40, "w40")]];
  const noise = withNoise(rows, 3);
  expect(noise.map((ofUser) => ofUser.map(({ id, value }) => [id, value]))).toEqual(
    rows.map((ofUser) => ofUser.map(({ id, value }) => [id, value])),
  );
  const weathers = (all: typeof noise) => all.flat().map(({ context }) => context.weather);
  expect(weathers(noise).sort()).toEqual(weathers(rows).sort());
  const moved = noise.flat().filter(({ id, context }) => context.weather !== `w${id}`);
  expect(moved.length).toBeGreaterThan(30);
  for (const { context, moods } of noise.flat()) expect(moods).toEqual([`mood=${context.weather}`]);
});

test("the arms ask what they say: with another's history, with none, with another's context", async () => {
  const { dataDir, protocol } = await evaluationOf(tasteRows, p1);
  const dataset = await readDataset(dataDir, protocol);
  const split = splitOf(dataset, protocol, 1);
  const catalogue = prepareCatalogue(dataset.items);
  const models = await modelsOf(dataset, protocol, split, 1);
  const arms = kathiArms(catalogue, models, split, 1);
  const partners = partnersOf(split.requests, 1);
  const scores = (user: string | null, index: number, model = models.kathi) => {
    const { context, moods } = split.requests[index]!.row;
    const events = user === null ? [] : split.train.get(user)!.map(eventOf);
    const mood = moods.length === 0 ? null : { name: moods[0]!, intensity: 3 };
    const evidence = { events, preferences: [] };
    return scoreAll({ catalogue, model, evidence, context, mood, now: model.asOf });
  };
  for (const index of [0, 7]) {
    const request = split.requests[index]!;
    const partner = partners[index]!;
    const place = split.requests.indexOf(partner);
    const found = arms(index);
    expect(new Set(found.keys())).toEqual(new Set(armNames));
    expect(found.get("kathi")).toEqual(scores(request.user, index));
    expect(found.get("kathiNoHistory")).toEqual(scores(null, index));
    expect(found.get("kathiShuffledHistory")).toEqual(scores(partner.user, index));
    expect(found.get("kathiShuffledContext")).toEqual(scores(request.user, place));
    expect(found.get("kathiNoiseContext")).toEqual(scores(request.user, place, models.noise));
    const crowd = found.get("kathi")!.map((s, item) => s - found.get("kathiNoCrowd")![item]!);
    const shuffled = found
      .get("kathiShuffledCrowd")!
      .map((s, item) => s - found.get("kathiNoCrowd")![item]!);
    expect(shuffled).not.toEqual(crowd);
    for (const [at, share] of shuffled.sort().entries()) {
      expect(share).toBeCloseTo(crowd.slice().sort()[at]!, 9);
    }
  }
});

test("a whole run: every arm, control, seed, bucket and setting, and the same again", async () => {
  const options = await evaluationOf(tasteRows, p1);
  const steps: [number, number][] = [];
  const report = await runEvaluation({
    ...options,
    onProgress: ({ done, total }) => steps.push([done, total]),
  });
  // For each seed: learning, four baselines of six configurations and a fit, popularity, asking.
  expect(steps.at(-1)).toEqual([62, 62]);
  expect(steps.map(([done]) => done)).toEqual(steps.map((_, at) => at + 1));
  expect(report).toMatchObject({
    dataset: "made-up",
    protocol: "P1",
    events: 900,
    items: 60,
    seeds: [1, 2],
    requests: 60,
    users: 30,
    byHistory: [{ eventsMin: 20, eventsMax: 99, requests: 60 }],
  });
  expect(Object.keys(report.arms)).toEqual([
    ...["popularity", "itemKnn", "ease", "ials", "sessionKnn"],
    ...armNames,
  ]);
  for (const signal of ["history", "context", "mood", "crowd"]) {
    expect(report.lifts).toHaveProperty(`${signal}VsNone`);
    expect(report.lifts).toHaveProperty(`${signal}VsShuffled`);
  }
  for (const { ndcg10, low, high } of Object.values(report.arms)) {
    expect(low).toBeLessThanOrEqual(ndcg10);
    expect(high).toBeGreaterThanOrEqual(ndcg10);
  }
  // The taste for one of two genres is planted; the crowd as a whole has none.
  expect(report.arms.kathi!.ndcg10).toBeGreaterThan(report.arms.popularity!.ndcg10 + 0.1);
  expect(report.verdicts.history).toBe("used");
  expect(report.verdicts.context).not.toBe("used");
  expect(report.settings.ease!.reduce((sum, { times }) => sum + times, 0)).toBe(2);
});

test("fewer seeds where asked for, and the same figures again", async () => {
  const options = { ...(await evaluationOf(tasteRows.slice(0, 240), p1)), seedsMax: 1 };
  const report = await runEvaluation(options);
  expect(report).toMatchObject({ seeds: [1], requests: 30 });
  expect({ ...(await runEvaluation(options)), seconds: 0 }).toEqual({ ...report, seconds: 0 });
});

test("last baskets: exact for the simple methods, over all, repeats and new items", async () => {
  const rows = [
    ...["0,ann,a,1,10,,,,", "1,ann,a,1,20,,,,", "2,ann,b,1,20,,,,", "3,ann,a,1,30,,,,"],
    ...["4,ann,a,1,40,,,,", "5,ann,c,1,40,,,,"],
    ...["6,bob,c,1,10,,,,", "7,bob,c,1,20,,,,", "8,bob,b,1,30,,,,"],
  ];
  const report = await runEvaluation(await evaluationOf(rows, lastBasket, "PURCHASE"));
  expect(report).toMatchObject({ protocol: "last-basket", requests: 1, users: 1 });
  const second = 1 / Math.log2(3);
  const ideal = 1 + second;
  const basketOf = (arm: string) => {
    const { all, repeats, new: discoveries } = report.arms[arm]!.lastBasket!;
    return [all, repeats, discoveries].map(({ ndcg10 }) => ndcg10);
  };
  const closeTo = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 12));
  // Ann's counts are a 3, b 1; everybody's baskets a 3, b 2, c 2.
  expect(basketOf("ownCount")).toEqual(closeTo([1.5 / ideal, 1, 1]));
  expect(basketOf("popularity")).toEqual(closeTo([(1 + (second + 0.5) / 2) / ideal, 1, 1]));
  expect(report.arms.ownCount!.ndcg10).toBe(report.arms.ownCount!.lastBasket!.all.ndcg10);
  expect(report.arms.ownCount).not.toHaveProperty("hr10");
  expect(report.verdicts).toMatchObject({
    context: "no such columns in the data",
    mood: "no such columns in the data",
  });
  expect(report.byHistory).toMatchObject([{ eventsMin: 0, eventsMax: 4, requests: 1 }]);
});

test.each([p1, { ...p1, protocol: "P1t" }, lastBasket])(
  "too few rows for any request: %#",
  async (protocol) => {
    const rows = ["0,ann,a,5,10,hot,,,1", "1,ann,b,5,20,hot,,,1"];
    const report = await runEvaluation(await evaluationOf(rows, protocol));
    expect(report).toMatchObject({ requests: 0, users: 0, byHistory: [] });
    expect(report.verdicts.history).toBe("nothing was asked");
    for (const { ndcg10, low, high } of Object.values({ ...report.arms, ...report.lifts })) {
      expect([ndcg10, low, high]).toEqual([0, 0, 0]);
    }
  },
);

test("what progress throws ends the run", async () => {
  const options = await evaluationOf(tasteRows, p1);
  const onProgress = () => {
    throw new Error("enough");
  };
  await expect(runEvaluation({ ...options, onProgress })).rejects.toThrow("enough");
});

test("a signal counts only above both controls", () => {
  const lift = (low: number, high: number): Lift => ({ ndcg10: 0, low, high, pValue: 1 });
  expect(verdictOf(lift(0.1, 0.2), lift(0.1, 0.2))).toBe("used");
  expect(verdictOf(lift(0.1, 0.2), lift(-0.1, 0.2))).toBe("no measurable effect");
  expect(verdictOf(lift(-0.1, 0.2), lift(0.1, 0.2))).toBe("no measurable effect");
  expect(verdictOf(lift(-0.2, -0.1), lift(0.1, 0.2))).toBe("harmful");
  expect(verdictOf(lift(0, 0), lift(0, 0))).toBe("not used");
});
