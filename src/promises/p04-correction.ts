import type { GraphqlClient } from "./client.ts";
import { type PromiseHouse, withHouse } from "./house.ts";
import { addGuest, connectSystem, type Guest } from "./people.ts";
import type { PromiseRun, TrustPromise } from "./promise.ts";
import { startServerProcess } from "./server-process.ts";

/** Corrections, and in how many of them their own answer showed the new value. */
export interface Corrections {
  readonly made: number;
  readonly visible: number;
}

export const correctionPromise: TrustPromise = {
  id: "P-4",
  name: "a correction is visible in its own answer",
  async check({ folder, sizes, signal, onProgress }) {
    const { made, visible } = await withHouse(folder, (house) =>
      measureCorrections(house, sizes.corrections, signal, onProgress),
    );
    return { holds: made > 0 && visible === made, figure: `${visible} of ${made} corrections` };
  },
};

/** Values that each field takes, a new one for each correction. */
const VALUES: Readonly<Record<string, (turn: number) => string>> = {
  FORM_OF_ADDRESS: (turn) => `Dr. ${turn}`,
  EMAIL: (turn) => `guest-${turn}@example.org`,
  PHONE: (turn) => `+43 1 ${100_000 + turn}`,
  ADDRESS: (turn) => `${turn} Example Street`,
  LANGUAGE: (turn) => (turn % 2 === 0 ? "de" : "en"),
};

const SHOWN = `fact { field value isCorrected provenance }
  customer { facts { field value isCorrected } }`;

const CORRECTIONS_PER_GUEST = 25;

/**
 * Corrects what another system states before each correction, and looks into the answer of the
 * correction: the fact and the customer in it must have the new value.
 */
export async function measureCorrections(
  house: PromiseHouse,
  count: number,
  signal: AbortSignal,
  onProgress: PromiseRun["onProgress"],
): Promise<Corrections> {
  const server = await startServerProcess({ home: house.home });
  const system = await connectSystem(house, server.url);
  const guests: Guest[] = [];
  try {
    let visible = 0;
    for (let turn = 0; turn < count; turn++) {
      signal.throwIfAborted();
      const guest =
        (turn % CORRECTIONS_PER_GUEST > 0 && guests.at(-1)) ||
        (await addGuest(house, server.url, system));
      if (guest !== guests.at(-1)) guests.push(guest);
      if (await isVisibleAtOnce(guest, system, turn)) visible += 1;
      onProgress(turn + 1, count);
    }
    return { made: count, visible };
  } finally {
    for (const { client } of [...guests, { client: system }]) client.close();
    await server.stop();
  }
}

async function isVisibleAtOnce(
  { client, externalId }: Guest,
  system: GraphqlClient,
  turn: number,
): Promise<boolean> {
  const fields = Object.keys(VALUES);
  const field = fields[turn % fields.length] ?? "";
  const [stated, value] = [VALUES[field]?.(2 * turn), VALUES[field]?.(2 * turn + 1)];
  const facts = [{ field, value: stated }];
  await system.change("customerUpsert", "CustomerUpsertInput", "isCreated", { externalId, facts });
  const { data } = await client.change("factCorrect", "FactCorrectInput", SHOWN, { field, value });
  const listed = data.customer.facts.find((fact: { field: string }) => fact.field === field);
  return [data.fact, listed].every((fact) => fact?.value === value && fact.isCorrected);
}
