import type { Failure, Result } from "../result.ts";

/** A failure as the schema shows it. */
export interface UserError<Code extends string> {
  code: Code;
  message: string;
  path: string[];
}

/**
 * Shapes a service's outcome into a payload: its fields and no errors, or the errors and what the
 * schema wants of a call that failed.
 *
 * @param result what the service answered
 * @param whenFailed the payload's non-null fields of a failure, for example `{ items: [] }`
 */
export function toPayload<Fields extends object, Code extends string, Failed extends object>(
  result: Result<Fields, Failure<Code>>,
  whenFailed: Failed,
): (Fields | Failed) & { errors: UserError<Code>[] };
export function toPayload<Fields extends object, Code extends string>(
  result: Result<Fields, Failure<Code>>,
): Partial<Fields> & { errors: UserError<Code>[] };
export function toPayload<Fields extends object, Code extends string>(
  result: Result<Fields, Failure<Code>>,
  whenFailed: object = {},
): object {
  if (result.ok) return { ...result.value, errors: [] };
  return { ...whenFailed, errors: result.errors.map(toUserError) };
}

function toUserError<Code extends string>(failure: Failure<Code>): UserError<Code> {
  return { code: failure.code, message: failure.message, path: [...failure.path] };
}
