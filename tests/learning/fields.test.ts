import { expect, test } from "@jest/globals";
import type { Candidates } from "../../src/learning/choices.ts";
import { discoveryNames, repeatNames } from "../../src/learning/choices.ts";
import { fieldWorths } from "../../src/learning/fields.ts";
import { bindModel } from "../../src/scoring/binding.ts";
import { emptyModel, prepareCatalogue } from "../../src/scoring/index.ts";
import { weightsPrior } from "../../src/scoring/model.ts";
import { did, item, storeOf } from "./log.ts";

const items = [item("sorbet"), item("cake")];

/** Requests under two weathers; the model says that hot speaks for sorbet and mist for cake. */
async function worths(hot: readonly boolean[], mist: readonly boolean[]) {
  const store = storeOf(
    [
      [
        did("VIEW", "sorbet", 0, 1, { weather: "hot" }),
        did("VIEW", "cake", 0, 1, { weather: "mist" }),
      ],
    ],
    items,
  );
  const model = {
    ...emptyModel(),
    items: items.map(({ id }) => id),
    conditions: store.conditions,
    contextEffects: {
      starts: Int32Array.from([0, 1, 2]),
      targets: Int32Array.from([0, 1]),
      effects: Float32Array.from([1, 1]),
    },
  };
  const binding = bindModel(prepareCatalogue(items), { ...emptyModel(), ...model, ...arrays(2) });
  const candidates = [
    ...hot.map((isSorbet) => candidatesFor(0, isSorbet)),
    ...mist.map((isSorbet) => candidatesFor(1, isSorbet)),
  ];
  return fieldWorths([{ store, binding, candidates }], weightsPrior, 1);
}

function arrays(size: number) {
  const counts = () => new Int32Array(size);
  return {
    interestTenths: counts(),
    recentTenths: counts(),
    judged: counts(),
    liked: counts(),
    buyers: counts(),
    repeatBuyers: counts(),
  };
}

function candidatesFor(context: number, isSorbet: boolean): Candidates {
  return {
    request: { customer: 0, item: isSorbet ? 0 : 1, context, now: 0, isNew: true },
    items: Int32Array.from(isSorbet ? [0, 1] : [1, 0]),
    freeCount: 2,
    offsets: new Float64Array(2),
    discovery: new Float64Array(2 * discoveryNames.length),
    exchanged: () => new Float64Array(2 * discoveryNames.length),
    repeat: new Float64Array(2 * repeatNames.length),
  };
}

/** `share` of ten is true, over and over. */
const mixed = (count: number, share: number) =>
  Array.from({ length: count }, (_, index) => (index * 7) % 10 < share);

test("a field whose effects hold keeps its weight as a whole", async () => {
  const used = await worths(mixed(200, 8), mixed(200, 2));
  expect(used).toMatchObject([{ name: "weather", requests: 400 }]);
  // ln(0.8 / 0.2) is 1.39 in log odds; the prior keeps it a little lower.
  expect(used[0]!.weight).toBeGreaterThan(1);
  expect(used[0]!.weight).toBeLessThan(1.39);
});

test("where one condition holds and the other does not, the one is used alone", async () => {
  const [weather, ...alone] = await worths(mixed(200, 8), mixed(200, 8));
  expect(weather).toMatchObject({ name: "weather", weight: 0, requests: 400 });
  expect(alone).toMatchObject([{ name: "weather=hot", requests: 200 }]);
  expect(alone[0]!.weight).toBeGreaterThan(0.9);
});

test("effects that do not hold earn nothing, and never a negative weight", async () => {
  expect(await worths(mixed(200, 5), mixed(200, 5))).toMatchObject([{ weight: 0 }]);
  expect(await worths(mixed(200, 2), mixed(200, 8))).toMatchObject([{ weight: 0 }]);
});

test("below fifty requests nothing is even tried", async () => {
  expect(await worths(mixed(30, 10), mixed(10, 0))).toEqual([
    { name: "weather", weight: 0, requests: 40, gain: 0, gainLow: 0, gainOverShuffledLow: 0 },
  ]);
});
