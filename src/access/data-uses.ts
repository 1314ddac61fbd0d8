import type { DataCategory, Purpose } from "../consents/policy.ts";

/** One use of personal data: whose, for what, of which category. */
export interface DataUse {
  readonly customerId: string;
  readonly purpose: Purpose;
  readonly category: DataCategory;
}

/**
 * Whose data one request has used. Whatever gives personal data out notes it here, and it is
 * recorded before the answer leaves. What was asked for and is not there is not noted.
 */
export class DataUses {
  private readonly noted = new Map<string, DataUse>();

  /** Notes a use; the same use twice in one request is one. */
  note(customerId: string, purpose: Purpose, categories: Iterable<DataCategory>): void {
    for (const category of categories) {
      this.noted.set(`${customerId} ${purpose} ${category}`, { customerId, purpose, category });
    }
  }

  /** What was noted since the last call. */
  take(): DataUse[] {
    const uses = [...this.noted.values()];
    this.noted.clear();
    return uses;
  }
}
