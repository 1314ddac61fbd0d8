import DataLoader from "dataloader";
import type { EntityManager } from "typeorm";
import { groupBy } from "../db/group-by.ts";
import type { EmailCorrectionRow } from "../facts/email.entity.ts";
import { emailCorrectionsOf } from "../facts/email.repository.ts";
import { type CellDecision, latestDecisions } from "./evidence.repository.ts";
import type { ProfileResetRow } from "./reset.entity.ts";
import { resetsOf } from "./rights.repository.ts";

/** Loads resets, changed addresses and what decided about cells, many customers at once. */
export function createRightsLoaders(manager: EntityManager) {
  return {
    profileResets: new DataLoader<string, ProfileResetRow[]>(async (customerIds) => {
      const found = groupBy(await resetsOf(manager, customerIds), (row) => row.customerId);
      return customerIds.map((id) => found.get(id) ?? []);
    }),
    emailCorrections: new DataLoader<string, EmailCorrectionRow[]>(async (customerIds) => {
      const own = await emailCorrectionsOf(manager, customerIds);
      const found = groupBy(own, (row) => row.customerId);
      return customerIds.map((id) => found.get(id) ?? []);
    }),
    cellDecisions: new DataLoader<string, CellDecision[]>(async (customerIds) => {
      const found = groupBy(await latestDecisions(manager, customerIds), (row) => row.customerId);
      return customerIds.map((id) => found.get(id) ?? []);
    }),
  };
}
