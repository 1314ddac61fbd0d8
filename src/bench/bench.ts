import { deepStrictEqual } from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { DataSource } from "typeorm";
import { newPrivateKey } from "../access/signing-key.ts";
import { Tokens } from "../access/tokens.ts";
import type { Config } from "../config.ts";
import { encodeNodeId } from "../graphql/node-ids.ts";
import { createLogger } from "../log.ts";
import { startServer } from "../main.ts";
import { startBareServer } from "./bare-server.ts";
import type { Load, LoadResult } from "./load.ts";
import {
  INTAKE_EVENTS_PER_CALL,
  intakeBodies,
  openCustomerId,
  recommendationsBody,
} from "./questions.ts";
import { type BenchReport, percentile, rounded, speedOf } from "./report.ts";
import { openScratchHouse, type ScratchHouse } from "./scratch-house.ts";

/** What a measurement is made of. */
export interface BenchOptions {
  readonly config: Config;
  /** Said before each step. */
  readonly onStep?: (step: string) => void;
  /** Rounds of each of the two servers, in turn, so that noise hits both alike. */
  readonly rounds?: number;
  readonly secondsPerRound?: number;
  readonly intakeSeconds?: number;
  readonly warmUpSeconds?: number;
  /** Sends a load; by default from a thread of its own. */
  readonly send?: (load: Load) => Promise<LoadResult>;
}

const CONNECTIONS = 10;
const INTAKE_CONNECTIONS = 4;
const STATEMENT_SAMPLES = 9;
const TOKEN_LIFETIME_SECONDS = 3600;

type Settings = Required<Omit<BenchOptions, "config">>;

/**
 * Measures a demo house of its own over HTTP on the loopback interface: recommendations against
 * the same answer from memory, then intake. About 40 s with the defaults.
 *
 * @throws Error where any answer under load is not a good one, or an acknowledged event is missing
 */
export async function runBench(options: BenchOptions): Promise<BenchReport> {
  const settings: Settings = {
    onStep: () => {},
    rounds: 4,
    secondsPerRound: 3,
    intakeSeconds: 4,
    warmUpSeconds: 2,
    send: sendFromThread,
    ...options,
  };
  settings.onStep("making a demo house to measure");
  const house = await openScratchHouse(options.config);
  const logger = createLogger("silent");
  const tokens = new Tokens(randomBytes(32).toString("hex"));
  try {
    const ownServer = { host: "127.0.0.1", port: 0, isProduction: true };
    // Keys of its own: nothing of the bench is left in the home folder.
    const config = { ...options.config, ...ownServer, signingKey: newPrivateKey() };
    const server = await startServer({ config, database: house.database, tokens, logger });
    try {
      const url = `${server.url}/graphql`;
      const answers = await measureAnswers(house, tokens, url, settings);
      const intake = await measureIntake(house.database.dataSource, tokens, url, settings);
      return { ...answers, intake };
    } finally {
      await server.stop();
    }
  } finally {
    await house.remove();
  }
}

async function measureAnswers(
  house: ScratchHouse,
  tokens: Tokens,
  url: string,
  { onStep, rounds, secondsPerRound, warmUpSeconds, send }: Settings,
): Promise<Pick<BenchReport, "recommendations" | "bareApollo" | "ratio">> {
  const customerId = await openCustomerId(house.database.dataSource);
  const token = await tokens.issueForCustomer(customerId, TOKEN_LIFETIME_SECONDS);
  const authorization = `Bearer ${token}`;
  const body = recommendationsBody();
  const answer = await ask(url, authorization, body);
  const bare = await startBareServer(answer.data, createLogger("silent"));
  try {
    const bareUrl = `${bare.url}/graphql`;
    deepStrictEqual(await ask(bareUrl, null, body), answer);
    const shared = { bodies: [body], connections: CONNECTIONS };
    const ours = { ...shared, url, authorization };
    const theirs = { ...shared, url: bareUrl, authorization: null };

    onStep("warming up");
    for (const load of [ours, theirs]) await send({ ...load, seconds: warmUpSeconds });
    const results = { ours: [] as LoadResult[], theirs: [] as LoadResult[] };
    for (let round = 1; round <= rounds; round++) {
      onStep(`recommendations and the same from memory, round ${round} of ${rounds}`);
      results.ours.push(await send({ ...ours, seconds: secondsPerRound }));
      results.theirs.push(await send({ ...theirs, seconds: secondsPerRound }));
    }
    const sqlStatements = await countStatements(house, () => ask(url, authorization, body));
    const recommendations = { ...speedOf(results.ours), sqlStatements };
    const bareApollo = speedOf(results.theirs);
    const ratio = rounded(recommendations.ratePerSecond / bareApollo.ratePerSecond);
    return { recommendations, bareApollo, ratio };
  } finally {
    await bare.stop();
  }
}

