import { expect, test } from "@jest/globals";
import { encodeNodeId } from "../../src/graphql/node-ids.ts";
import { withHouse } from "../../src/promises/house.ts";
import { measureSelfAccess, selfAccessPromise } from "../../src/promises/p03-self-access.ts";
import { correctionPromise, measureCorrections } from "../../src/promises/p04-correction.ts";
import { missingTexts } from "../../src/promises/stored-texts.ts";
import { makeFolder } from "../support/promises.ts";

const { signal } = new AbortController();

test(`${selfAccessPromise.id} ${selfAccessPromise.name}`, async () => {
  const { folder, remove } = await makeFolder();
  const found = await withHouse(folder, (house) => measureSelfAccess(house, 250, signal, () => {}));
  expect(found.missing).toEqual([]);
  expect(found.rows).toBeGreaterThan(250);
  expect(found.storedTexts).toBeGreaterThan(1_000);
  await remove();
}, 120_000);

test("a stored text that is not shown is named by its column", () => {
  const key = "4f9c1d1e-3c0b-4f62-9d8e-0a1b2c3d4e5f";
  const stored = [
    { column: "fact_evidence.value", text: "Guest" },
    { column: "interaction.interaction_id", text: key },
    { column: "interaction.context", text: "hidden" },
  ];
  const answer = [{ facts: [{ value: "Guest" }] }, { id: encodeNodeId("Interaction", key) }];
  expect(missingTexts(stored, answer)).toEqual(["interaction.context"]);
});

test(`${correctionPromise.id} ${correctionPromise.name}`, async () => {
  const { folder, remove } = await makeFolder();
  const found = await withHouse(folder, (house) => measureCorrections(house, 30, signal, () => {}));
  expect(found).toEqual({ made: 30, visible: 30 });
  await remove();
}, 120_000);
