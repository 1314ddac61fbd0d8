import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { OpenDatabase } from "../db/open.ts";
import type { GraphqlClient } from "./client.ts";
import { type PromiseHouse, withDatabaseOf, withHouse } from "./house.ts";
import { addGuest, addItems, connectSystem, decide, type Guest } from "./people.ts";
import type { PromiseRun, TrustPromise } from "./promise.ts";
import { EXPLAINED_LIST, LIST_WITH_TOKEN } from "./questions.ts";
import { countInFiles, countInText, tableText } from "./search.ts";
import { startServerProcess } from "./server-process.ts";

/** Where moods were found after many people had said theirs. */
export interface MoodTraces {
  readonly requests: number;
  /** Bytes of moods in the files of the database: tables, WAL and its log. */
  readonly fileBytes: number;
  /** Bytes of moods in the rows of all tables, uncompressed. */
  readonly rowBytes: number;
  /** Bytes of moods in the log of the server, on its most talkative level. */
  readonly logBytes: number;
  /** Whether the same search finds what is stored on purpose: otherwise it is blind. */
  readonly isSearchSound: boolean;
}

export const moodPromise: TrustPromise = {
  id: "P-8",
  name: "no byte of a mood that can be linked to a customer is kept",
  async check({ folder, sizes, signal, onProgress }) {
    const found = await withHouse(folder, (house) =>
      measureMoodTraces(house, sizes.requests, signal, onProgress),
    );
    const bytes = found.fileBytes + found.rowBytes + found.logBytes;
    return {
      holds: bytes === 0 && found.isSearchSound && found.requests > 0,
      figure:
        `${bytes} bytes in database files, WAL, every row and the logs, in which the database ` +
        `kept every statement with its values, after ${found.requests} requests with moods` +
        (found.isSearchSound ? "" : "; but the search does not find what is stored on purpose"),
    };
  },
};

/** The names that the API takes; the house has learned nothing, so nobody's counts have them. */
const MOODS = ["CURIOUS", "CALM", "FESTIVE", "IN_A_HURRY", "JUST_THE_ESSENTIALS"];
const GUESTS = 5;
/** Sealed moods are looked for as well: of the last of them, the part that holds the mood. */
const TOKENS_SEARCHED = 20;
const CATEGORIES = ["PURCHASE", "BROWSING", "FEEDBACK", "CONTEXT", "DECLARED_PREFERENCE"];

/**
 * Lets guests who let everything be used say moods with every request, then looks for moods in all
 * that is left. The database logs every statement with its values, which it never does otherwise,
 * so a mood that only travelled there would be found as well.
 */
export async function measureMoodTraces(
  house: PromiseHouse,
  requests: number,
  signal: AbortSignal,
  onProgress: PromiseRun["onProgress"],
): Promise<MoodTraces> {
  await withDatabaseOf(house, logEverything);
  const files = join(house.home, "postgres");
  // What the database itself brings along, such as names in its catalogues.
  const before = await countInFiles(files, MOODS);
  const canary = `canary-${randomUUID()}`;
  const server = await startServerProcess({ home: house.home });
  const tokens: string[] = [];
  try {
    tokens.push(...(await load(house, server.url, { requests, canary, signal, onProgress })));
  } finally {
    await server.stop();
  }
  return withDatabaseOf(house, async ({ dataSource }) => {
    const text = await tableText(dataSource);
    await dataSource.query("checkpoint");
    const after = await countInFiles(files, MOODS);
    const sealed = tokens.slice(-TOKENS_SEARCHED).map((token) => token.split(".").at(3) ?? token);
    const texts = [...MOODS, ...sealed];
    const found = [
      ...after.map((count, place) => count - (before[place] ?? 0)),
      ...(await countInFiles(files, sealed)),
    ];
    const [inFiles = 0] = await countInFiles(files, [canary]);
    const [inRows = 0] = countInText(text, [canary]);
    // The database's log is one of the files; a word that was sent must be in it as well.
    const [inLog = 0] = countInText(await readFile(join(files, "server.log"), "utf8"), [canary]);
    return {
      requests,
      fileBytes: bytesOf(found, texts),
      rowBytes: bytesOf(countInText(text, texts), texts),
      logBytes: bytesOf(countInText(server.log(), texts), texts),
      isSearchSound: inFiles > inLog && inRows > 0 && inLog > 0,
    };
  });
}

