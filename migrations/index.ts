import { FirstLight1763700000000 } from "./0001-first-light.ts";
import { ShownLists1763800000000 } from "./0002-shown-lists.ts";
import { LearnerChanges1764000000000 } from "./0003-learner-changes.ts";
import { WeightsAndContacts1764100000000 } from "./0004-weights-and-contacts.ts";
import { Retention1764200000000 } from "./0005-retention.ts";
import { ConsentLedger1764300000000 } from "./0006-consent-ledger.ts";
import { SealedIdentity1764400000000 } from "./0007-sealed-identity.ts";
import { Restriction1764500000000 } from "./0008-restriction.ts";
import { Erasure1764600000000 } from "./0009-erasure.ts";
import { AccessLog1764700000000 } from "./0010-access-log.ts";
import { Guesses1764800000000 } from "./0011-guesses.ts";
import { RowLevelSecurity1764900000000 } from "./0012-row-level-security.ts";

/** All migrations in the order in which they are applied. */
export const migrations = [
  FirstLight1763700000000,
  ShownLists1763800000000,
  LearnerChanges1764000000000,
  WeightsAndContacts1764100000000,
  Retention1764200000000,
  ConsentLedger1764300000000,
  SealedIdentity1764400000000,
  Restriction1764500000000,
  Erasure1764600000000,
  AccessLog1764700000000,
  Guesses1764800000000,
  RowLevelSecurity1764900000000,
];
