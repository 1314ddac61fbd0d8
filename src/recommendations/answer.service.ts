import type { ConsentSnapshotRow } from "../consents/consent.entity.ts";
import type { Transactions } from "../db/transactions.ts";
import { areEpochsCurrent, insertShownLists } from "./answer.repository.ts";
import type { ShownListRow } from "./shown-list.entity.ts";

/** What one answer rests on, and what is to be kept of it once it may leave. */
export class AnswerBasis {
  /** The epoch of each customer whose decisions the answer was computed under. */
  readonly epochs = new Map<string, number>();
  readonly lists: ShownListRow[] = [];
  private isTorn = false;

  /** @param isProfileFree nothing about any customer may be used: nothing can be withdrawn then */
  constructor(readonly isProfileFree = false) {}

  /** Says that a part of the answer was computed under these decisions. */
  restsOn({ customerId, epoch }: Pick<ConsentSnapshotRow, "customerId" | "epoch">): void {
    const earlier = this.epochs.get(customerId);
    if (earlier !== undefined && earlier !== epoch) this.isTorn = true;
    this.epochs.set(customerId, epoch);
  }

  /** Whether two parts of the answer were computed under different decisions of one customer. */
  get isContradictory(): boolean {
    return this.isTorn;
  }
}

/** Lets answers leave: only those that rest on what their customers still want. */
export class AnswerService {
  constructor(private readonly transactions: Transactions) {}

  /**
   * Whether an answer may leave now: nobody whose consents it rests on has changed them since. The
   * same statement keeps its shown lists and holds the decisions until they are kept.
   *
   * Cost: one statement; none where the answer rests on nobody's consent.
   */
  async confirm({ epochs, lists, isContradictory }: AnswerBasis): Promise<boolean> {
    if (isContradictory) return false;
    if (epochs.size === 0) return true;
    const { manager } = this.transactions;
    return lists.length === 0
      ? areEpochsCurrent(manager, epochs)
      : insertShownLists(manager, lists, epochs);
  }
}
