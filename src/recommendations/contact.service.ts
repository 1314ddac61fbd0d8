import { noteIfDenied } from "../access/refusal.repository.ts";
import { actorOf, hasScope, type Viewer } from "../access/viewer.ts";
import type { ConsentSnapshotRow } from "../consents/consent.entity.ts";
import { consentSnapshots, consentSnapshotsForWrite } from "../consents/consent.repository.ts";
import { type ConsentView, hasOpenCell, isQuiet, permit, underGpc } from "../consents/gate.ts";
import type { DataCategory } from "../consents/policy.ts";
import type { Transactions } from "../db/transactions.ts";
import { LIMITS } from "../limits.ts";
import { type Failure, fail, ok, type Result } from "../result.ts";
import type { AnswerBasis } from "./answer.service.ts";
import type { ContactBudgetRow, ContactChannel } from "./contact.entity.ts";
import type { ContactLimitSetErrorCode, ContactPlanErrorCode } from "./contact.errors.ts";
import { contactBudgetsOf, setContactLimit, takeContact } from "./contact.repository.ts";
import type { ServedList } from "./recommendation.entity.ts";
import type { RecommendationService } from "./recommendation.service.ts";

/** Whom a client wants to contact, and how. */
export interface ContactCall {
  readonly customerId: string;
  readonly channel: ContactChannel;
  readonly placement: string;
  readonly first: number;
}

/** A plan that failed; an exhausted budget says when it has room again. */
export interface ContactFailure extends Failure<ContactPlanErrorCode> {
  readonly nextPossibleAt?: Date | null;
}

/** How often a customer may be contacted on a channel, and when they were. */
export interface ContactBudget {
  readonly channel: ContactChannel;
  readonly contactsPerWeek: number;
  readonly isSet: boolean;
  readonly plannedAt: Date[];
  /** Also those that count no more. */
  readonly keptPlannedAt: Date[];
}

/** What a call is told for ever; times as text, because it is kept as JSON. */
type Verdict =
  | { readonly kind: "COUNTED" | "NOTHING_TO_SAY" }
  | { readonly kind: "EXHAUSTED"; readonly nextPossibleAt: string | null };

export const CONTACT_CHANNELS: readonly ContactChannel[] = ["EMAIL", "PUSH", "SMS", "PHONE"];

/** The house's budget for customers who have said nothing: contacts in any seven days. */
const CONTACTS_PER_WEEK = 2;
const WEEK_MS = 7 * 86_400_000;

/** What a contact on a channel uses to find the person; of a push the device knows the address. */
const ADDRESS_OF_CHANNEL = {
  EMAIL: "EMAIL",
  PUSH: null,
  SMS: "PHONE",
  PHONE: "PHONE",
} as const satisfies Record<ContactChannel, DataCategory | null>;

/** Outreach: what customers have not asked for needs its own consent, and a budget. */
export class ContactService {
  constructor(
    private readonly transactions: Transactions,
    private readonly recommendations: RecommendationService,
    private readonly now: () => number,
  ) {}

  /**
   * Says whether a customer may be contacted now, and with what. The list rests on what OUTREACH
   * covers, nothing of it is left to chance, and it is not kept. Whether it was counted is decided
   * under the epoch that the list was computed under.
   *
   * @param basis learns what the list rests on: it leaves only while that stands
   */
  async plan(
    viewer: Viewer,
    contact: ContactCall,
    key: string,
    basis: AnswerBasis,
  ): Promise<Result<ServedList, ContactFailure>> {
    const outcome = await this.attemptPlan(viewer, contact, key, basis);
    return noteIfDenied(this.transactions.manager, viewer, "contactPlan", outcome);
  }

  private async attemptPlan(
    viewer: Viewer,
    contact: ContactCall,
    key: string,
    basis: AnswerBasis,
  ): Promise<Result<ServedList, ContactFailure>> {
    if (!hasScope(viewer, "contacts:plan")) {
      return fail("FORBIDDEN", "This needs the scope contacts:plan.");
    }
    const { customerId, channel, first } = contact;
    const [consents] = await consentSnapshots(this.transactions.manager, [customerId]);
    if (!consents) return fail("NOT_FOUND", "There is no such customer.", "customerId");
    if (!isReachable(underGpc(consents, viewer.isGpc === true), channel)) {
      const needed = "The customer has not opened OUTREACH for this channel.";
      return fail("CONSENT_REQUIRED", needed, "channel");
    }
    basis.restsOn(consents);
    // Setting it raises the epoch, which is compared below: nobody is contacted after they said so.
    if (isQuiet(consents, this.now())) return quiet(consents.quietUntil ?? null);
    const list = await this.recommendations.outreachList(consents, first);
    const call = { actor: actorOf(viewer), operation: "contactPlan", key, input: contact };
    const verdict = await this.transactions.once<Verdict, ContactPlanErrorCode>(
      call,
      async (manager) => {
        const [now] = await consentSnapshotsForWrite(manager, [customerId]);
        if (now?.epoch !== consents.epoch) {
          return fail("CONSENT_CHANGED", "The customer's consents have changed; try again.");
        }
        if (list.items.length === 0) return ok({ kind: "NOTHING_TO_SAY" });
        const time = new Date(this.now());
        if (await takeContact(manager, customerId, channel, CONTACTS_PER_WEEK, time)) {
          return ok({ kind: "COUNTED" });
        }
        const budgets = budgetsOf(await contactBudgetsOf(manager, [customerId]), time);
        const next = nextPossibleAt(budgets.find((budget) => budget.channel === channel)!);
        return ok({ kind: "EXHAUSTED", nextPossibleAt: next?.toISOString() ?? null });
      },
    );
    return verdict.ok ? answerOf(verdict.value, list) : verdict;
  }

