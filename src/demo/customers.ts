import type { ConsentView } from "../consents/gate.ts";
import { DAY_MS, DAYS, type Day, HOUR_MS } from "./calendar.ts";
import { familyNames, givenNamesOfMen, givenNamesOfWomen } from "./names.ts";
import type { Random } from "./random.ts";
import type {
  DemoConsentCategory,
  DemoConsentEvent,
  DemoConsentPurpose,
  DemoCustomer,
} from "./types.ts";

/** What a group of customers allows for their own answers, and how often they help to improve. */
interface ConsentGroup {
  readonly customers: number;
  readonly personalisation: readonly DemoConsentCategory[];
  /** Share of the group that gives IMPROVEMENT for the same categories. */
  readonly improvementShare: number;
  /** How the story ends: `REFUSED` was never open, `WITHDRAWN` was open for a while. */
  readonly ending?: "REFUSED" | "WITHDRAWN";
}

const groups: readonly ConsentGroup[] = [
  { customers: 36, personalisation: [], improvementShare: 0 },
  { customers: 18, personalisation: ["PURCHASE"], improvementShare: 0, ending: "REFUSED" },
  {
    customers: 21,
    personalisation: ["PURCHASE", "BROWSING"],
    improvementShare: 0.5,
    ending: "WITHDRAWN",
  },
  { customers: 51, personalisation: ["PURCHASE"], improvementShare: 0.7 },
  { customers: 54, personalisation: ["PURCHASE", "BROWSING"], improvementShare: 0.8 },
  {
    customers: 120,
    personalisation: ["PURCHASE", "BROWSING", "FEEDBACK", "CONTEXT", "DECLARED_PREFERENCE"],
    improvementShare: 0.95,
  },
];

/** Of those who give IMPROVEMENT at all. */
const MOOD_SHARE = 0.85;
const EXPERTISE_SHARE = 0.18;

/** The customers of the house, `demo-001` to `demo-300`, with what they allow. */
export function demoCustomers(random: Random, days: readonly Day[]): DemoCustomer[] {
  const places = random.shuffled(
    groups.flatMap((group) => Array<ConsentGroup>(group.customers).fill(group)),
  );
  return places.map((group, index) => {
    const id = `demo-${String(index + 1).padStart(3, "0")}`;
    return { ...person(random, id), consentEvents: consentEvents(random, group, days) };
  });
}

function person(random: Random, id: string): Omit<DemoCustomer, "consentEvents"> {
  const isWoman = random.chance(0.5);
  const given = random.pick(isWoman ? givenNamesOfWomen : givenNamesOfMen);
  const family = random.pick(familyNames);
  const language = random.chance(0.72) ? "de" : "en";
  const title = language === "de" ? (isWoman ? "Frau" : "Herr") : isWoman ? "Ms" : "Mr";
  const formOfAddress = random.weighted({
    [given]: 4,
    [`${title} ${family}`]: 5,
    [language === "de" ? `${title} Doktor ${family}` : `Dr ${family}`]: 0.6,
  });
  return {
    id,
    externalSystem: "demo",
    name: `${given} ${family}`,
    formOfAddress,
    language,
    email: `${id}@guests.example`,
  };
}

function consentEvents(
  random: Random,
  group: ConsentGroup,
  days: readonly Day[],
): DemoConsentEvent[] {
  const opensAt = days[0]!.startsAt - random.whole(1, 200) * DAY_MS + random.whole(8, 20) * HOUR_MS;
  const cells: [DemoConsentPurpose, DemoConsentCategory][] = group.personalisation.map(
    (category) => ["PERSONALISATION", category],
  );
  if (random.chance(group.improvementShare)) {
    for (const category of group.personalisation) {
      if (category !== "DECLARED_PREFERENCE") cells.push(["IMPROVEMENT", category]);
    }
    if (random.chance(MOOD_SHARE)) cells.push(["IMPROVEMENT", "MOOD"]);
  }
  const events = cells.map(([purpose, category], place): DemoConsentEvent => {
    const state = group.ending === "REFUSED" ? "REFUSED" : "GIVEN";
    return { purpose, category, state, at: opensAt + place * 1_000 };
  });
  if (group.ending !== "WITHDRAWN") return events;
  const closesAt = days[random.whole(10, DAYS - 5)]!.startsAt + 9 * HOUR_MS;
  return events.concat(
    events.map((event, place) => ({ ...event, state: "WITHDRAWN", at: closesAt + place * 1_000 })),
  );
}

/**
 * The same customers, some of whom let their finds guide others: the expert, and others among those
 * who help to improve, about a tenth of the house in all.
 *
 * @param expertId the customer whom others follow
 */
export function withExpertise(
  random: Random,
  customers: readonly DemoCustomer[],
  expertId: string,
): DemoCustomer[] {
  return customers.map((customer) => {
    // One draw for everybody, so that no customer's word moves another's.
    const isWilling = random.chance(EXPERTISE_SHARE) || customer.id === expertId;
    if (!isWilling || !isGiven(customer, "IMPROVEMENT", "PURCHASE")) return customer;
    const at = customer.consentEvents.at(-1)!.at + 1_000;
    const given = { purpose: "EXPERTISE", category: "PURCHASE", state: "GIVEN", at } as const;
    return { ...customer, consentEvents: [...customer.consentEvents, given] };
  });
}

/** The customer's last word on every cell, as the consent gate reads it. */
export function consentsOf({ consentEvents }: DemoCustomer): ConsentView {
  const cells = consentEvents.map(({ purpose, category, state }) => [
    `${purpose}:${category}`,
    state,
  ]);
  return { epoch: consentEvents.length, cells: Object.fromEntries(cells) };
}

/** Whether the customer's last word on a cell is yes. */
export function isGiven(
  customer: DemoCustomer,
  purpose: DemoConsentPurpose,
  category: DemoConsentCategory,
): boolean {
  return consentsOf(customer).cells[`${purpose}:${category}`] === "GIVEN";
}
