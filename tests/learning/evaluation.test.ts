import { createHash } from "node:crypto";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { itemKnn, popularityScores } from "../../src/learning/evaluation/baselines.ts";
import { figuresOf, liftOf, ndcg10, rankOf } from "../../src/learning/evaluation/metrics.ts";
import { readProtocol } from "../../src/learning/evaluation/protocol.ts";
import { readDataset } from "../../src/learning/evaluation/rows.ts";
import { splitOf } from "../../src/learning/evaluation/splits.ts";
import { ProtocolError, runEvaluation } from "../../src/learning/index.ts";

const manifest = {
  name: "made-up",
  events: {
    file: "events.csv",
    columns: { id: "row", customer: "user", item: "item", value: "rating", at: "ts" },
    kind: "RATING",
    context: ["weather", "hidden"],
    mood: ["mood"],
    itemAttributes: ["genre"],
  },
};

async function folderOf(rows: readonly string[], protocol: unknown) {
  const dataDir = await mkdtemp(join(tmpdir(), "kathi-evaluation-"));
  const header = "row,user,item,rating,ts,weather,hidden,mood,genre";
  await writeFile(join(dataDir, "dataset.json"), JSON.stringify(manifest));
  await writeFile(join(dataDir, "events.csv"), [header, ...rows].join("\n"));
  const protocolFile = join(dataDir, "protocol.json");
  const text = typeof protocol === "string" ? protocol : JSON.stringify(protocol);
  await writeFile(protocolFile, text);
  return { dataDir, protocolFile };
}

const p1 = {
  protocol: "P1",
  dataset: "made-up",
  positive: "rating >= 4",
  context: ["weather", "mood"],
  mood: ["mood"],
  seeds: [1, 2],
};

async function splitFor(rows: readonly string[], protocol: object, seed: number) {
  const { dataDir, protocolFile } = await folderOf(rows, protocol);
  const read = await readProtocol(protocolFile);
  return splitOf(await readDataset(dataDir, read), read, seed);
}

const sha = (text: string) => createHash("sha256").update(text).digest("hex");
const lowestBy = (keys: readonly string[], hash: (key: string) => string) =>
  keys.reduce((best, key) => (sha(hash(key)) < sha(hash(best)) ? key : best));

test("P1: the item and the row of lowest hash among liked ones with a known context", async () => {
  const rows = [
    "0,ann,a,5,,hot,,,1",
    "1,ann,a,4,,cold,,,1",
    "2,ann,a,1,,cold,,,1",
    "3,ann,b,4,,,,calm,1",
    "4,ann,c,5,,,x,,2",
    "5,ann,d,3,,hot,,,2",
    "6,bob,a,5,,hot,,,1",
    "7,bob,b,5,,hot,,,1",
  ];
  for (const seed of [1, 2, 3, 4, 5]) {
    const { train, requests } = await splitFor(rows, p1, seed);
    // c has no known context (hidden is not in the protocol), d is not liked, bob has too few.
    const item = lowestBy(["a", "b"], (key) => `${seed}|ann|${key}`);
    const candidates = item === "a" ? ["0", "1"] : ["3"];
    const row = lowestBy(candidates, (key) => `${seed}|ann|${item}|${key}`);
    expect(requests).toMatchObject([{ user: "ann", item, row: { id: row } }]);
    const left = rows.filter((text) => text.includes("ann") && text.split(",")[2] !== item);
    expect(train.get("ann")!.map(({ id }) => id)).toEqual(left.map((text) => text.split(",")[0]));
    expect(train.get("bob")).toHaveLength(2);
  }
});

test("leave-last: the liked item first seen last, without everything since", async () => {
  const protocol = { ...p1, protocol: "P1 leave-last", seeds: undefined };
  const rows = [
    "0,ann,a,5,10,,,,",
    "1,ann,b,5,20,,,,",
    "2,ann,c,5,30,,,,",
    "3,ann,a,5,40,,,,",
    "4,ann,d,1,30,,,,",
    "5,bob,a,5,10,,,,",
    "6,bob,b,5,10,,,,",
    "7,bob,c,5,10,,,,",
  ];
  const { train, requests } = await splitFor(rows, protocol, 1);
  expect(requests).toMatchObject([{ user: "ann", item: "c", row: { id: "2" } }]);
  expect(train.get("ann")!.map(({ id }) => id)).toEqual(["0", "1"]);
  // Whatever is held out of bob, fewer than two liked items are left.
  expect(train.get("bob")).toHaveLength(3);
});

test("P1t: training ends at the 90 % quantile, one new item of the next basket", async () => {
  const protocol = { ...p1, protocol: "P1t", positive: undefined };
  const early = Array.from({ length: 18 }, (_, at) => `${at},ann,i${at % 3},1,${at + 1},,,,`);
  const rows = [...early, "18,ann,i0,1,100,,,,", "19,ann,new,1,100,,,,", "20,ann,later,1,200,,,,"];
  const { train, requests } = await splitFor(rows, protocol, 1);
  expect(requests).toMatchObject([{ user: "ann", item: "new", row: { id: "19" } }]);
  // 21 times: the quantile is the value at place 18, the time 100; what is not before it is held.
  expect(train.get("ann")).toHaveLength(18);
});

