import { GraphQLError } from "graphql";
import { LIMITS } from "../limits.ts";

// PostgreSQL cannot store NUL, and a lone surrogate would silently become U+FFFD on its way there.
const UNSTORABLE = /\0|\p{Surrogate}/u;
const CONTROL = /\p{Cc}/u;

/** What is wrong with a text from outside, or null. The text itself is never repeated. */
export function textProblem(text: string): string | null {
  if (text.length > LIMITS.inputTextLengthMax) {
    return `a text may have at most ${LIMITS.inputTextLengthMax} characters`;
  }
  return UNSTORABLE.test(text) ? "a text contains a NUL or half a surrogate pair" : null;
}

/** Like `textProblem`, for one line of 1 to `lengthMax` characters (Unicode code points). */
export function lineProblem(text: string, lengthMax: number): string | null {
  if (text.length === 0) return "it is empty";
  if (characterCount(text, lengthMax) > lengthMax)
    return `it has more than ${lengthMax} characters`;
  if (CONTROL.test(text)) return "it contains a control character";
  return textProblem(text);
}

/** Code points, counted only where UTF-16 units alone do not decide; PostgreSQL counts the same. */
function characterCount(text: string, enough: number): number {
  if (text.length <= enough || text.length > 2 * enough) return text.length;
  return Array.from(text).length;
}

/** The error of a value that the caller has to mend; answered with status 400. */
export function badUserInput(message: string): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: "BAD_USER_INPUT", http: { status: 400 } },
  });
}
