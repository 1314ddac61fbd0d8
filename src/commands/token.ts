import { tokenSecretOf } from "../access/token-secret.ts";
import { Tokens } from "../access/tokens.ts";
import { SCOPES, type Scope } from "../access/viewer.ts";

import { LIMITS } from "../limits.ts";
import { type Command, type CommandCall, textOption, UsageError } from "./command.ts";

import { findCustomer } from "./customer.ts";

import { withDatabase } from "./database.ts";

/** Long enough to try things for a day, short enough to be no standing key. */
const LIFETIME_SECONDS = 24 * 3600;

export const tokenCommand: Command = {
  usage: "token --customer ID | --client NAME --scopes SCOPE,…",
  summary: "issue an access token that is valid for a day",
  options: {
    customer: { type: "string" },
    client: { type: "string" },
    scopes: { type: "string" },
  },
  async run(call) {
    const customer = textOption(call, "customer");
    const client = textOption(call, "client");
    if ((customer === undefined) === (client === undefined)) {
      throw new UsageError("Expected either --customer ID or --client NAME --scopes SCOPE,….");
    }
    const tokens = new Tokens(await tokenSecretOf(call.config));
    const token =
      customer === undefined
        ? await clientToken(tokens, client ?? "", textOption(call, "scopes") ?? "")
        : await customerToken(call, tokens, customer);
    call.output.result({ token }, [token]);
  },
};

/** @param name see {@link findCustomer} */
async function customerToken(call: CommandCall, tokens: Tokens, name: string): Promise<string> {
  return withDatabase(call, async ({ dataSource }) =>
    tokens.issueForCustomer(await findCustomer(dataSource.manager, name), LIFETIME_SECONDS),
  );
}

async function clientToken(tokens: Tokens, name: string, scopeText: string): Promise<string> {
  const scopes = scopeText.split(",").filter((scope) => scope !== "");
  const unknown = scopes.find((scope) => !SCOPES.includes(scope as Scope));
  if (unknown !== undefined || scopes.length === 0) {
    throw new UsageError(`Expected --scopes with some of ${SCOPES.join(", ")}.`);
  }
  if (name.length === 0 || name.length > LIMITS.shortTextLengthMax) {
    throw new UsageError(`Expected a name of 1 to ${LIMITS.shortTextLengthMax} characters.`);
  }
  return tokens.issueForClient(name, scopes as Scope[], LIFETIME_SECONDS);
}
