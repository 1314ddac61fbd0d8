import { FirstLight1763700000000 } from "./0001-first-light.ts";
import { LearnerChanges1764000000000 } from "./0002-learner-changes.ts";

/** All migrations in the order in which they are applied. */
export const migrations = [FirstLight1763700000000, LearnerChanges1764000000000];