  /** Sets how often the viewer wants to be contacted. A wish to be left alone needs no consent. */
  async setLimit(
    viewer: Viewer,
    limit: { readonly channel: ContactChannel; readonly contactsPerWeek: number | null },
    key: string,
  ): Promise<Result<{ customerId: string }, Failure<ContactLimitSetErrorCode>>> {
    if (viewer.kind !== "CUSTOMER") {
      const reason = "Only customers can say how often they want to be contacted.";
      const { manager } = this.transactions;
      return noteIfDenied(manager, viewer, "contactLimitSet", fail("FORBIDDEN", reason));
    }
    const { customerId } = viewer;
    const { channel, contactsPerWeek } = limit;
    const max = LIMITS.contactsPerWeekMax;
    if (contactsPerWeek !== null && (contactsPerWeek < 0 || contactsPerWeek > max)) {
      return fail("VALUE_INVALID", `Expected a number from 0 to ${max}.`, "contactsPerWeek");
    }
    const call = { actor: actorOf(viewer), operation: "contactLimitSet", key, input: limit };
    const outcome = await this.transactions.once(call, async (manager) => {
      const known: ConsentSnapshotRow[] = await consentSnapshotsForWrite(manager, [customerId]);
      if (known.length === 0) return fail("NOT_FOUND", "There is no such customer.");
      await setContactLimit(manager, customerId, channel, contactsPerWeek);
      return ok({ customerId });
    });
    return noteIfDenied(this.transactions.manager, viewer, call.operation, outcome);
  }

  /** The budgets of all channels from what is stored of a customer, at this moment. */
  budgets(stored: readonly ContactBudgetRow[]): ContactBudget[] {
    return budgetsOf(stored, new Date(this.now()));
  }
}

/** A push needs no address of ours, but saying something to somebody is OUTREACH in any case. */
function isReachable(consents: ConsentView, channel: ContactChannel): boolean {
  const address = ADDRESS_OF_CHANNEL[channel];
  if (address !== null) return permit(consents, "OUTREACH", address, "SHARE");
  return hasOpenCell(consents, "OUTREACH");
}

function answerOf(verdict: Verdict, list: ServedList): Result<ServedList, ContactFailure> {
  switch (verdict.kind) {
    case "COUNTED":
      return ok(list);
    case "NOTHING_TO_SAY":
      return ok({ ...list, items: [] });
    case "EXHAUSTED": {
      const { nextPossibleAt: at } = verdict;
      const message = "The customer was contacted on this channel as often as they may be.";
      const nextPossibleAt = at === null ? null : new Date(at);
      const failure = {
        code: "BUDGET_EXHAUSTED",
        message,
        path: ["channel"],
        nextPossibleAt,
      } as const;
      return { ok: false, errors: [failure] };
    }
  }
}

function quiet(nextPossibleAt: Date | null): Result<never, ContactFailure> {
  const message = "The customer wants to be left alone.";
  const failure = {
    code: "CUSTOMER_QUIET",
    message,
    path: ["customerId"],
    nextPossibleAt,
  } as const;
  return { ok: false, errors: [failure] };
}

function budgetsOf(stored: readonly ContactBudgetRow[], now: Date): ContactBudget[] {
  return CONTACT_CHANNELS.map((channel) => {
    const row = stored.find((budget) => budget.channel === channel);
    return {
      channel,
      contactsPerWeek: row?.contactsPerWeek ?? CONTACTS_PER_WEEK,
      isSet: row?.contactsPerWeek != null,
      keptPlannedAt: row?.plannedAt ?? [],
      plannedAt: (row?.plannedAt ?? []).filter((at) => at.getTime() > now.getTime() - WEEK_MS),
    };
  });
}

/** A week after the contact that has to fall out of the window first; never for a budget of 0. */
function nextPossibleAt({ plannedAt, contactsPerWeek }: ContactBudget): Date | null {
  const blocking = contactsPerWeek === 0 ? undefined : plannedAt.at(-contactsPerWeek);
  return blocking ? new Date(blocking.getTime() + WEEK_MS) : null;
}
