import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "@jest/globals";
import { runLoad } from "../../src/bench/load.ts";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Answers each request with what `reply` makes of its body. */
function listen(
  reply: (body: string, request: IncomingMessage) => { status: number; body: string },
) {
  return new Promise<string>((resolve) => {
    const listening = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const answer = reply(Buffer.concat(chunks).toString(), request);
      response.writeHead(answer.status).end(answer.body);
    });
    server = listening;
    listening.listen(0, "127.0.0.1", () => {
      resolve(`http://127.0.0.1:${(listening.address() as AddressInfo).port}`);
    });
  });
}

const load = { authorization: null, connections: 2, seconds: 1 };

test("every answer is counted and timed; every request is whole and has an id of its own", async () => {
  const ids = new Set<string>();
  let requests = 0;
  const url = await listen((body, { headers }) => {
    requests += 1;
    expect(headers.authorization).toBe("Bearer t");
    ids.add((JSON.parse(body) as { key: string }).key);
    return { status: 200, body: '{"data":{}}' };
  });
  const bodies = ['{"key":"[<id>]","call":1}', '{"key":"[<id>]","call":2}'];
  const result = await runLoad({ ...load, url, bodies, authorization: "Bearer t" });
  expect(result.answers).toBeGreaterThan(10);
  expect(result.latenciesMs).toHaveLength(result.answers);
  expect(Math.min(...result.latenciesMs)).toBeGreaterThan(0);
  expect(result.seconds).toBeGreaterThanOrEqual(1);
  expect(ids.size).toBe(requests);
  expect(ids).not.toContain("[<id>]");
});

test.each([
  ["another status", { status: 400, body: '{"errors":[]}' }],
  ["errors with status 200", { status: 200, body: '{"errors":[{"message":"no"}],"data":null}' }],
])("%s is no answer: nothing is measured", async (_what, reply) => {
  const url = await listen(() => reply);
  await expect(runLoad({ ...load, url, bodies: ["{}"] })).rejects.toThrow(/requests failed/);
});
