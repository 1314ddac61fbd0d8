import autocannon, { type Request } from "autocannon";

/** Requests to send over and over, as plain data: it is sent to a thread of its own. */
export interface Load {
  /** Address of the GraphQL endpoint. */
  readonly url: string;
  readonly authorization: string | null;
  /** Bodies to take in turn; `[<id>]` in one becomes new text for each request. */
  readonly bodies: readonly string[];
  /** Connections that each wait for an answer before they ask again. */
  readonly connections: number;
  readonly seconds: number;
}

/** What came back. */
export interface LoadResult {
  /** Answers with status 200 that do not begin with errors. */
  readonly answers: number;
  readonly seconds: number;
  /** Time from a request to the end of its answer, one for each answer, in milliseconds. */
  readonly latenciesMs: readonly number[];
}

/**
 * Sends a load in this thread and measures it.
 *
 * @throws Error where anything but a good answer came: a rate of failures measures nothing
 */
export async function runLoad(load: Load): Promise<LoadResult> {
  const latenciesMs: number[] = [];
  const headers = {
    "content-type": "application/json",
    ...(load.authorization !== null && { authorization: load.authorization }),
  };
  const beginMs = performance.now();
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon(
      {
        url: load.url,
        connections: load.connections,
        duration: load.seconds,
        idReplacement: load.bodies.some((body) => body.includes("[<id>]")),
        requests: load.bodies.map((body): Request => ({ method: "POST", headers, body })),
        // Apollo puts errors before the data.
        verifyBody: (body) => !String(body).startsWith('{"errors"'),
      },
      (error: Error | null, finished) => (error ? reject(error) : resolve(finished)),
    );
    instance.on("response", (_client, _status, _bytes, latencyMs) => latenciesMs.push(latencyMs));
  });
  const failures = result.non2xx + result.errors + result.timeouts + result.mismatches;
  if (failures > 0 || latenciesMs.length === 0) {
    throw new Error(`${failures} of ${latenciesMs.length} requests failed under load.`);
  }
  const seconds = (performance.now() - beginMs) / 1000;
  return { answers: latenciesMs.length, seconds, latenciesMs };
}
