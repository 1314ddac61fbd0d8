import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";

/** What a server said, and how long that took. */
export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: answers have the shape of their document.
  readonly data: any;
  readonly latencyMs: number;
}

/** Asks one server over connections that stay open, as one customer or one client. */
export class GraphqlClient {
  private readonly agent: Agent;

  /**
   * @param url address of the GraphQL endpoint
   * @param token a customer's or a client's
   */
  constructor(
    private readonly url: string,
    private readonly token: string,
    connectionsMax = 32,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: connectionsMax });
  }

  /**
   * One request; the time is from its first byte to the last of its answer.
   *
   * @param headers further headers
   * @throws Error with the codes where the answer is not a good one; what the network throws
   */
  async ask(query: string, variables: object = {}, headers: object = {}): Promise<Answer> {
    const startMs = performance.now();
    const outgoing = request(this.url, {
      method: "POST",
      agent: this.agent,
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${this.token}`,
        ...headers,
      },
    });
    // The first failure is the answer's; a socket that is torn down may report a second one.
    outgoing.on("error", () => {});
    outgoing.end(JSON.stringify({ query, variables }));
    const [response] = (await once(outgoing, "response")) as [IncomingMessage];
    const { data, errors } = JSON.parse(await text(response));
    if (!data || errors) throw new BadAnswerError(response.statusCode ?? 0, errors ?? []);
    return { data, latencyMs: performance.now() - startMs };
  }

  /**
   * One mutation with a fresh idempotency key.
   *
   * @returns the payload
   * @throws Error where it was refused: whatever a promise needs done must be possible
   */
  async change(
    name: string,
    type: string,
    fields: string,
    input: object,
    idempotencyKey: string = randomUUID(),
  ): Promise<Answer> {
    const document = `mutation ($input: ${type}!) { payload: ${name}(input: $input) { ${fields} errors { code } } }`;
    const { data, latencyMs } = await this.ask(document, { input: { ...input, idempotencyKey } });
    const { errors, ...payload } = data.payload;
    if (errors.length > 0) throw new BadAnswerError(200, errors);
    return { data: payload, latencyMs };
  }

  close(): void {
    this.agent.destroy();
  }
}

/** An answer with errors; the message has their codes only, because texts may quote data. */
export class BadAnswerError extends Error {
  override readonly name = "BadAnswerError";

  constructor(
    /** The HTTP status. */
    readonly status: number,
    errors: readonly { code?: string; extensions?: { code?: string } }[],
  ) {
    super(`${status} ${errors.map((error) => error.code ?? error.extensions?.code).join(", ")}`);
  }
}
