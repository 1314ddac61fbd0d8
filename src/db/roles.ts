import { DataSource, type EntityManager } from "typeorm";
import { attachKeyring, keyringOf } from "../sealing/keyring.ts";

/** A purpose under which evidence is read by a database role of its own. */
export type ReadingPurpose = "PERSONALISATION" | "OUTREACH" | "IMPROVEMENT";

/** Serves requests: reads and writes what services ask for, but owns nothing. */
const SERVING_ROLE = "kathi_app";

const ROLE_OF_PURPOSE: Readonly<Record<ReadingPurpose, string>> = {
  PERSONALISATION: "kathi_personalisation",
  OUTREACH: "kathi_outreach",
  IMPROVEMENT: "kathi_improvement",
};

/**
 * The connections of a server, none of which works with the owner's rights. The login behind them
 * is the owner's: whoever can send any statement can take them back (`set role none`).
 */
export interface Connections {
  /** For services. */
  readonly served: DataSource;
  /** For reading a customer's evidence: rows of closed cells are not there. */
  managerFor(purpose: "PERSONALISATION" | "OUTREACH"): EntityManager;
  close(): Promise<void>;
}

/**
 * Opens the pools of a server beside its owner's: each with a role that row-level security knows
 * (migration `0012-row-level-security`). A role is taken when a connection is made, not by each
 * statement, so reading under a purpose costs no round trip and no setting can leak through a pool.
 */
export async function openConnections(owner: DataSource): Promise<Connections> {
  const served = await openAs(owner, SERVING_ROLE);
  const readers = {
    PERSONALISATION: await openAs(owner, ROLE_OF_PURPOSE.PERSONALISATION),
    OUTREACH: await openAs(owner, ROLE_OF_PURPOSE.OUTREACH),
  };
  return {
    served,
    managerFor: (purpose) => readers[purpose].manager,
    close: async () => {
      for (const dataSource of [served, ...Object.values(readers)]) await dataSource.destroy();
    },
  };
}

/**
 * Reads in a transaction under a purpose: for the learner and for reports, which read many
 * customers at a time. Cost: three statements more than `work`.
 */
export function readAs<Value>(
  owner: DataSource,
  purpose: ReadingPurpose,
  work: (manager: EntityManager) => Promise<Value>,
): Promise<Value> {
  return owner.transaction(async (manager) => {
    await manager.query(`set local role ${ROLE_OF_PURPOSE[purpose]}`);
    return work(manager);
  });
}

async function openAs(owner: DataSource, role: string): Promise<DataSource> {
  const { extra, ...options } = owner.options as { extra?: object } & DataSource["options"];
  const sibling = new DataSource({
    ...options,
    extra: { ...extra, options: `-c role=${role}` },
  } as DataSource["options"]);
  attachKeyring(sibling, keyringOf(owner.manager));
  return sibling.initialize();
}
