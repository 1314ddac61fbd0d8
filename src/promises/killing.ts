import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, BadAnswerError, GraphqlClient } from "./client.ts";
import { type ServerProcess, ServerStartError, startServerProcess } from "./server-process.ts";

const RETRY_INTERVAL_MS = 50;
/** Far longer than a recovery of the database takes. */
const RETRY_PATIENCE_MS = 120_000;
const START_ATTEMPTS = 40;
const START_INTERVAL_MS = 250;

/**
 * A server that is killed again and again, with the next one started ahead of its time, and
 * requests that are sent until somebody answers them.
 */
export class Killing {
  /** Requests that a server had taken and did not answer; they were sent again. */
  cutOff = 0;
  private isEnded = false;
  private next: Promise<ServerProcess>;

  private constructor(
    private readonly home: string,
    private current: ServerProcess,
  ) {
    this.next = this.prepare();
  }

  /** Starts the first server and the second one beside it. */
  static async begin(home: string): Promise<Killing> {
    return new Killing(home, await startServerProcess({ home }));
  }

  /** Kills the server that answers, and lets the next one take its place. */
  async killAfter(delayMs: number, withDatabase: boolean): Promise<void> {
    await sleep(delayMs);
    if (withDatabase) return this.killAll();
    await this.current.kill();
    await this.replaceBy(await this.next);
  }

  /**
   * Asks whichever server answers, again and again under the same idempotency key, until one does:
   * what a careful client does.
   *
   * @throws BadAnswerError where a healthy server refuses, the last error after two minutes
   */
  async insist(token: string, query: string, variables: object): Promise<Answer["data"]> {
    const deadline = performance.now() + RETRY_PATIENCE_MS;
    while (true) {
      const client = new GraphqlClient(this.current.url, token, 1);
      try {
        return (await client.ask(query, variables)).data;
      } catch (error) {
        const isHopeless = this.isEnded || performance.now() > deadline;
        if (isHopeless || !mayBeRepeated(error)) throw error;
        if ((error as { code?: unknown }).code !== "ECONNREFUSED") this.cutOff += 1;
        await sleep(RETRY_INTERVAL_MS);
      } finally {
        client.close();
      }
    }
  }

  /** Address of the server that answers now. */
  get url(): string {
    return this.current.url;
  }

  /** Stops both servers. */
  async end(): Promise<void> {
    this.isEnded = true;
    await this.current.kill();
    await this.next.then(
      (server) => server.kill(),
      () => undefined, // it never came up, so there is nothing to stop
    );
  }

  /** The database goes first and takes the standby with it: that one knows only a dead address. */
  private async killAll(): Promise<void> {
    const standby = await this.next;
    process.kill(await postmasterPid(this.home), "SIGKILL");
    await Promise.all([this.current.kill(), standby.kill()]);
    await this.replaceBy(await startPatiently(this.home));
  }

  private async replaceBy(server: ServerProcess): Promise<void> {
    this.current = server;
    this.next = this.prepare();
  }

  private prepare(): Promise<ServerProcess> {
    const server = startServerProcess({ home: this.home });
    // Whoever takes the server sees its failure; until then it must not end the process.
    server.catch(() => undefined);
    return server;
  }
}

/** PostgreSQL's own processes take a moment to notice that their server is gone. */
async function startPatiently(home: string): Promise<ServerProcess> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startServerProcess({ home });
    } catch (error) {
      if (!(error instanceof ServerStartError) || attempt === START_ATTEMPTS) throw error;
      await sleep(START_INTERVAL_MS);
    }
  }
}

async function postmasterPid(home: string): Promise<number> {
  const [pid] = (await readFile(join(home, "postgres", "postmaster.pid"), "utf8")).split("\n");
  return Number(pid);
}

/** No connection, a broken one, or a server whose database has just gone. */
function mayBeRepeated(error: unknown): boolean {
  if (error instanceof BadAnswerError) {
    return error.status >= 500 || error.message.includes("INTERNAL_SERVER_ERROR");
  }
  const code = String((error as { code?: unknown }).code);
  return /^(ECONN|EPIPE|ERR_STREAM_PREMATURE_CLOSE|UND_ERR)/.test(code) || isCutShort(error);
}

function isCutShort(error: unknown): boolean {
  return error instanceof SyntaxError || (error instanceof Error && error.message === "aborted");
}
