import type { SigningKey } from "../access/signing-key.ts";
import { signJson } from "../access/signing-key.ts";
import type { Viewer } from "../access/viewer.ts";
import type { Transactions } from "../db/transactions.ts";
import type { ConsentEventRow } from "./consent.entity.ts";
import { consentHistory } from "./consent.repository.ts";
import type { ConsentReceiptRow } from "./receipt.entity.ts";
import { keepReceipts, keepSigningKey, receiptsOf, signingKeys } from "./receipt.repository.ts";
import { RECEIPT_TYPE, receiptOf } from "./receipt.ts";

/** Who is named in receipts as responsible, and what signs them. */
export interface Issuer {
  readonly key: SigningKey;
  /** Name and contact of the controller (GDPR Art. 4(7)). */
  readonly controller: string;
}

/** Issues receipts for what is in the ledger. */
export class ReceiptService {
  private published: Promise<void> | null = null;

  constructor(
    private readonly transactions: Transactions,
    private readonly issuer: Issuer,
  ) {}

  /**
   * The receipts of entries, in their order. Those that were never asked for are signed and kept,
   * so that a receipt stays the same when the policy, the controller's name or the key change.
   *
   * Cost: 1 statement where all are issued, 3 otherwise.
   *
   * @param events of one customer
   * @returns null in every place for others than the customer
   */
  async receiptsFor(
    viewer: Viewer,
    events: readonly ConsentEventRow[],
  ): Promise<(ConsentReceiptRow | null)[]> {
    const customerId = events[0]?.customerId;
    if (viewer.kind !== "CUSTOMER" || viewer.customerId !== customerId) {
      return events.map(() => null);
    }
    const { manager } = this.transactions;
    const sequences = events.map(({ sequence }) => sequence);
    let issued = bySequence(await receiptsOf(manager, customerId, sequences));
    const missing = events.filter(({ sequence }) => !issued.has(sequence));
    if (missing.length > 0) {
      await this.publish();
      const signed = await Promise.all(missing.map((event) => this.sign(event)));
      await keepReceipts(manager, customerId, signed);
      issued = bySequence(await receiptsOf(manager, customerId, sequences));
    }
    // Null where the ledger was erased meanwhile.
    return sequences.map((sequence) => issued.get(sequence) ?? null);
  }

  /** One page of a customer's receipts, newest first; empty for all others. */
  async page(
    viewer: Viewer,
    customerId: string,
    limit: number,
    beforeSequence: number,
  ): Promise<ConsentReceiptRow[]> {
    if (viewer.kind !== "CUSTOMER" || viewer.customerId !== customerId) return [];
    const { manager } = this.transactions;
    const events = await consentHistory(manager, customerId, limit, beforeSequence);
    const receipts = await this.receiptsFor(viewer, events);
    return receipts.filter((receipt) => receipt !== null);
  }

  /** All public keys as a JSON Web Key Set (RFC 7517), those of the past included. */
  async keySet(): Promise<{ keys: object[] }> {
    await this.publish();
    const keys = await signingKeys(this.transactions.manager);
    return { keys: keys.map(({ publicKey }) => publicKey) };
  }

  private async sign(event: ConsentEventRow) {
    const { key, controller } = this.issuer;
    const jws = await signJson(key, RECEIPT_TYPE, receiptOf(event, controller));
    return { sequence: event.sequence, keyId: key.keyId, jws };
  }

  /** The public key is on disk before anything that it has signed gets out. */
  private publish(): Promise<void> {
    const { keyId, publicKey } = this.issuer.key;
    this.published ??= keepSigningKey(this.transactions.manager, keyId, publicKey).catch(
      (error: unknown) => {
        this.published = null;
        throw error;
      },
    );
    return this.published;
  }
}

function bySequence(receipts: readonly ConsentReceiptRow[]) {
  return new Map(receipts.map((receipt) => [receipt.sequence, receipt]));
}
