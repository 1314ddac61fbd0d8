import { Worker } from "node:worker_threads";
import { expect, test } from "@jest/globals";
import { pino } from "pino";
import { superviseThread } from "../../src/commands/start.ts";

test("a worker that fails is logged and ends nothing else; stopping it afterwards is no wait", async () => {
  const lines: string[] = [];
  const logger = pino({}, { write: (line: string) => lines.push(line) });
  const thread = new Worker("throw new Error('no database')", { eval: true });
  const supervised = superviseThread(thread, logger);
  await new Promise((resolve) => thread.once("exit", resolve));
  await supervised.stop();
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual([
    "the worker has failed, the server goes on",
  ]);
});