/** For this database alone, which also wins over what its server was started with. */
async function logEverything({ dataSource }: OpenDatabase): Promise<void> {
  const [{ name }] = await dataSource.query("select quote_ident(current_database()) as name");
  const settings = {
    log_statement: "all",
    log_parameter_max_length: "-1",
    log_error_verbosity: "default",
  };
  for (const [setting, value] of Object.entries(settings)) {
    await dataSource.query(`alter database ${name} set ${setting} = '${value}'`);
  }
}

function bytesOf(counts: readonly number[], texts: readonly string[]): number {
  return counts.reduce((sum, count, place) => sum + count * (texts[place]?.length ?? 0), 0);
}

interface Load {
  readonly requests: number;
  /** A word that is to be stored, to prove that the search finds what is stored. */
  readonly canary: string;
  readonly signal: AbortSignal;
  readonly onProgress: PromiseRun["onProgress"];
}

/** Returns the tokens in which moods came back. */
async function load(house: PromiseHouse, url: string, options: Load): Promise<string[]> {
  const { requests, canary, signal, onProgress } = options;
  const tokens: string[] = [];
  const system = await connectSystem(house, url);
  const guests: Guest[] = [];
  try {
    const skus = await addItems(system, 12);
    for (let place = 0; place < GUESTS; place++) guests.push(await addGuest(house, url, system));
    for (const guest of guests) await openEverything(guest);
    for (let turn = 0; turn < requests; turn++) {
      signal.throwIfAborted();
      const guest = guests[turn % guests.length];
      const mood = MOODS[turn % MOODS.length] ?? "";
      const sku = skus[turn % skus.length] ?? "";
      if (guest) tokens.push(await sayMood(guest.client, mood, sku, canary));
      onProgress(turn + 1, requests);
    }
    return tokens;
  } finally {
    for (const { client } of [...guests, { client: system }]) client.close();
  }
}

async function openEverything(guest: Guest): Promise<void> {
  for (const category of CATEGORIES) {
    for (const purpose of ["PERSONALISATION", "IMPROVEMENT"]) {
      await decide(guest, "consentGrant", category, "consent { isOpen }", purpose);
    }
  }
}

/**
 * A list for a mood, one for the token in which it came back, an event after it, and a mood where
 * none belongs, which is refused.
 *
 * @returns the token
 */
async function sayMood(
  client: GraphqlClient,
  mood: string,
  sku: string,
  canary: string,
): Promise<string> {
  const context = { weather: "hot", conditions: [{ name: "table", value: canary }] };
  const said = { name: mood, intensity: 3 };
  await client.ask(EXPLAINED_LIST, { mode: "FULL", context, mood: said });
  const answer = await client.ask(LIST_WITH_TOKEN, { mood: said });
  const { moodToken } = answer.data.me.recommendations;
  if (typeof moodToken !== "string") throw new Error("A mood came back without its token.");
  await client.ask(LIST_WITH_TOKEN, { moodToken });
  const event = { kind: "PURCHASE", sku, value: 1 };
  const type = "InteractionsRecordInput";
  const fields = "results { verdict }";
  const described = { ...event, context: [{ name: "table", value: canary }] };
  await client.change("interactionsRecord", type, fields, { interactions: [described] });
  const smuggled = { ...event, context: [{ name: "mood", value: mood }] };
  const { data } = await client.change("interactionsRecord", type, fields, {
    interactions: [smuggled],
  });
  if (data.results[0].verdict !== "VALUE_INVALID") throw new Error("A mood was taken as context.");
  return moodToken;
}
