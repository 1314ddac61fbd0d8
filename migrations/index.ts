import { FirstLight1763700000000 } from "./0001-first-light.ts";
import { ShownLists1763800000000 } from "./0002-shown-lists.ts";
import { LearnerChanges1764000000000 } from "./0003-learner-changes.ts";
import { WeightsAndContacts1764100000000 } from "./0004-weights-and-contacts.ts";
import { Erasure1764600000000 } from "./0009-erasure.ts";

/** All migrations in the order in which they are applied. */
export const migrations = [
  FirstLight1763700000000,
  ShownLists1763800000000,
  LearnerChanges1764000000000,
  WeightsAndContacts1764100000000,
  Erasure1764600000000,
];
