import { randomUUID } from "node:crypto";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { LIMITS } from "../limits.ts";
import { describeError, type Logger } from "../log.ts";
import { KeyMissingError } from "../sealing/keyring.ts";

/** What clients get instead of a bug's own words. */
const INTERNAL_CODE = "INTERNAL_SERVER_ERROR";
const KEY_MISSING_MESSAGE = "This needs a key that is missing; the house's operator must know.";
const SUGGESTION = / ?Did you mean .*$/s;
const VARIABLE_ERROR = /^(Variable "\$\w+" got invalid value )/;
const QUOTED_VALUE =
  /((?:String|ID|Int|Float|Boolean) cannot represent [^:]*|cannot represent non-string value): .*/s;

/** Turns errors into what may leave: Apollo's `formatError`. */
export type ErrorFormatter = (
  formatted: GraphQLFormattedError,
  error: unknown,
) => GraphQLFormattedError;

/**
 * Makes the last gate that every error passes. An error without a code of its own is a bug: it is
 * logged under an id, and the client gets that id and nothing else. All others are shortened,
 * because graphql-js repeats the caller's values, and in production they suggest no names.
 *
 * @param options.isProduction hides the names of the schema
 */
export function createErrorFormatter(options: {
  readonly logger: Pick<Logger, "error">;
  readonly isProduction: boolean;
}): ErrorFormatter {
  return (formatted, error) => {
    const original = causeOf(error);
    const code = codeOf(formatted, original);
    if (original instanceof KeyMissingError) {
      return { ...formatted, message: KEY_MISSING_MESSAGE, extensions: { code: "KEY_MISSING" } };
    }
    if (code === INTERNAL_CODE) return mask(formatted, original, options.logger);
    const message = options.isProduction
      ? withoutSchema(formatted.message, code)
      : withoutValues(formatted.message, original);
    return {
      ...formatted,
      message: shorten(message),
      extensions: { ...formatted.extensions, code },
    };
  };
}

function mask(
  formatted: GraphQLFormattedError,
  original: unknown,
  logger: Pick<Logger, "error">,
): GraphQLFormattedError {
  const errorId = randomUUID();
  logger.error({ errorId, path: formatted.path, ...describeError(original) }, "masked error");
  return {
    message: `Something went wrong, id ${errorId}.`,
    ...(formatted.locations && { locations: formatted.locations }),
    ...(formatted.path && { path: formatted.path }),
    extensions: { code: INTERNAL_CODE, id: errorId },
  };
}

/** graphql-js and Apollo wrap what was thrown to say where; the cause says why. */
function causeOf(error: unknown): unknown {
  return (error instanceof GraphQLError && error.originalError) || error;
}

/** Apollo gives every validation error the same code; our own rules say more. */
function codeOf(formatted: GraphQLFormattedError, original: unknown): unknown {
  const own = original instanceof GraphQLError ? original.extensions.code : undefined;
  return own ?? formatted.extensions?.code ?? INTERNAL_CODE;
}

/**
 * graphql-js writes `Variable "$input" got invalid value {…} at "input.sku"; REASON`. The value
 * goes, the place and the reason stay.
 */
function withoutValues(message: string, original: unknown): string {
  const head = VARIABLE_ERROR.exec(message)?.[1];
  if (head === undefined) return message.replace(QUOTED_VALUE, "$1");
  const reason = original instanceof Error ? original.message : "";
  const isReasonLast = reason !== "" && message.endsWith(`; ${reason}`);
  const beforeReason = isReasonLast ? message.slice(0, -reason.length - 2) : message;
  const place = / at "[\w.[\]]+"$/.exec(beforeReason)?.[0] ?? "";
  const shown = isReasonLast ? reason.replace(QUOTED_VALUE, "$1") : "it does not fit its type.";
  return `${head.trimEnd()}${place}; ${shown}`;
}

/** In production nothing is said that names what the schema has and the caller did not. */
function withoutSchema(message: string, code: unknown): string {
  if (code === "GRAPHQL_VALIDATION_FAILED") return "The document does not fit the schema.";
  const head = VARIABLE_ERROR.exec(message)?.[1];
  return head === undefined
    ? message.replace(SUGGESTION, "").replace(QUOTED_VALUE, "$1")
    : `${head.trimEnd()}.`;
}

function shorten(message: string): string {
  if (message.length <= LIMITS.errorMessageLengthMax) return message;
  return `${message.slice(0, LIMITS.errorMessageLengthMax)}…`;
}
