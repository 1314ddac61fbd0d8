import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { LIMITS } from "../../src/limits.ts";
import { StartupError } from "../../src/result.ts";
import { speak, startTestServer, type TestServer } from "./support.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const JSON_HEADERS = { "content-type": "application/json" };

function post(body: string | Uint8Array, headers: Record<string, string> = JSON_HEADERS) {
  return fetch(`${server.url}/graphql`, { method: "POST", headers, body });
}

async function codeOf(response: Response): Promise<string> {
  const body = (await response.json()) as { errors: { extensions: { code: string } }[] };
  return body.errors[0]!.extensions.code;
}

test("answers a POST, with an id and without anything that may be stored or rendered", async () => {
  const response = await post('{"query":"{ viewer }"}');
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ data: { viewer: "ANONYMOUS" } });
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "application/json; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(response.headers.get("access-control-allow-origin")).toBeNull();
  expect(response.headers.get("x-powered-by")).toBeNull();
});

test("answers a GET that asks, and refuses a GET that changes", async () => {
  const get = (query: string) =>
    fetch(`${server.url}/graphql?query=${encodeURIComponent(query)}`, { headers: JSON_HEADERS });
  expect(await (await get("{ viewer }")).json()).toEqual({ data: { viewer: "ANONYMOUS" } });
  const mutation = await get("mutation { viewerChange }");
  expect([mutation.status, mutation.headers.get("allow")]).toEqual([405, "POST"]);
});

test("a GET that a page of another origin could send without asking is refused", async () => {
  const response = await fetch(`${server.url}/graphql?query=${encodeURIComponent("{ viewer }")}`);
  expect(response.status).toBe(400);
});

test("a good token names the viewer", async () => {
  const response = await post('{"query":"{ viewer }"}', {
    ...JSON_HEADERS,
    authorization: "Bearer good",
  });
  expect(await response.json()).toEqual({ data: { viewer: "CUSTOMER" } });
});

test("a bad token is refused and never taken for anonymous", async () => {
  const response = await post('{"query":"{ viewer }"}', {
    ...JSON_HEADERS,
    authorization: "Bearer bad",
  });
  expect(response.status).toBe(401);
  expect(response.headers.get("www-authenticate")).toBe('Bearer error="invalid_token"');
  expect(await codeOf(response)).toBe("UNAUTHENTICATED");
});

test("a bug outside of GraphQL is masked and logged under the request's id", async () => {
  const response = await post('{"query":"{ viewer }"}', {
    ...JSON_HEADERS,
    authorization: "Bearer broken",
  });
  const text = await response.text();
  const id = response.headers.get("x-request-id")!;
  expect(response.status).toBe(500);
  expect(JSON.parse(text).errors[0].message).toBe(`Something went wrong, id ${id}.`);
  const line = server.logLines.find((it) => it.includes(id));
  expect(line).toMatch(/request failed/);
  expect(text + line).not.toMatch(/kathi@example\.org|secret store/);
});

const anyQuery = '{"query":"{ viewer }"}';

test.each([
  ["an unknown path", 404, "/nothing", { method: "POST", headers: JSON_HEADERS, body: anyQuery }],
  ["the root", 404, "/", {}],
  ["another method", 405, "/graphql", { method: "PUT", headers: JSON_HEADERS, body: anyQuery }],
  ["a preflight of another origin", 405, "/graphql", { method: "OPTIONS" }],
  ["a POST to the health check", 405, "/healthz", { method: "POST" }],
  ["no content type", 415, "/graphql", { method: "POST", body: new Uint8Array([123, 125]) }],
  [
    "a form",
    415,
    "/graphql",
    {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "query=%7Bviewer%7D",
    },
  ],
  [
    "another character set",
    415,
    "/graphql",
    { method: "POST", headers: { "content-type": "application/json; charset=utf-16" }, body: "{}" },
  ],
  [
    "a compressed body",
    415,
    "/graphql",
    { method: "POST", headers: { ...JSON_HEADERS, "content-encoding": "gzip" }, body: "{}" },
  ],
  ["broken JSON", 400, "/graphql", { method: "POST", headers: JSON_HEADERS, body: '{"query":' }],
  ["an empty body", 400, "/graphql", { method: "POST", headers: JSON_HEADERS, body: "" }],
  ["a batch", 400, "/graphql", { method: "POST", headers: JSON_HEADERS, body: `[${anyQuery}]` }],
  ["a text", 400, "/graphql", { method: "POST", headers: JSON_HEADERS, body: '"{ viewer }"' }],
  [
    "invalid UTF-8",
    400,
    "/graphql",
    {
      method: "POST",
      headers: JSON_HEADERS,
      body: new Uint8Array([...Buffer.from('{"query":"'), 0xc3, 0x28, 0x22, 0x7d]),
    },
  ],
  [
    "a deeply nested body",
    400,
    "/graphql",
    { method: "POST", headers: JSON_HEADERS, body: "[".repeat(500_000) },
  ],
])("%s: %d, as JSON in the shape of GraphQL", async (_what, status, path, init) => {
  const response = await fetch(server.url + path, init);
  expect(response.status).toBe(status);
  expect(await codeOf(response)).toMatch(/^[A-Z_]+$/);
});

