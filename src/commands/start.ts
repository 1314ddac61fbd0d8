import { once } from "node:events";
import { createServer } from "node:net";
import { Worker } from "node:worker_threads";
import type { DataSource } from "typeorm";
import { tokenSecretOf } from "../access/token-secret.ts";
import { Tokens } from "../access/tokens.ts";
import { createErasureParts } from "../app.ts";
import type { Config } from "../config.ts";
import type { OpenDatabase } from "../db/open.ts";
import { seedDemoHouse } from "../demo/seed.ts";
import { createLogger, type Logger } from "../log.ts";
import { startServer } from "../main.ts";
import { learnSnapshot } from "../recommendations/learner.service.ts";
import { StartupError } from "../result.ts";
import { KeyMissingError, keyringOf } from "../sealing/keyring.ts";
import { runWorker } from "../worker.ts";
import type { Command, CommandCall } from "./command.ts";
import { withDatabase } from "./database.ts";

const TOKEN_LIFETIME_SECONDS = 24 * 3600;

export const startCommand: Command = {
  usage: "start",
  summary: "everything in one process: database, demo house when empty, learning, server, worker",
  async run(call) {
    await refuseBusyPort(call.config);
    await withDatabase(call, async (database) => {
      await prepareHouse(call, database.dataSource);
      await serve(call, database, await startWorkerThread(call.config, database.url));
    });
  },
};

export const serveCommand: Command = {
  usage: "serve",
  summary: "the server alone; run as many as you like on one database",
  async run(call) {
    await refuseBusyPort(call.config);
    await withDatabase(call, (database) => serve(call, database, { stop: async () => {} }));
  },
};

export const workCommand: Command = {
  usage: "work",
  summary: "the worker alone: learns whenever the log has changed",
  async run(call) {
    await withDatabase(call, async ({ dataSource }) => {
      const { home } = call.config;
      const { work } = createErasureParts({ dataSource, home });
      const logger = createLogger(call.config.logLevel);
      call.output.line("Working; Ctrl-C ends it.");
      await runWorker(dataSource, logger, call.signal, undefined, [(log) => work.run(log)]);
    });
  },
};

/** Seeds an empty house and learns where nothing was learned yet. */
async function prepareHouse({ output }: CommandCall, dataSource: DataSource): Promise<void> {
  const [found] = await dataSource.query(`
    select exists (select from item) or exists (select from customer) as "isInhabited",
      exists (select from model_snapshot) as "isLearned"`);
  if (!found.isInhabited) {
    output.line("The database is empty: seeding the demo house.");
    await seedDemoHouse(dataSource, Date.now(), (done, total) =>
      output.progress("interactions", done, total),
    );
  }
  if (!found.isLearned) {
    const report = await learnSnapshot(dataSource, Date.now(), (customers) =>
      output.progress("learning from customers", customers),
    );
    output.line(`Learned from ${report.events} events in ${report.seconds.toFixed(1)} s.`);
  }
}

/** Serves until the signal, then drains. */
async function serve(
  { config, output, signal }: CommandCall,
  database: OpenDatabase,
  worker: { stop(): Promise<void> },
): Promise<void> {
  const logger = createLogger(config.logLevel);
  const tokens = new Tokens(await tokenSecretOf(config));
  await openKeys(database.dataSource, logger);
  try {
    const server = await startServer({ config, database, tokens, logger });
    try {
      const address = `${server.url.replace("//127.0.0.1:", "//localhost:")}/graphql`;
      const example = await exampleCall(database.dataSource, tokens, address);
      output.result({ address, ...example }, [
        `Kathi answers at ${address}`,
        ...(example
          ? [`A customer's token, valid for a day:`, example.token, "Try:", example.curl]
          : ["No customer has opened personalisation yet; see the README for tokens."]),
        "Ctrl-C stops.",
      ]);
      if (!signal.aborted) await once(signal, "abort");
      output.line("Stopping: running requests may finish.");
    } finally {
      await server.stop();
    }
  } finally {
    await worker.stop();
  }
}

/**
 * Makes the keys of a new house. Without the keys of an old one it serves all the same: consents,
 * lists and rights work, and what is sealed is null with a code.
 */
async function openKeys({ manager }: DataSource, logger: Logger): Promise<void> {
  try {
    await keyringOf(manager).open();
  } catch (error) {
    if (!(error instanceof KeyMissingError)) throw error;
    logger.warn("the keys of this house are missing, what is sealed cannot be read: see doctor");
  }
}

/** A token and a call to try: the first customer who lets purchases be used. */
async function exampleCall(dataSource: DataSource, tokens: Tokens, address: string) {
  const [customer] = await dataSource.query(`
    select customer_id as id from consent_snapshot join customer using (customer_id)
    where cells ->> 'PERSONALISATION:PURCHASE' = 'GIVEN'
    order by created_at, customer_id limit 1`);
  if (!customer) return null;
  const token = await tokens.issueForCustomer(customer.id, TOKEN_LIFETIME_SECONDS);
  const query = `{ me { recommendations(placement: "home", mode: FULL, context: { weather: "hot" }) {
    items { rank score item { title } explanation { summary contributions { signal value } } } } } }`;
  const body = JSON.stringify({ query: query.replace(/\s+/g, " ") });
  const headers = `-H 'content-type: application/json' -H 'authorization: Bearer ${token}'`;
  return { token, curl: `curl -s ${address} ${headers} -d '${body}'` };
}

async function startWorkerThread(config: Config, url: string): Promise<{ stop(): Promise<void> }> {
  const { logLevel, home, masterKey } = config;
  const thread = new Worker(new URL("../worker-thread.js", import.meta.url), {
    workerData: { url, logLevel, masterKeys: { home, masterKey } },
  });
  return superviseThread(thread, createLogger(logLevel));
}

/**
 * Lets a thread work beside the server: one that fails is logged, and the server goes on with the
 * snapshot that it has until somebody starts it anew.
 */
export function superviseThread(thread: Worker, logger: Logger): { stop(): Promise<void> } {
  const ended = new Promise<void>((resolve) => thread.once("exit", () => resolve()));
  thread.on("error", (err) => logger.error({ err }, "the worker has failed, the server goes on"));
  return {
    stop: async () => {
      thread.postMessage("stop");
      const patience = setTimeout(() => thread.terminate(), 2_000);
      await ended;
      clearTimeout(patience);
    },
  };
}

/** Says so before anything is started or written, not after. */
async function refuseBusyPort({ port, host }: Config): Promise<void> {
  const probe = createServer();
  const outcome = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    probe.once("error", resolve);
    probe.listen(port, host, () => resolve(null));
  });
  if (outcome) {
    if (outcome.code === "EADDRINUSE") {
      throw new StartupError(`Port ${port} is in use. Stop what uses it, or set PORT to another.`);
    }
    throw new StartupError(
      `Cannot listen on ${host}, port ${port} (${outcome.code}). Correct KATHI_HOST or PORT.`,
    );
  }
  probe.close();
  await once(probe, "close");
}
