/** An answer over HTTP. */
export interface GraphqlAnswer<Data = Record<string, unknown>> {
  readonly status: number;
  readonly data: Data | null | undefined;
  readonly errors: readonly GraphqlAnswerError[];
}

export interface GraphqlAnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** Sends a document and its variables. */
export type Ask = <Data = Record<string, unknown>>(
  query: string,
  variables?: Readonly<Record<string, unknown>>,
) => Promise<GraphqlAnswer<Data>>;

/**
 * Asks a server as a frontend does.
 *
 * @param url of the server, without a path
 * @param token the viewer's token; anonymous without one
 */
export function askAs(url: string, token?: string): Ask {
  const headers = {
    "content-type": "application/json",
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  return async <Data>(query: string, variables: Readonly<Record<string, unknown>> = {}) => {
    const body = JSON.stringify({ query, variables });
    const response = await fetch(`${url}/graphql`, { method: "POST", headers, body });
    const answer = (await response.json()) as {
      data?: Data | null;
      errors?: GraphqlAnswerError[];
    };
    return { status: response.status, data: answer.data, errors: answer.errors ?? [] };
  };
}
