import { expect, test } from "@jest/globals";
import { withHouse } from "../../src/promises/house.ts";
import { measureReceipts, receiptPromise } from "../../src/promises/p12-receipt.ts";
import { makeFolder } from "../support/promises.ts";

test(`${receiptPromise.id} ${receiptPromise.name}`, async () => {
  const { folder, remove } = await makeFolder();
  const { signal } = new AbortController();
  const found = await withHouse(folder, (house) => measureReceipts(house, signal, () => {}));
  // Three grants, three withdrawals and a refusal.
  expect(found).toMatchObject({ genuine: 7, accepted: 7, forged: 7, refused: 7 });
  await remove();
}, 300_000);
