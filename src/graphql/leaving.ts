/** How an answer is computed and then confirmed, see {@link answerConfirmed}. */
export interface ConfirmedAnswering<Scope> {
  /** @param isProfileFree nothing about any customer may be used */
  readonly createScope: (isProfileFree: boolean) => Scope | Promise<Scope>;
  /** Whether what was computed in this scope may still leave. */
  readonly confirm: (scope: Scope) => Promise<boolean>;
}

/** How often an answer is computed at the most because consents changed while it was under way. */
const ATTEMPTS_MAX = 3;

/**
 * Computes an answer and makes sure, in the last moment before it leaves, that the consents that
 * it rests on still stand. If not, it is discarded and computed anew; where consents change faster
 * than that, the last one uses nothing about anybody: nothing can be withdrawn from it.
 *
 * A mutation is computed anew as well: its idempotency key sees to it that nothing happens twice.
 */
export async function answerConfirmed<Scope, Answer>(
  { createScope, confirm }: ConfirmedAnswering<Scope>,
  compute: (scope: Scope) => Promise<Answer>,
): Promise<Answer> {
  for (let attempt = 1; attempt < ATTEMPTS_MAX; attempt++) {
    const scope = await createScope(false);
    const answer = await compute(scope);
    if (await confirm(scope)) return answer;
  }
  return compute(await createScope(true));
}