test("a protocol that needs a clock says which row has none", async () => {
  const protocol = { ...p1, protocol: "P1t" };
  await expect(splitFor(["7,ann,a,5,,,,,"], protocol, 1)).rejects.toThrow(
    "row 7: expected a time, for the protocol needs it",
  );
});

test.each([
  ["{", "expected readable JSON"],
  [{ ...p1, protocol: "last-basket" }, "protocol: "],
  [{ ...p1, seeds: [] }, "seeds: "],
  [{ ...p1, positive: "stars > 3" }, 'positive: expected "rating >= NUMBER"'],
])("a protocol that cannot be run: %#", async (protocol, message) => {
  const { dataDir, protocolFile } = await folderOf([], protocol);
  const run = runEvaluation({ dataDir, protocolFile });
  await expect(run).rejects.toThrow(ProtocolError);
  await expect(run).rejects.toThrow(message);
});

test("rank: 1 + greater + half of the equal, among candidates only", () => {
  const scores = Float64Array.from([3, 2, 2, 2, 1, 9]);
  const candidates = Uint8Array.from([1, 1, 1, 1, 1, 0]);
  expect(rankOf(scores, candidates, 1)).toBe(3);
  expect(rankOf(scores, candidates, 0)).toBe(1);
  expect(rankOf(scores, candidates, 4)).toBe(5);
});

test("metrics of ranks", () => {
  expect([1, 3, 10, 10.5].map(ndcg10)).toEqual([1, 0.5, 1 / Math.log2(11), 0]);
  expect(figuresOf([1, 3, 20, 2.5])).toEqual({
    ndcg10: (1 + 0.5 + 1 / Math.log2(3.5)) / 4,
    hr10: 0.75,
    mrr10: (1 + 1 / 3 + 0.4) / 4,
    ndcg10StandardError: expect.closeTo(0.17715, 5),
  });
});

test("a lift is paired by user and its interval holds it", () => {
  const users = Array.from({ length: 200 }, (_, index) => `u${index % 100}`);
  const lift = liftOf(
    users,
    users.map((_, at) => (at % 4 === 0 ? 1 : 3)),
    users.map(() => 3),
  );
  expect(lift.ndcg10).toBeCloseTo(0.125, 12);
  expect(lift.low).toBeGreaterThan(0.08);
  expect(lift.low).toBeLessThan(0.125);
  expect(lift.high).toBeGreaterThan(0.125);
  expect(
    liftOf(
      users,
      users.map(() => 2),
      users.map(() => 2),
    ),
  ).toEqual({
    ndcg10: 0,
    low: 0,
    high: 0,
  });
});

test("baselines: popularity counts users, item-kNN is the shrunk cosine", () => {
  const positives = [[0, 1], [0, 1, 2], [0]];
  expect(popularityScores(positives, 4)).toEqual(Float64Array.from([3, 2, 1, 0]));
  const scores = itemKnn(positives, 4)([0]);
  expect(scores[1]).toBeCloseTo(2 / Math.sqrt(13 * 12), 12);
  expect(scores[2]).toBeCloseTo(1 / Math.sqrt(13 * 11), 12);
  expect(Array.from([scores[0], scores[3]])).toEqual([0, 0]);
});

test("a whole run: five arms, two lifts, every seed, and the same again", async () => {
  const genres = ["a", "b"];
  const rows = Array.from({ length: 900 }, (_, row) => {
    const user = row % 30;
    // Each of 30 users rates 30 of 60 items.
    const item = (user * 11 + Math.floor(row / 30) * 7) % 60;
    const isMatch = item % 2 === user % 2;
    const stars = isMatch ? 5 : 2;
    const weather = ["hot", "cold", ""][row % 3];
    return `${row},u${user},i${item},${stars},,${weather},,calm,${genres[item % 2]}`;
  });
  const folder = await folderOf(rows, p1);
  const steps: number[] = [];
  const report = await runEvaluation({ ...folder, onProgress: ({ done }) => steps.push(done) });
  expect(steps).toEqual([1, 2]);
  expect(report).toMatchObject({ dataset: "made-up", protocol: "P1", seeds: [1, 2], requests: 60 });
  expect(Object.keys(report.arms)).toEqual([
    "popularity",
    "itemKnn",
    "kathi",
    "kathiNoContext",
    "kathiShuffledContext",
  ]);
  expect(Object.keys(report.lifts)).toEqual(["contextVsNone", "contextVsShuffled"]);
  // The taste for one of two genres is planted; the crowd as a whole has none.
  expect(report.arms.kathi.ndcg10).toBeGreaterThan(report.arms.popularity.ndcg10 + 0.1);
  expect(await runEvaluation(folder)).toEqual(report);
  const short = await runEvaluation({ ...folder, seedsMax: 1 });
  expect(short).toMatchObject({ seeds: [1], requests: 30 });
});
