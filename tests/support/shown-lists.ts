import type { ConsentSnapshotRow } from "../../src/consents/consent.entity.ts";
import { Transactions } from "../../src/db/transactions.ts";
import { AnswerBasis, AnswerService } from "../../src/recommendations/answer.service.ts";
import { type ShownList, shownListRow } from "../../src/recommendations/shown-list.service.ts";
import type { TestDatabase } from "./databases.ts";

/**
 * Lets an answer with one list leave, as the server does.
 *
 * @param now milliseconds since 1970
 * @returns the id under which the list is kept, or null where it is not
 */
export async function leaveWithList(
  { dataSource }: TestDatabase,
  decided: ConsentSnapshotRow,
  list: ShownList,
  now: number,
): Promise<string | null> {
  const basis = new AnswerBasis();
  basis.restsOn(decided);
  const row = shownListRow(decided, list, now);
  if (row) basis.lists.push(row);
  const mayLeave = await new AnswerService(new Transactions(dataSource)).confirm(basis);
  return mayLeave && row ? row.listId : null;
}
