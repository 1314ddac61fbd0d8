/** An expected outcome: a value, or failures that the caller can act on. Bugs are thrown. */
export type Result<Value, Failure> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly errors: readonly Failure[] };

/** A failure with a code of its operation's own, as payloads show it. */
export interface Failure<Code extends string> {
  readonly code: Code;
  /** One plain sentence for developers. */
  readonly message: string;
  /** Where in the input the cause is. */
  readonly path: readonly string[];
}

/** A successful outcome. */
export function ok<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

/** A failed outcome with one reason. */
export function fail<Code extends string>(
  code: Code,
  message: string,
  ...path: readonly string[]
): { readonly ok: false; readonly errors: readonly Failure<Code>[] } {
  return { ok: false, errors: [{ code, message, path }] };
}

/**
 * A reason why a command cannot go on, in one plain line that says what to do next. The command
 * line prints it without a stack and ends with exit code 1.
 */
export class StartupError extends Error {
  override readonly name = "StartupError";
}