test("a body of exactly the limit is taken, one byte more is refused", async () => {
  const padded = (length: number) => anyQuery.padEnd(length, " ");
  expect((await post(padded(LIMITS.bodyBytesMax))).status).toBe(200);
  const refused = await post(padded(LIMITS.bodyBytesMax + 1));
  expect([refused.status, refused.headers.get("connection")]).toEqual([413, "close"]);
});

test("a body of 40 MB is refused before it is sent, and its connection is closed", async () => {
  const head =
    "POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n" +
    `content-length: ${40 << 20}\r\nexpect: 100-continue\r\n\r\n`;
  const startedAt = performance.now();
  const answer = await speak(server.port, [head], 5_000);
  expect(answer.text).toMatch(/^HTTP\/1\.1 413 /);
  expect(answer.isClosed).toBe(true);
  expect(performance.now() - startedAt).toBeLessThan(LIMITS.lingerTimeoutMs + 1_000);
});

test("a body of 40 MB without a declared length is refused after the first megabyte", async () => {
  const megabyte = "x".repeat(1 << 20);
  const chunk = `${(1 << 20).toString(16)}\r\n${megabyte}\r\n`;
  const head =
    "POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n" +
    "transfer-encoding: chunked\r\n\r\n";
  const answer = await speak(server.port, [head, ...Array(40).fill(chunk), "0\r\n\r\n"], 5_000);
  expect(answer.text).toMatch(/^HTTP\/1\.1 413 /);
  expect(answer.isClosed).toBe(true);
});

test("a client that asks whether it may send gets its answer", async () => {
  const head =
    "POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\nconnection: close\r\n" +
    `content-length: ${anyQuery.length}\r\nexpect: 100-continue\r\n\r\n`;
  const { text } = await speak(server.port, [head, anyQuery], 2_000);
  expect(text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
});

test("headers beyond the limit are refused", async () => {
  const head = `GET /healthz HTTP/1.1\r\nhost: a\r\nx-long: ${"x".repeat(17 << 10)}\r\n\r\n`;
  expect((await speak(server.port, [head], 2_000)).text).toMatch(/^HTTP\/1\.1 431 /);
});

test("a client that goes away in the middle of its body leaves nothing behind", async () => {
  const head =
    "POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n" +
    'content-length: 1000\r\n\r\n{"query"';
  const before = server.logLines.length;
  expect(await speak(server.port, [head], 50)).toEqual({ text: "", isClosed: false });
  expect((await post(anyQuery)).status).toBe(200);
  expect(server.logLines.slice(before)).toEqual([]);
});

test("health, readiness and metrics", async () => {
  const get = (path: string) => fetch(server.url + path);
  expect([await (await get("/healthz")).json(), await (await get("/readyz")).json()]).toEqual([
    { status: "alive" },
    { status: "ready" },
  ]);
  server.setReady(false);
  const notReady = await get("/readyz");
  expect([notReady.status, await notReady.json()]).toEqual([503, { status: "not ready" }]);
  expect((await get("/healthz")).status).toBe(200);
  server.setReady(true);

  await post('{"query":"mutation { viewerChange }"}');
  const metrics = await get("/metrics");
  expect(metrics.headers.get("content-type")).toMatch(/^text\/plain/);
  const text = await metrics.text();
  expect(text).toMatch(
    /kathi_graphql_operation_duration_seconds_count{kind="mutation",status="200"} \d/,
  );
  expect(text).toMatch(
    /kathi_http_request_duration_seconds_count{endpoint="graphql",status="413"} \d/,
  );
  expect(text).toMatch(
    /kathi_http_request_duration_seconds_count{endpoint="other",status="404"} \d/,
  );
  expect(text).toMatch(/process_cpu_seconds_total/);
});

test("a busy port ends in one clear line", async () => {
  await expect(startTestServer(server.port)).rejects.toThrow(
    new StartupError(`Port ${server.port} is in use. Stop what uses it, or set PORT.`),
  );
});
