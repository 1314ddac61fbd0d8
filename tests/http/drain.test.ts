import { expect, test } from "@jest/globals";
import { speak, startTestServer } from "./support.ts";

function ask(url: string, query: string): Promise<Response> {
  return fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
}

test("a running request finishes, a new one is not taken, and then everything is closed", async () => {
  const server = await startTestServer();
  await ask(server.url, "{ viewer }");
  const running = ask(server.url, "{ slow }");
  await new Promise((resolve) => setTimeout(resolve, 50));

  let isClosed = false;
  const closed = server.close().then(() => {
    isClosed = true;
  });
  await expect(ask(server.url, "{ viewer }")).rejects.toThrow();
  expect(isClosed).toBe(false);

  server.release();
  const response = await running;
  expect(response.headers.get("connection")).toBe("close");
  expect(await response.json()).toEqual({ data: { slow: "done" } });
  await closed;
});

test("idle connections do not keep a server from closing", async () => {
  const server = await startTestServer();
  const idle = speak(server.port, ["GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n"], 5_000);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const startedAt = performance.now();
  await server.close();
  expect(performance.now() - startedAt).toBeLessThan(1_000);
  expect(await idle).toMatchObject({ isClosed: true });
});

test("a request whose client has gone is waited for as well: it still uses what is closed next", async () => {
  const server = await startTestServer();
  const head = "POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n";
  const body = '{"query":"{ slow }"}';
  await speak(server.port, [`${head}content-length: ${body.length}\r\n\r\n${body}`], 50);
  let isClosed = false;
  const closed = server.close().then(() => {
    isClosed = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(isClosed).toBe(false);
  server.release();
  await closed;
});
