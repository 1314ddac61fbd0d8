import type { DataSource } from "typeorm";

/** Everything that a page with explained recommendations asks for. */
const RECOMMENDATIONS = `query Bench($context: ContextInput, $mood: MoodInput) {
  me {
    recommendations(placement: "home", first: 12, mode: FULL, context: $context, mood: $mood) {
      mode modelVersion consentEpoch
      items {
        rank score sources
        item { id sku title categories tags isAvailable price { amountMinor currency } }
        explanation {
          baseline summary
          contributions {
            signal value evidenceIds
            parts { name value evidenceIds }
          }
        }
      }
    }
  }
}`;

const RECORD = `mutation Bench($input: InteractionsRecordInput!) {
  interactionsRecord(input: $input) { results { verdict } errors { code message } }
}`;

const EVENTS_PER_CALL = 100;
const CALLS = 10;

/** The body of a request for twelve explained recommendations, with context and mood. */
export function recommendationsBody(): string {
  const context = { daypart: "evening", weather: "hot", occasion: "celebration" };
  const mood = { name: "FESTIVE", intensity: 2 };
  return JSON.stringify({ query: RECOMMENDATIONS, variables: { context, mood } });
}

/**
 * Bodies of calls that each record 100 purchases of many customers. Each has a key that the sender
 * replaces, so that every event of every call is new.
 *
 * @param customerIds global ids, not empty
 * @param skus not empty
 */
export function intakeBodies(customerIds: readonly string[], skus: readonly string[]): string[] {
  return Array.from({ length: CALLS }, (_, call) => {
    const interactions = Array.from({ length: EVENTS_PER_CALL }, (_event, index) => {
      const place = call * EVENTS_PER_CALL + index;
      return {
        customerId: customerIds[place % customerIds.length],
        kind: "PURCHASE",
        sku: skus[(place * 7) % skus.length],
        value: 1,
        context: [{ name: "weather", value: "mild" }],
      };
    });
    const input = { idempotencyKey: "[<id>]", interactions };
    return JSON.stringify({ query: RECORD, variables: { input } });
  });
}

/** The first customer by id, which the demo house makes from names, who lets everything be used. */
export async function openCustomerId(dataSource: DataSource): Promise<string> {
  const [found] = await dataSource.query<{ id: string }[]>(`
    select customer_id as id from consent_snapshot
    where cells @> '{"PERSONALISATION:PURCHASE": "GIVEN", "PERSONALISATION:BROWSING": "GIVEN",
      "PERSONALISATION:FEEDBACK": "GIVEN", "PERSONALISATION:CONTEXT": "GIVEN",
      "PERSONALISATION:DECLARED_PREFERENCE": "GIVEN"}'
    order by customer_id limit 1`);
  if (!found) throw new Error("The demo house has nobody who lets everything be used.");
  return found.id;
}

/** Events of a call, for counting. */
export const INTAKE_EVENTS_PER_CALL = EVENTS_PER_CALL;
