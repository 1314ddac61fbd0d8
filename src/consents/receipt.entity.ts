import { EntitySchema } from "typeorm";
import { customerForeignKey, keyColumn, writtenAtColumn } from "../db/columns.ts";

/** A signed receipt, as it was issued once. */
export interface ConsentReceiptRow {
  customerId: string;
  /** Of the ledger's entry that it is about. */
  sequence: number;
  keyId: string;
  /** JSON Web Signature, compact. */
  jws: string;
  issuedAt: Date;
}

/** The public half of a key that receipts were signed with. */
export interface SigningKeyRow {
  keyId: string;
  publicKey: Record<string, unknown>;
  firstUsedAt: Date;
}

export const consentReceiptEntity = new EntitySchema<ConsentReceiptRow>({
  name: "consent_receipt",
  columns: {
    customerId: keyColumn("consent_receipt", "customer_id", "uuid"),
    sequence: keyColumn("consent_receipt", "sequence", "integer"),
    keyId: { name: "key_id", type: "text" },
    jws: { type: "text" },
    issuedAt: writtenAtColumn("issued_at"),
  },
  foreignKeys: [customerForeignKey("consent_receipt")],
});

export const signingKeyEntity = new EntitySchema<SigningKeyRow>({
  name: "signing_key",
  columns: {
    keyId: keyColumn("signing_key", "key_id", "text"),
    publicKey: { name: "public_key", type: "jsonb" },
    firstUsedAt: writtenAtColumn("first_used_at"),
  },
});
