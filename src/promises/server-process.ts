import { spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { environmentOf, PROGRAM } from "./program.ts";

/** A program of Kathi that runs as a process of its own, as an operator would run it. */
export interface ServerProcess {
  /** Address of the GraphQL endpoint. */
  readonly url: string;
  readonly pid: number;
  /** Everything that it has written to its log so far, on the most talkative level. */
  log(): string;
  /** Lets it finish what is running; resolves when it has ended. */
  stop(): Promise<void>;
  /** Ends it as a power cut would (SIGKILL); resolves when it is gone. */
  kill(): Promise<void>;
}

/** How a process is started. */
export interface ServerProcessOptions {
  /** Folder of the house; its embedded database is started, or joined where it runs. */
  readonly home: string;
  readonly command?: "serve" | "start";
  /** Arguments for Node.js itself, for example a module to load first. */
  readonly nodeArguments?: readonly string[];
}

/** Longer than an empty house takes to be seeded and learned on a busy machine. */
const START_PATIENCE_MS = 120_000;
const CHECK_INTERVAL_MS = 10;
/** Longer than the server itself lets requests run when it stops. */
const STOP_PATIENCE_MS = 15_000;

/** A program that ended before it was ready; the message has the end of its log. */
export class ServerStartError extends Error {
  override readonly name = "ServerStartError";
}

/**
 * Starts the built program (`dist/`, which `npm run kathi` and `npm test` make first) on a free
 * port of the loopback interface and waits until it answers.
 *
 * @throws ServerStartError where it ends before it is ready, or takes longer than two minutes
 */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const port = await freePort();
  const child = spawn(
    process.execPath,
    [...(options.nodeArguments ?? []), PROGRAM, options.command ?? "serve", "--json"],
    {
      env: { ...environmentOf(options.home), PORT: String(port) },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const ended = new Promise<void>((resolve) => {
    child.once("error", () => resolve());
    child.once("exit", () => resolve());
  });
  const written = { stdout: "", stderr: "" };
  child.stdout.on("data", (text) => {
    written.stdout += text;
  });
  child.stderr.on("data", (text) => {
    written.stderr += text;
  });
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
  };
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null || !child.pid;
  const deadline = performance.now() + START_PATIENCE_MS;
  while (!isReady(written.stdout)) {
    if (hasEnded() || performance.now() > deadline) {
      await end("SIGKILL");
      throw new ServerStartError(`The server did not start: ${written.stderr.slice(-500)}`);
    }
    await Promise.race([ended, sleep(CHECK_INTERVAL_MS)]);
  }
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    pid: child.pid ?? 0,
    log: () => written.stderr,
    stop: async () => {
      const patience = setTimeout(() => child.kill("SIGKILL"), STOP_PATIENCE_MS);
      await end("SIGTERM");
      clearTimeout(patience);
    },
    kill: () => end("SIGKILL"),
  };
}

/** The program prints one JSON document when it answers. */
function isReady(stdout: string): boolean {
  return stdout.trimEnd().endsWith("}");
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
