import { decodeCursor, encodeCursor, toConnection } from "../graphql/connections.ts";
import type { Resolvers } from "../graphql/generated/resolvers-types.ts";
import { badUserInput } from "../graphql/input-text.ts";
import type { AccessLogRow } from "./access-log.entity.ts";
import type { AccessLogKey } from "./access-log.repository.ts";

export const accessLogResolvers: Resolvers = {
  Customer: {
    whoUsedMyData: async ({ customerId }, { first, after }, { viewer, services }) => {
      const keys = decodeCursor(after, "dateTime", "text", "text", "text", "text");
      const page = await services.accessLog.page(viewer, customerId, first + 1, keyFrom(keys));
      return toConnection(page ?? [], first, cursorOf, after);
    },
  },
  DataUse: {
    day: ({ day }) => startOf(day),
    actorName: ({ actorKind, actorName }) => (actorKind === "CUSTOMER" ? null : actorName),
    count: ({ uses }) => uses,
  },
};

/** Cursors have no empty parts, and the name of the customers themselves is empty. */
const NO_NAME = "-";

function cursorOf({ day, actorKind, actorName, purpose, category }: AccessLogRow): string {
  const name = actorKind === "CUSTOMER" ? NO_NAME : actorName;
  return encodeCursor(startOf(day).toISOString(), actorKind, name, purpose, category);
}

/** Made up values only ever name another place in the customer's own list. */
function keyFrom(keys: readonly string[] | null): AccessLogKey | null {
  if (!keys) return null;
  const [time, actorKind, name, purpose, category] = keys as [
    string,
    string,
    string,
    string,
    string,
  ];
  const day = new Date(time).toISOString().slice(0, 10);
  // The ends of the calendar, moved by an offset: no day of ours, and none that the database knows.
  if (!/^(?!0000)\d{4}-/.test(day)) throw badUserInput("The cursor was not made by this list.");
  return {
    day,
    actorKind: actorKind as AccessLogKey["actorKind"],
    actorName: actorKind === "CUSTOMER" ? "" : name,
    purpose: purpose as AccessLogKey["purpose"],
    category: category as AccessLogKey["category"],
  };
}

function startOf(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}
