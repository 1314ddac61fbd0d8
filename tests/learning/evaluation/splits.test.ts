import { createHash } from "node:crypto";
import { expect, test } from "@jest/globals";
import { ProtocolError, readProtocol } from "../../../src/learning/evaluation/protocol.ts";
import { emptyFolder, lastBasket, p1, protocolFile, splitFor } from "./folders.ts";

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
    expect(requests).toMatchObject([{ user: "ann", truth: [item], row: { id: row } }]);
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
  expect(requests).toMatchObject([{ user: "ann", truth: ["c"], row: { id: "2" } }]);
  expect(train.get("ann")!.map(({ id }) => id)).toEqual(["0", "1"]);
  // Whatever is held out of bob, fewer than two liked items are left.
  expect(train.get("bob")).toHaveLength(3);
});

test("P1t: training ends at the 90 % quantile, one new item of the next basket", async () => {
  const protocol = { ...p1, protocol: "P1t", positive: undefined };
  const early = Array.from({ length: 18 }, (_, at) => `${at},ann,i${at % 3},1,${at + 1},,,,`);
  const rows = [...early, "18,ann,i0,1,100,,,,", "19,ann,new,1,100,,,,", "20,ann,later,1,200,,,,"];
  const { train, requests } = await splitFor(rows, protocol, 1);
  expect(requests).toMatchObject([{ user: "ann", truth: ["new"], row: { id: "19" } }]);
  // 21 times: the quantile is the value at place 18, the time 100; what is not before it is held.
  expect(train.get("ann")).toHaveLength(18);
});

test("a protocol that needs a clock says which row has none", async () => {
  const protocol = { ...p1, protocol: "P1t" };
  await expect(splitFor(["7,ann,a,5,,,,,"], protocol, 1)).rejects.toThrow(
    "row 7: expected a time, for the protocol needs it",
  );
});

test("without context columns every liked row may be asked for", async () => {
  const rows = ["0,ann,a,5,,,,,", "1,ann,b,5,,,,,", "2,ann,c,4,,,,,"];
  const { requests } = await splitFor(rows, { ...p1, context: [], mood: [] }, 1);
  expect(requests).toHaveLength(1);
  expect((await splitFor(rows, p1, 1)).requests).toEqual([]);
});

test("last-basket: everything of the last time of users with four times", async () => {
  const rows = [
    "0,ann,a,1,30,,,,",
    "1,ann,a,1,10,,,,",
    "2,ann,b,1,20,,,,",
    "3,ann,a,1,40,hot,,,",
    "4,ann,c,1,40,,,,",
    "5,ann,a,2,40,,,,",
    "6,bob,a,1,10,,,,",
    "7,bob,b,1,10,,,,",
    "8,bob,a,1,20,,,,",
    "9,bob,a,1,30,,,,",
  ];
  const { train, requests } = await splitFor(rows, lastBasket, 1);
  expect(requests).toMatchObject([{ user: "ann", truth: ["a", "c"], row: { id: "3" } }]);
  expect(train.get("ann")!.map(({ id }) => id)).toEqual(["0", "1", "2"]);
  expect(train.get("bob")).toHaveLength(4);
});

test.each([
  ["{", "expected readable JSON"],
  [{ ...p1, protocol: "next-basket" }, "protocol: "],
  [{ ...p1, seeds: [] }, "seeds: "],
  [{ ...p1, positive: "stars > 3" }, 'positive: expected "rating >= NUMBER"'],
  [{ ...p1, P2: { like: "yes" } }, 'P2.like: expected "rating >= NUMBER"'],
])("a protocol that cannot be run: %#", async (protocol, message) => {
  const read = readProtocol(await protocolFile(await emptyFolder(), protocol));
  await expect(read).rejects.toThrow(ProtocolError);
  await expect(read).rejects.toThrow(message);
});

test("a protocol file: thresholds, defaults, and moods are part of the situation", async () => {
  const P2 = { task: "predict", like: "rating >= 3.5", seeds: [7] };
  const protocol = { protocol: "P1", dataset: "made-up", context: ["weather"], mood: ["mood"], P2 };
  expect(await readProtocol(await protocolFile(await emptyFolder(), protocol))).toEqual({
    protocol: "P1",
    dataset: "made-up",
    positiveMin: null,
    context: ["weather", "mood"],
    mood: ["mood"],
    seeds: [1],
    responses: { likeMin: 3.5, seeds: [7] },
  });
});
