import { randomInt, randomUUID } from "node:crypto";
import type { GraphqlClient } from "./client.ts";
import { type PromiseHouse, withDatabaseOf, withHouse } from "./house.ts";
import { addGuest, addItems, connectSystem, decide, type Guest } from "./people.ts";
import { runProgram } from "./program.ts";
import type { PromiseRun, TrustPromise } from "./promise.ts";
import { countInFiles, countInText, tableText } from "./search.ts";
import { startServerProcess } from "./server-process.ts";

/** Where erased values were found, and whether the values of those who stayed were. */
export interface ErasureTraces {
  /** Values that were erased. */
  readonly values: number;
  /** Of those: found in the files of the house, in the rows of all tables, in logs. */
  readonly inFiles: number;
  readonly inRows: number;
  readonly inLogs: number;
  /** Whether the same search finds what somebody else has not erased: otherwise it is blind. */
  readonly isSearchSound: boolean;
}

export const erasurePromise: TrustPromise = {
  id: "P-5",
  name: "erased values are found in no database file, log or dump",
  async check({ folder, signal, onProgress }) {
    const found = await withHouse(folder, (house) => measureErasure(house, signal, onProgress));
    const traces = found.inFiles + found.inRows + found.inLogs;
    return {
      holds: traces === 0 && found.values > 0 && found.isSearchSound,
      figure:
        `${traces} traces of ${found.values} erased values (${found.inFiles} in files and WAL, ` +
        `${found.inRows} in rows as a dump has them, ${found.inLogs} in logs)` +
        (found.isSearchSound ? "" : "; but the search does not find what was not erased"),
    };
  },
};

/** Who erases everything, and who stays. */
const GUESTS = 3;

/**
 * Lets customers leave values everywhere where the API takes them, lets all but one erase
 * everything at once, does what the worker does within a day, and looks for the values in all that
 * is left.
 */
export async function measureErasure(
  house: PromiseHouse,
  signal: AbortSignal,
  onProgress: PromiseRun["onProgress"],
): Promise<ErasureTraces> {
  const server = await startServerProcess({ home: house.home });
  const system = await connectSystem(house, server.url);
  const logs: string[] = [];
  const erased: string[] = [];
  const kept: string[] = [];
  try {
    const [sku = ""] = await addItems(system, 5);
    for (let place = 0; place <= GUESTS; place++) {
      signal.throwIfAborted();
      const guest = await addGuest(house, server.url, system);
      const values = await leaveValues(guest, system, sku);
      if (place < GUESTS) {
        await eraseEverything(guest.client);
        erased.push(...values);
      } else kept.push(...values);
      guest.client.close();
      onProgress(place + 1, GUESTS + 1);
    }
  } finally {
    system.close();
    await server.stop();
    logs.push(server.log());
  }
  // The worker learns anew and rewrites files on its own; these commands do not wait for its hour.
  for (const args of [["learn"], ["erasure", "scrub"]]) {
    const { stdout, stderr } = await runProgram(house.home, args);
    logs.push(stdout, stderr);
  }
  return withDatabaseOf(house, async ({ dataSource }) => {
    const text = await tableText(dataSource);
    const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
    const ofKept = [await countInFiles(house.home, kept), countInText(text, kept)];
    return {
      values: erased.length,
      inFiles: total(await countInFiles(house.home, erased)),
      inRows: total(countInText(text, erased)),
      inLogs: total(countInText(logs.join("\n"), erased)),
      isSearchSound: ofKept.every((counts) => total(counts) > 0),
    };
  });
}

/** Leaves values that are nowhere else, and says which. */
async function leaveValues(guest: Guest, system: GraphqlClient, sku: string): Promise<string[]> {
  const word = () => `canary-${randomUUID()}`;
  const values = {
    stated: word(),
    corrected: word(),
    email: `${word()}@example.org`,
    phone: `+43 ${randomInt(10 ** 11, 10 ** 12)}`,
    place: word(),
    liking: word(),
  };
  for (const category of ["PURCHASE", "CONTEXT", "DECLARED_PREFERENCE"]) {
    await decide(guest, "consentGrant", category);
  }
  await system.change("customerUpsert", "CustomerUpsertInput", "isCreated", {
    externalId: guest.externalId,
    facts: [
      { field: "FORM_OF_ADDRESS", value: values.stated },
      { field: "EMAIL", value: values.email },
      { field: "PHONE", value: values.phone },
    ],
  });
  const { client } = guest;
  await client.change("factCorrect", "FactCorrectInput", "fact { value }", {
    field: "FORM_OF_ADDRESS",
    value: values.corrected,
  });
  await client.change("interactionsRecord", "InteractionsRecordInput", "results { verdict }", {
    interactions: [
      { kind: "PURCHASE", sku, value: 1, context: [{ name: "table", value: values.place }] },
    ],
  });
  await client.change("preferencesDeclare", "PreferencesDeclareInput", "customer { id }", {
    preferences: [{ target: "TAG", name: values.liking, sentiment: "LIKE" }],
  });
  await client.ask(`{ me { recommendations(placement: "home", mode: FULL) { listId } } }`);
  return [...Object.values(values), guest.externalId.externalId];
}

async function eraseEverything(client: GraphqlClient): Promise<void> {
  const input = { isUndoable: false };
  const { data } = await client.change(
    "customerErase",
    "CustomerEraseInput",
    "erasure { state }",
    input,
  );
  if (data.erasure.state !== "DONE") throw new Error("An erasure is not done.");
}