/** The median of several requests: a look for a new snapshot may fall into one of them. */
async function countStatements(house: ScratchHouse, request: () => Promise<unknown>) {
  const counts: number[] = [];
  for (let sample = 0; sample < STATEMENT_SAMPLES; sample++) {
    const before = house.statementCount();
    await request();
    counts.push(house.statementCount() - before);
  }
  return percentile(
    counts.sort((a, b) => a - b),
    0.5,
  );
}

async function measureIntake(
  dataSource: DataSource,
  tokens: Tokens,
  url: string,
  { onStep, intakeSeconds, warmUpSeconds, send }: Settings,
): Promise<BenchReport["intake"]> {
  onStep("recording events");
  const customers = await dataSource.query<{ id: string }[]>(
    "select customer_id as id from customer",
  );
  const items = await dataSource.query<{ sku: string }[]>("select item_id as sku from item");
  const [durability] = await dataSource.query<{ setting: string }[]>(
    "select current_setting('synchronous_commit') || ' ' || current_setting('fsync') as setting",
  );
  if (durability?.setting !== "on on") {
    throw new Error("The database acknowledges before it has written: intake would mean nothing.");
  }
  const token = await tokens.issueForClient(
    "bench",
    ["interactions:write"],
    TOKEN_LIFETIME_SECONDS,
  );
  const load = {
    url,
    authorization: `Bearer ${token}`,
    bodies: intakeBodies(
      customers.map(({ id }) => encodeNodeId("Customer", id)),
      items.map(({ sku }) => sku),
    ),
    connections: INTAKE_CONNECTIONS,
  };
  const before = await countEvents(dataSource);
  const warmUp = await send({ ...load, seconds: warmUpSeconds });
  const result = await send({ ...load, seconds: intakeSeconds });
  const acknowledged = INTAKE_EVENTS_PER_CALL * (warmUp.answers + result.answers);
  const stored = (await countEvents(dataSource)) - before;
  if (stored < acknowledged) throw new Error(`${acknowledged} acknowledged, ${stored} stored.`);
  const events = INTAKE_EVENTS_PER_CALL * result.answers;
  return { eventsPerSecond: Math.round(events / result.seconds) };
}

async function countEvents(dataSource: DataSource): Promise<number> {
  const [row] = await dataSource.query<{ count: number }[]>(
    "select count(*)::int as count from interaction",
  );
  return row?.count ?? 0;
}

async function ask(
  url: string,
  authorization: string | null,
  body: string,
): Promise<{ readonly data: object }> {
  const headers = {
    "content-type": "application/json",
    ...(authorization !== null && { authorization }),
  };
  const response = await fetch(url, { method: "POST", headers, body });
  const answer = (await response.json()) as { data?: object; errors?: unknown };
  if (!answer.data || answer.errors) {
    throw new Error(`The request to be measured fails: ${JSON.stringify(answer.errors)}`);
  }
  return { data: answer.data };
}

async function sendFromThread(load: Load): Promise<LoadResult> {
  const thread = new Worker(new URL("./load-thread.js", import.meta.url), { workerData: load });
  const [result] = await once(thread, "message");
  return result as LoadResult;
}
