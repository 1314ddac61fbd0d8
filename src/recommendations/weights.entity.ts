import { EntitySchema } from "typeorm";
import { customerForeignKey, keyColumn, writtenAtColumn } from "../db/columns.ts";
import type { Dial } from "../scoring/index.ts";

/** How a customer has set the dial; null where they left it as the house has it. */
export interface WeightsRow {
  customerId: string;
  history: number | null;
  context: number | null;
  mood: number | null;
  surprise: number | null;
  setAt: Date;
}

/** A dial with what its customer has said about it. */
export interface DeclaredWeights extends Dial {
  readonly isSet: boolean;
}

const weight = { type: "double precision", nullable: true } as const;

export const weightsEntity = new EntitySchema<WeightsRow>({
  name: "customer_weights",
  columns: {
    customerId: keyColumn("customer_weights", "customer_id", "uuid"),
    history: weight,
    context: weight,
    mood: weight,
    surprise: weight,
    setAt: writtenAtColumn("set_at"),
  },
  checks: [
    {
      name: "customer_weights_range",
      expression: `history between 0 and 2 and context between 0 and 2 and mood between 0 and 2
        and surprise between 0 and 1`,
    },
  ],
  foreignKeys: [customerForeignKey("customer_weights")],
});
