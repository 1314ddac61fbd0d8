/** Generated from schema/ by `npm run generate`; a test compares both. */
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { DataCategory as DataCategoryName, PlacedCell, PurposeDescription as PurposeDescriptionRow } from '../../consents/policy.ts';
import type { ItemRow } from '../../catalogue/catalogue.entity.ts';
import type { ConsentCell, ConsentEventRow } from '../../consents/consent.entity.ts';
import type { ConsentReceiptRow } from '../../consents/receipt.entity.ts';
import type { ShownContribution, ShownPart, ShownItem, NotShownAnswer, AnsweredList } from '../../recommendations/recommendation.resolvers.ts';
import type { ConsentingCustomer, ExternalIdRow, MergedCustomerRow } from '../../customers/customer.entity.ts';
import type { AccessLogRow } from '../../access-log/access-log.entity.ts';
import type { PreferenceRow } from '../../corrections/preference.entity.ts';
import type { ErasureRow } from '../../erasure/erasure.entity.ts';
import type { ResolvedFact, FactEvidenceRow } from '../../facts/fact.entity.ts';
import type { FactChange as FactChangeRow } from '../../facts/fact-change.service.ts';
import type { GuessOfCustomer } from '../../guesses/guess.service.ts';
import type { InteractionRow } from '../../interactions/interaction.entity.ts';
import type { RecordedInteraction } from '../../interactions/interaction.service.ts';
import type { StruckGuessRow } from '../../guesses/guess.entity.ts';
import type { ProfileResetRow } from '../../rights/reset.entity.ts';
import type { EmailCorrectionRow } from '../../facts/email.entity.ts';
import type { EvidenceEntry as EvidenceEntryRow, EntryUse } from '../../rights/evidence.service.ts';
import type { ShownListRow } from '../../recommendations/shown-list.entity.ts';
import type { OwnCallRow } from '../../rights/evidence.repository.ts';
import type { RefusedAttemptRow } from '../../access/refusal.entity.ts';
import type { FieldParameters as FieldParametersRow, SignalParameters as SignalParametersRow } from '../../recommendations/parameters.service.ts';
import type { RequestScope } from '../request-scope.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A moment in time, ISO 8601 with an offset, for example `2026-03-01T09:30:00Z`. */
  DateTime: { input: Date; output: Date; }
  /**
   * A key of 1 to 200 characters that the caller makes. Repeating a mutation with the same key within 30
   * days gives the first answer again and changes nothing; the same key with other content is an error.
   */
  IdempotencyKey: { input: string; output: string; }
  /** A text of 1 to 500 characters: values of facts, references to documents. */
  LongText: { input: string; output: string; }
  /** A number of entries on one page, 1 to 100. */
  PageSize: { input: number; output: number; }
  /** A text of 1 to 200 characters without control characters: names, labels, codes. */
  ShortText: { input: string; output: string; }
};

/** Who used a customer's data. Open: more may come. */
export type ActorKind =
  /** Another system that has a token; its name is told. */
  | 'CLIENT'
  /** The customers themselves. */
  | 'CUSTOMER'
  /** A part of this house that works by itself, such as the learner. */
  | 'SYSTEM';

/** Where an item would stand if something did not count. */
export type Alternative = {
  /** Place by score among all that could be shown, from 1. */
  rank: Scalars['Int']['output'];
  /** The score without it. */
  score: Scalars['Float']['output'];
};

/** One call of the customer that changed something. */
export type CallRecord = {
  /** SHA-256 of what was asked for; its content is not kept. */
  inputDigest: Scalars['String']['output'];
  /** The key that the caller made. */
  key: Scalars['String']['output'];
  /** The first outcome as JSON; it holds ids, no values. */
  outcome: Scalars['String']['output'];
  /** When it was recorded. */
  recordedAt: Scalars['DateTime']['output'];
};

/** One page of calls. */
export type CallRecordConnection = {
  /** The calls with their cursors. */
  edges: Array<CallRecordEdge>;
  /** The calls. */
  nodes: Array<CallRecord>;
  /** Where this page stands. */
  pageInfo: PageInfo;
};

/** A call of a page with its cursor. */
export type CallRecordEdge = {
  /** Pass it as `after` to go on behind this call. */
  cursor: Scalars['String']['output'];
  /** The call. */
  node: CallRecord;
};

/** Something that can be recommended: a dish, a wine, a product, a stay, a tip. */
export type CatalogueItem = Node & {
  /** From general to special, for example `["food", "cheese"]`. */
  categories: Array<Scalars['String']['output']>;
  /** Opaque and stable: pass it back, never take it apart. */
  id: Scalars['ID']['output'];
  /** Whether it can be had now; what cannot be had is not recommended. */
  isAvailable: Scalars['Boolean']['output'];
  /** The price; null for things that have none, such as tips. */
  price?: Maybe<Money>;
  /** The item's id in the shop's own system. */
  sku: Scalars['String']['output'];
  /** Properties that conditions and preferences refer to. */
  tags: Array<Scalars['String']['output']>;
  /** The title for customers, in the language asked for or else in the house's own. */
  title: Scalars['String']['output'];
};


/** Something that can be recommended: a dish, a wine, a product, a stay, a tip. */
export type CatalogueItemTitleArgs = {
  locale: Locale;
};

/** One page of the catalogue. */
export type CatalogueItemConnection = {
  /** The items with their cursors. */
  edges: Array<CatalogueItemEdge>;
  /** The items. */
  nodes: Array<CatalogueItem>;
  /** Where this page stands. */
  pageInfo: PageInfo;
};

/** An item of a page with its cursor. */
export type CatalogueItemEdge = {
  /** Pass it as `after` to go on behind this item. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: CatalogueItem;
};

/** An item as the shop knows it. What is left out is emptied. */
export type CatalogueItemInput = {
  /** From general to special. */
  categories: Array<Scalars['ShortText']['input']>;
  /** Whether it can be had now. */
  isAvailable: Scalars['Boolean']['input'];
  /** The price. */
  price?: InputMaybe<MoneyInput>;
  /** The item's id in the shop's own system. */
  sku: Scalars['ShortText']['input'];
  /** Properties that conditions and preferences refer to. */
  tags: Array<Scalars['ShortText']['input']>;
  /** The title in the house's own language. */
  title: Scalars['ShortText']['input'];
  /** The German title, where it differs. */
  titleDe?: InputMaybe<Scalars['ShortText']['input']>;
};

/** An expected failure of `catalogueItemsUpsert`. */
export type CatalogueItemsUpsertError = UserError & {
  /** The reason, one of this mutation's own. */
  code: CatalogueItemsUpsertErrorCode;
  /** One plain sentence in English for developers; show customers a text of your own. */
  message: Scalars['String']['output'];
  /** Where in the input the cause is. */
  path: Array<Scalars['String']['output']>;
};

/** Why a catalogue upsert can fail. Open: more may come. */
export type CatalogueItemsUpsertErrorCode =
  /** The same sku twice in one call. */
  | 'DUPLICATE_SKU'
  /** The caller may not write the catalogue (scope `catalogue:write`). */
  | 'FORBIDDEN'
  /** The key was used with other content. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** An amount or currency that cannot be. */
  | 'PRICE_INVALID'
  /** More items, categories or tags than a call may bring, or none. */
  | 'TOO_MANY_ENTRIES';

/** Items to create or replace. */
export type CatalogueItemsUpsertInput = {
  /** See `IdempotencyKey`. */
  idempotencyKey: Scalars['IdempotencyKey']['input'];
  /** Up to 500 items. */
  items: Array<CatalogueItemInput>;
};

/** What became of a catalogue upsert. */
export type CatalogueItemsUpsertPayload = {
  /** What went wrong; nothing was changed then. */
  errors: Array<CatalogueItemsUpsertError>;
  /** The items as they are now, in the order of the input; empty where it failed. */
  items: Array<CatalogueItem>;
};

/** A category of personal data as customers read it. */
export type CategoryDescription = {
  /** The category. */
  category: DataCategory;
  /** Where it comes from. */
  source: Scalars['String']['output'];
  /** What it is. */
  text: Scalars['String']['output'];
  /** What it is called. */
  title: Scalars['String']['output'];
};


/** A category of personal data as customers read it. */
export type CategoryDescriptionSourceArgs = {
  locale: Locale;
};


/** A category of personal data as customers read it. */
export type CategoryDescriptionTextArgs = {
  locale: Locale;
};


/** A category of personal data as customers read it. */
export type CategoryDescriptionTitleArgs = {
  locale: Locale;
};

/** A category to erase. */
export type CategoryEraseInput = {
  /** Which one. What comes later is decided by the consents, which stay as they are. */
  category: DataCategory;
  /** See `IdempotencyKey`. */
  idempotencyKey: Scalars['IdempotencyKey']['input'];
  /** Whether it can be undone for 24 hours; erased at once where it is left out. */
  isUndoable: Scalars['Boolean']['input'];
};

/** What became of erasing a category. It is in force when this arrives. */
export type CategoryErasePayload = {
  /** The customer; null where it failed. */
  customer?: Maybe<Customer>;
  /** The erasure; null where it failed. */
  erasure?: Maybe<Erasure>;
  /** What went wrong; nothing was changed then. */
  errors: Array<ErasureError>;
};

/** One property of a situation, for example `weather` = `hot`. */
export type Condition = {
  /** The property. */
  name: Scalars['String']['output'];
  /** Its value. */
  value: Scalars['String']['output'];
};

/** One property of a situation, for example `weather` = `hot`. */
export type ConditionInput = {
  /** The property. */
  name: Scalars['ShortText']['input'];
  /** Its value. */
  value: Scalars['ShortText']['input'];
};

/** Whether one category may be used for one purpose. */
export type Consent = {
  /** The category. */
  category: DataCategory;
  /** Whether the cell is open: data of this category may be used for this purpose. */
  isOpen: Scalars['Boolean']['output'];
  /** The purpose. */
  purpose: Purpose;
  /** The entry of the customer's ledger that set the state; name it as `expectedSequence`. */
  sequence: Scalars['Int']['output'];
  /** The state at this moment. */
  state: ConsentState;
  /** What the state means, for customers. */
  stateText: Scalars['String']['output'];
  /** When the state ends by itself: a consent for a time, or a pause; null where it does not. */
  validUntil?: Maybe<Scalars['DateTime']['output']>;
};


/** Whether one category may be used for one purpose. */
export type ConsentStateTextArgs = {
  locale: Locale;
};

/** An expected failure of pausing, resuming or objecting. */
export type ConsentCellsError = UserError & {
  /** The reason, one of these mutations' own. */
  code: ConsentCellsErrorCode;
  /** One plain sentence in English for developers; show customers a text of your own. */
  message: Scalars['String']['output'];
  /** Where in the input the cause is. */
  path: Array<Scalars['String']['output']>;
};

/** Why pausing, resuming or objecting can fail. Open: more may come. */
export type ConsentCellsErrorCode =
  /** This rests on nothing that can be objected to; consents are withdrawn or refused. */
  | 'CELL_NOT_OBJECTABLE'
  /** The key was used with other content. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** There is no such customer that you may act for. */
  | 'NOT_FOUND'
  /** Only customers themselves can end a pause early: it opens cells. */
  | 'ONLY_CUSTOMER_MAY_RESUME'
  /** Only customers themselves can take an objection back: it opens cells. */
  | 'ONLY_CUSTOMER_MAY_WITHDRAW_OBJECTION'
  /** A pause ends in the future, and within 366 days. */
  | 'PAUSE_END_INVALID';

/** What became of several cells at once. It is in force when this arrives. */
export type ConsentCellsPayload = {
  /** Every decided cell after the change; empty where it failed. */
  consents: Array<Consent>;
  /** The customer; null where it failed, and for clients without the scope `customers:read`. */
  customer?: Maybe<Customer>;
  /** What went wrong; nothing was changed then. */
  errors: Array<ConsentCellsError>;
};

/** An expected failure of a consent change. */
export type ConsentChangeError = UserError & {
  /** The reason, one of these mutations' own. */
  code: ConsentChangeErrorCode;
  /** One plain sentence in English for developers; show customers a text of your own. */
  message: Scalars['String']['output'];
  /** Where in the input the cause is. */
  path: Array<Scalars['String']['output']>;
};

/** Why a consent change can fail. Open: more may come. */
export type ConsentChangeErrorCode =
  /** Several purposes at once, without proof that each text was shown, or too many cells. */
  | 'BUNDLED_GRANT'
  /** This purpose does not ask consent for this category. */
  | 'CELL_NOT_GRANTABLE'
  /** The claimed time lies in the future, or before the purpose's version was published. */
  | 'CLAIMED_TIME_INVALID'
  /** The cell was decided since the customer saw it; show it and ask again. */
  | 'CONSENT_CHANGED'
  /** The event's id is no UUID in lower case. */
  | 'EVENT_ID_INVALID'
  /** The event's id names another event. */
  | 'EVENT_ID_REUSED'
  /** The key was used with other content. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** No text of this purpose has this hash today; show the customer one that is. */
  | 'NOTICE_UNKNOWN'
  /** There is no such customer that you may act for. */
  | 'NOT_FOUND'
  /** Customers grant or refuse for themselves; only clients record what was said to them. */
  | 'ONLY_CLIENT_MAY_REQUEST'
  /** Only customers themselves can open a cell. */
  | 'ONLY_CUSTOMER_MAY_GRANT'
  /** The purpose's text has another version today; show the customer that one. */
  | 'PURPOSE_VERSION_STALE'
  /** The customer has said no in the last twelve months. */
  | 'REQUEST_TOO_SOON'
  /** A consent that ends by itself ends in the future. */
  | 'VALID_UNTIL_INVALID';

/** One cell to change. */
export type ConsentChangeInput = {
  /** The category. */
  category: DataCategory;
  /** When the customer decided; recorded as a claim, never used instead of the order of arrival. */
  claimedAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The customer; for customers themselves it may be left out. */
  customerId?: InputMaybe<Scalars['ID']['input']>;
  /** An id of the event that the caller has made, a UUID in lower case; it counts once. */
  eventId?: InputMaybe<Scalars['ID']['input']>;
  /** Of a grant: the newest entry that the customer has seen. What was decided since, stays. */
  expectedSequence?: InputMaybe<Scalars['Int']['input']>;
  /** See `IdempotencyKey`. */
  idempotencyKey: Scalars['IdempotencyKey']['input'];
  /**
   * Of a refusal or withdrawal that a customer makes: what no purpose may keep any more is frozen
   * instead of erased. It is used for nothing, and counts again when the consent is back. The newest no
   * about a category decides; what clients report is erased.
   */
  keepsData: Scalars['Boolean']['input'];
  /** How the customer decided; left out, or said by a client, `API`. */
  method?: InputMaybe<CustomerMethod>;
  /** Of a grant: SHA-256 of the text that was shown. Needed where one operation grants several purposes. */
  noticeHash?: InputMaybe<Scalars['ShortText']['input']>;
  /** The purpose. */
  purpose: Purpose;
  /** Of a grant: the version of the purpose's text that was shown. */
  purposeVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Of a grant: when it ends by itself. */
  validUntil?: InputMaybe<Scalars['DateTime']['input']>;
};

/** What became of a consent change. It is in force when this arrives. */
export type ConsentChangePayload = {
  /** The cell after the change; null where it failed. */
  consent?: Maybe<Consent>;
  /** The customer; null where it failed, and for clients without the scope `customers:read`. */
  customer?: Maybe<Customer>;
  /** What went wrong; nothing was changed then. */
  errors: Array<ConsentChangeError>;
};

/** One entry of a customer's consent ledger. Entries are never changed. */
export type ConsentEvent = Node & {
  /** Who expressed it: `customer`, the client's name, or `system` where something ended by itself. */
  actor: Scalars['String']['output'];
  /** The category. */
  category: DataCategory;
  /** When it happened, as the caller claims; what counts is `recordedAt` and the sequence. */
  claimedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Where it is documented, for imported consents and for requests. */
  documentation?: Maybe<Scalars['String']['output']>;
  /** The caller's own id of this event, or one that was made for it; a UUID. */
  eventId: Scalars['String']['output'];
  /** SHA-256 of this entry with `previousHash`: a changed ledger does not add up. */
  hash: Scalars['String']['output'];
  /** Opaque and stable: pass it back, never take it apart. */
  id: Scalars['ID']['output'];
  /** Of a no: whether what nothing may use any more is frozen instead of erased. */
  keepsData: Scalars['Boolean']['output'];
  /** How it was expressed. */
  method: ConsentMethod;
  /** SHA-256 of the text that was shown, in hexadecimal digits; null where the caller did not say. */
  noticeHash?: Maybe<Scalars['String']['output']>;
  /** The hash of the entry before, 64 hexadecimal digits; all zero for the first. */
  previousHash: Scalars['String']['output'];
  /** The purpose. */
  purpose: Purpose;
  /** The version of the purpose's text that was shown. */
  purposeVersion: Scalars['Int']['output'];
  /** The signed receipt; null for others than the customer. */
  receipt?: Maybe<ConsentReceipt>;
  /** When it was recorded, by the database's clock. */
  recordedAt: Scalars['DateTime']['output'];
  /** Position in the customer's ledger, from 1. */
  sequence: Scalars['Int']['output'];
  /** The state that this entry set. */
  state: ConsentState;
  /** What that state means, for customers. */
  stateText: Scalars['String']['output'];
  /** When the state ends by itself; null where it does not. */
  validUntil?: Maybe<Scalars['DateTime']['output']>;
};


/** One entry of a customer's consent ledger. Entries are never changed. */
export type ConsentEventStateTextArgs = {
  locale: Locale;
};

/** One page of a customer's consent ledger. */
export type ConsentEventConnection = {
  /** The entries with their cursors. */
  edges: Array<ConsentEventEdge>;
  /** The entries. */
  nodes: Array<ConsentEvent>;
  /** Where this page stands. */
  pageInfo: PageInfo;
};

/** An entry of a page with its cursor. */
export type ConsentEventEdge = {
  /** Pass it as `after` to go on behind this entry. */
  cursor: Scalars['String']['output'];
  /** The entry. */
  node: ConsentEvent;
};

/** How a consent was expressed. Open: more may come. */
export type ConsentMethod =
  /** By the customer, through a user interface or this API. */
  | 'API'
  /** By the signal of the customer's browser (Global Privacy Control). */
  | 'GPC'
  /** Brought in with a data set, with a reference to where it is documented. */
  | 'IMPORTED'
  /** Said to an agent, for example on the telephone. */
  | 'PHONE_AGENT'
  /** By nobody: a time was over, or a purpose had changed. */
  | 'SYSTEM_EXPIRY'
  /** By the customer, through a user interface. */
  | 'UI';

/** What to pause. */
export type ConsentPauseInput = {
  /** The category; left out, all of them. */
  category?: InputMaybe<DataCategory>;
  /** The customer; for customers themselves it may be left out. */
  customerId?: InputMaybe<Scalars['ID']['input']>;
  /** See `IdempotencyKey`. */
  idempotencyKey: Scalars['IdempotencyKey']['input'];
  /** The purpose; left out, all of them. */
  purpose?: InputMaybe<Purpose>;
  /** When everything comes back as it was, at most 366 days ahead. */
  until: Scalars['DateTime']['input'];
};

/**
 * A signed record of one entry of the consent ledger (ISO/IEC TS 27560), refusals and withdrawals
 * included. It names nobody. Anybody can check it with the keys at `/.well-known/jwks.json`.
 */
export type ConsentReceipt = {
  /** When it was issued: when it was asked for the first time. It is the same ever after. */
  issuedAt: Scalars['DateTime']['output'];
  /** The record and its signature: a compact JSON Web Signature (RFC 7515), EdDSA with Ed25519. */
  jws: Scalars['String']['output'];
  /** Which key has signed it. */
  keyId: Scalars['String']['output'];
  /** The entry's position in the ledger. */
  sequence: Scalars['Int']['output'];
};

/** One page of a customer's receipts. */
export type ConsentReceiptConnection = {
  /** The receipts with their cursors. */
  edges: Array<ConsentReceiptEdge>;
  /** The receipts. */
  nodes: Array<ConsentReceipt>;
  /** Where this page stands. */
  pageInfo: PageInfo;
};

/** A receipt of a page with its cursor. */
export type ConsentReceiptEdge = {
  /** Pass it as `after` to go on behind this receipt. */
  cursor: Scalars['String']['output'];
  /** The receipt. */
  node: ConsentReceipt;
};

/** What a customer has said to a client. */
export type ConsentRequestInput = {
  /** The category. */
  category: DataCategory;
  /** When the customer said so; recorded as a claim. */
  claimedAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The customer. */
  customerId: Scalars['ID']['input'];
  /** Where it is documented, for example the number of the call; no personal data. */
  documentation?: InputMaybe<Scalars['LongText']['input']>;
  /** An id of the event that the caller has made, a UUID in lower case; it counts once. */
  eventId?: InputMaybe<Scalars['ID']['input']>;
  /** See `IdempotencyKey`. */
  idempotencyKey: Scalars['IdempotencyKey']['input'];
  /** The purpose. */
  purpose: Purpose;
};

/** Which pause to end. */
export type ConsentResumeInput = {
  /** The category; left out, all of them. */
  category?: InputMaybe<DataCategory>;
  /** The customer; for customers themselves it may be left out. */
  customerId?: InputMaybe<Scalars['ID']['input']>;
  /** See `IdempotencyKey`. */
  idempotencyKey: Scalars['IdempotencyKey']['input'];
  /** The purpose; left out, all of them. */
  purpose?: InputMaybe<Purpose>;
};

/** The state of one cell (purpose × category). Only GIVEN and RENEWED open it. Open: more may come. */
export type ConsentState =
  /** The time that the customer had agreed for is over. */
  | 'EXPIRED'
  /** The customer has agreed. */
  | 'GIVEN'
  /** The purpose has changed since the customer agreed, so the agreement counts no more. */
  | 'INVALIDATED'
  /** The customer has objected. */
  | 'OBJECTED'
  /** The customer has taken an objection to a legitimate interest back. */
  | 'OBJECTION_WITHDRAWN'
  /** The customer has paused the agreement; it comes back when the pause ends. */
  | 'PAUSED'
  /** The customer has said no. */
  | 'REFUSED'
  /** The customer has agreed once more, for example to a new version of the purpose. */
  | 'RENEWED'
  /** A client has asked on the customer's behalf; the customer has not answered. */
  | 'REQUESTED'
  /** The customer has taken the agreement back. */
  | 'WITHDRAWN';

/** How often a customer may be contacted on one channel. */
export type ContactBudget = {
  /** The channel. */
  channel: ContactChannel;
  /** Contacts in any seven days. */
  contactsPerWeek: Scalars['Int']['output'];
  /** Whether the customer has set it; otherwise it is the house's own. */
  isSet: Scalars['Boolean']['output'];
  /**
   * When contacts were planned, oldest first, also those that count no more; the next contact on the
   * channel removes these.
   */
  keptPlannedAt: Array<Scalars['DateTime']['output']>;
  /** When the contacts that count at the moment were planned, oldest first. */
  plannedAt: Array<Scalars['DateTime']['output']>;
};

/** A way to reach a customer outside of the page that they have opened. Open: more may come. */
export type ContactChannel =
  /** E-mail. */
  | 'EMAIL'
  /** A call. */
  | 'PHONE'
  /** A message of an app; the device asks its owner whether it may come. */
  | 'PUSH'
  /** A text message. */
  | 'SMS';

/** An expected failure of `contactLimitSet`. */
export type ContactLimitSetError = UserError & {
  /** The reason, one of this mutation's own. */
  code: ContactLimitSetErrorCode;
  /** One plain sentence in English for developers; show customers a text of your own. */
  message: Scalars['String']['output'];
  /** Where in the input the cause is. */
  path: Array<Scalars['String']['output']>;
};

/** Why setting a limit can fail. Open: more may come. */
export type ContactLimitSetErrorCode =
  /** Only customers can say how often they want to be contacted. */
  | 'FORBIDDEN'
  /** The key was used with other content. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** There is no such customer. */
  | 'NOT_FOUND'
  /** A number outside its range. */
  | 'VALUE_INVALID';

/** How often a customer wants to be contacted. */
export type ContactLimitSetInput = {
  /** The channel. */
  channel: ContactChannel;
  /** Contacts in any seven days, 0 to 7; null takes the customer's own number back. */
  contactsPerWeek?: InputMaybe<Scalars['Int']['input']>;
  /** See `IdempotencyKey`. */
  idempotencyKey: Scalars['IdempotencyKey']['input'];
};

/** What became of setting a limit. It is in force when this arrives and needs no consent. */
export type ContactLimitSetPayload = {
  /** The customer; null where it failed. */
  customer?: Maybe<Customer>;
  /** What went wrong; nothing was changed then. */
  errors: Array<ContactLimitSetError>;
};

/** An expected failure of `contactPlan`. */
export type ContactPlanError = UserError & {
  /** The reason, one of this mutation's own. */
  code: ContactPlanErrorCode;
  /** One plain sentence in English for developers. */
  message: Scalars['String']['output'];
  /** With BUDGET_EXHAUSTED and CUSTOMER_QUIET: when the next contact can be planned; null if never. */
  nextPossibleAt?: Maybe<Scalars['DateTime']['output']>;
  /** Where in the input the cause is. */
  path: Array<Scalars['String']['output']>;
};

/** Why a contact cannot be made. Open: more may come. */
export type ContactPlanErrorCode =
  /** The customer was contacted on this channel as often as they may be. */
  | 'BUDGET_EXHAUSTED'
  /** The customer's consents keep changing; try again with the same key. */
  | 'CONSENT_CHANGED'
  /** The customer has not opened OUTREACH for this channel. */
  | 'CONSENT_REQUIRED'
  /** The customer wants to be left alone. */
  | 'CUSTOMER_QUIET'
  /** The caller may not plan contacts (scope `contacts:plan`). */
  | 'FORBIDDEN'
  /** The key was used with other content. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** There is no such customer. */
  | 'NOT_FOUND';

/** Something to be said to a customer who has not asked for it. */
export type ContactPlanInput = {
  /** How they would be reached. */
  channel: ContactChannel;
  /** The customer. */
  customerId: Scalars['ID']['input'];
  /** How many recommendations at most. */
  first: Scalars['PageSize']['input'];
  /** See `IdempotencyKey`. */
  idempotencyKey: Scalars['IdempotencyKey']['input'];
  /** Where the list would be shown, for example `newsletter`. */
  placement: Scalars['ShortText']['input'];
};

/**
 * Whether a contact may be made now, and with what. A contact that may be made has been counted. A
 * repetition with the same key gives the first verdict and counts nothing.
 */
export type ContactPlanPayload = {
  /** What went wrong; nothing was counted then. */
  errors: Array<ContactPlanError>;
  /**
   * What to say. An empty list means that nothing is worth the customer's time: make no contact, none
   * was counted. Null where it failed.
   */
  list?: Maybe<RecommendationList>;
};

/**
 * The situation of this request. It lives as long as the request. Names that every house knows have
 * fields of their own; anything else goes into `conditions`.
 */
export type ContextInput = {
  /** Further properties, by the names that the catalogue's data use. */
  conditions: Array<ConditionInput>;
  /** For example `morning`, `noon`, `evening`. */
  daypart?: InputMaybe<Scalars['ShortText']['input']>;
  /** For example `phone`, `desktop`, `terminal`. */
  device?: InputMaybe<Scalars['ShortText']['input']>;
  /** For example `everyday`, `celebration`, `business`. */
  occasion?: InputMaybe<Scalars['ShortText']['input']>;
  /** For example `summer`. */
  season?: InputMaybe<Scalars['ShortText']['input']>;
  /** For example `hot`, `mild`, `cold`, `rain`. */
  weather?: InputMaybe<Scalars['ShortText']['input']>;
};

/** What one signal adds to a score. */
export type Contribution = {
  /** Global ids of all evidence about the customer that the share rests on. */
  evidenceIds: Array<Scalars['ID']['output']>;
  /** What the share is made of. */
  parts: Array<ContributionPart>;
  /** The signal. */
  signal: Signal;
  /** Its share of the score: the exact sum of its parts. */
  value: Scalars['Float']['output'];
};

/** One named share of a contribution. */
export type ContributionPart = {
  /** Global ids of the evidence about the customer that the share rests on. */
  evidenceIds: Array<Scalars['ID']['output']>;
  /** Stable name, for example `neighbour`, `popularity`, `weather=hot`. */
  name: Scalars['String']['output'];
  /** Its share of the score. */
  value: Scalars['Float']['output'];
};

/** An expected failure of a correction. */
export type CorrectionError = UserError & {
  /** The reason, one of these mutations' own. */
  code: CorrectionErrorCode;
  /** One plain sentence in English for developers; show customers a text of your own. */
  message: Scalars['String']['output'];
  /** Where in the input the cause is. */
  path: Array<Scalars['String']['output']>;
};

/** Why a correction can fail. Open: more may come. */
export type CorrectionErrorCode =
  /** Storing this needs a consent that is not open. */
  | 'CONSENT_REQUIRED'
  /** Only customers can correct what is known about them. */
  | 'FORBIDDEN'
  /** The key was used with other content. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** There is no such thing of yours. */
  | 'NOT_FOUND'
  /** More entries than a call may bring, or none. */
  | 'TOO_MANY_ENTRIES'
  /** The value does not fit the field. */
  | 'VALUE_INVALID';

/** A person whom the house serves. Customers see only themselves; clients see by scope. */
export type Customer = Node & {
  /**
   * The customer's own calls, newest first, as they are kept so that a repeated call changes nothing.
   * Empty for clients.
   */
  callRecords: CallRecordConnection;
  /** Rises with every consent change; an answer names the epoch that it was computed under. */
  consentEpoch: Scalars['Int']['output'];
  /** The customer's consent ledger, newest first. */
  consentHistory: ConsentEventConnection;
  /** Every cell that this customer was asked about or has decided on. */
  consents: Array<Consent>;
  /** How often the house may contact the customer; empty for clients without `contacts:plan`. */
  contactBudgets: Array<ContactBudget>;
  /** When this customer was first known. */
  createdAt: Scalars['DateTime']['output'];
  /** On which days the customer changed their e-mail address, newest first; empty for clients. */
  emailCorrections: Array<EmailCorrectionDay>;
  /** What was erased about this customer, newest first; for the customer only. */
  erasures: Array<Erasure>;
  /**
   * All evidence about the customer in one list, newest first: facts, events and preferences, also
   * what does not count any more. Empty for clients, whom the single lists show what serving needs.
   */
  evidence: EvidenceEntryConnection;
  /** The names under which other systems know this customer. */
  externalIds: Array<ExternalId>;
  /** Every change of a field's value, the newest first, also of fields that have no value now. */
  factChanges: Array<FactChange>;
  /** What is known about this customer, each resolved from its evidence at this moment. */
  facts: Array<Fact>;
  /**
   * What the house guesses that the customer likes, the strongest first, from what PERSONALISATION
   * covers. None where PERSONALISATION is not open for GUESS, and none for clients.
   */
  guesses: Array<Guess>;
  /** Opaque and stable: pass it back, never take it apart. */
  id: Scalars['ID']['output'];
  /** What this customer did, newest first. */
  interactions: InteractionConnection;
  /** Whether the customer has restricted processing: what is kept is then used for nothing. */
  isRestricted: Scalars['Boolean']['output'];
  /** The ids that turned out to be this customer's as well, the newest first. */
  mergedCustomers: Array<MergedCustomer>;
  /** What the customer has declared to like or dislike, newest first. */
  preferences: Array<DeclaredPreference>;
  /** The customer's resets, newest first; empty for clients. */
  profileResets: Array<ProfileReset>;
  /** The customer wants to be left alone: no contacts, no reminders. Null where they do not. */
  quiet?: Maybe<Quiet>;
  /** A signed receipt for each entry of the ledger, newest first; empty for others than the customer. */
  receipts: ConsentReceiptConnection;
  /** The lists that were shown to the customer and kept to learn from, newest first; none for clients. */
  recommendationLists: ShownListConnection;
  /**
   * What this house would suggest to this customer now. Only what the customer's consents cover is
   * used; without a mode it is `PROFILE_FREE` until the customer has opened personalisation.
   */
  recommendations: RecommendationList;
  /** What the customer tried and was refused, newest first, for 90 days; empty for all others. */
  refusedAttempts: RefusedAttemptConnection;
  /** Since when processing is restricted; null where it is not. */
  restrictedAt?: Maybe<Scalars['DateTime']['output']>;
  /** What the customer has struck, the newest first; none for clients. */
  struckGuesses: Array<StruckGuess>;
  /** How the customer has set the dial; null for clients: it serves no purpose of theirs. */
  weights?: Maybe<Weights>;
  /**
   * Who used this customer's data for what, the newest day first; kept for twelve months. What other
   * systems read is in it before they get it; what the customers read themselves, within a second.
   * Empty for clients.
   */
  whoUsedMyData: DataUseConnection;
};


/** A person whom the house serves. Customers see only themselves; clients see by scope. */
export type CustomerCallRecordsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first: Scalars['PageSize']['input'];
};


/** A person whom the house serves. Customers see only themselves; clients see by scope. */
export type CustomerConsentHistoryArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first: Scalars['PageSize']['input'];
};


/** A person whom the house serves. Customers see only themselves; clients see by scope. */
export type CustomerEvidenceArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first: Scalars['PageSize']['input'];
};


/** A person whom the house serves. Customers see only themselves; clients see by scope. */
export type CustomerGuessesArgs = {
  first: Scalars['PageSize']['input'];
};


/** A person whom the house serves. Customers see only themselves; clients see by scope. */
export type CustomerInteractionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first: Scalars['PageSize']['input'];
};


/** A person whom the house serves. Customers see only themselves; clients see by scope. */
export type CustomerReceiptsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first: Scalars['PageSize']['input'];
};


/** A person whom the house serves. Customers see only themselves; clients see by scope. */
export type CustomerRecommendationListsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first: Scalars['PageSize']['input'];
};


/** A person whom the house serves. Customers see only themselves; clients see by scope. */
export type CustomerRecommendationsArgs = {
  context?: InputMaybe<ContextInput>;
  first: Scalars['PageSize']['input'];
  mode?: InputMaybe<RecommendationMode>;
  mood?: InputMaybe<MoodInput>;
  moodToken?: InputMaybe<Scalars['String']['input']>;
  placement: Scalars['ShortText']['input'];
  seed?: InputMaybe<Scalars['Int']['input']>;
};


/** A person whom the house serves. Customers see only themselves; clients see by scope. */
export type CustomerRefusedAttemptsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first: Scalars['PageSize']['input'];
};


/** A person whom the house serves. Customers see only themselves; clients see by scope. */
export type CustomerWhoUsedMyDataArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first: Scalars['PageSize']['input'];
};

/** To erase everything. */
export type CustomerEraseInput = {
  /** See `IdempotencyKey`. */
  idempotencyKey: Scalars['IdempotencyKey']['input'];
  /**
   * Whether it can be undone for 24 hours. Called again with `false`, an erasure that is pending
   * becomes final at once.
   */
  isUndoable: Scalars['Boolean']['input'];
};

/** What became of erasing everything. Where it succeeded there is no customer to show any more. */
export type CustomerErasePayload = {
  /** The erasure; null where it failed. */
  erasure?: Maybe<Erasure>;
  /** What went wrong; nothing was changed then. */
  errors: Array<ErasureError>;
};

/** A customer's data as one document. */
export type CustomerExport = {
  /** The document. */
  document: Scalars['String']['output'];
  /** A name for the file. */
  fileName: Scalars['String']['output'];
  /** Its media type, for example `application/json`. */
  mediaType: Scalars['String']['output'];
  /** SHA-256 of the document in UTF-8, in hexadecimal digits. */
  sha256: Scalars['String']['output'];
};

/** An expected failure of an export. */
export type CustomerExportError = UserError & {
  /** The reason, one of this mutation's own. */
  code: CustomerExportErrorCode;
  /** One plain sentence in English for developers; show customers a text of your own. */
  message: Scalars['String']['output'];
  /** Where in the input the cause is. */
  path: Array<Scalars['String']['output']>;
};

/** Why an export can fail. Open: more may come. */
export type CustomerExportErrorCode =
  /** Only customers can take out what is known about them. */
  | 'FORBIDDEN'
  /** The login was too long ago to take everything out of the house; log in again. */
  | 'LOGIN_NOT_RECENT'
  /** There is no such customer. */
  | 'NOT_FOUND'
  /** More evidence than one answer carries; the house exports it with `kathi export`. */
  | 'TOO_LARGE';

/** What to export. */
export type CustomerExportInput = {
  /** How it is written. */
  format: ExportFormat;
  /** See `IdempotencyKey`. Nothing is changed, so a repetition is written anew. */
  idempotencyKey: Scalars['IdempotencyKey']['input'];
};

/** What became of an export. */
export type CustomerExportPayload = {
  /** What went wrong. */
  errors: Array<CustomerExportError>;
  /** The document; null where it failed. */
  export?: Maybe<CustomerExport>;
};

/** An expected failure of `customerMerge`. */
export type CustomerMergeError = UserError & {
  /** The reason, one of this mutation's own. */
  code: CustomerMergeErrorCode;
  /** One plain sentence in English for developers; show customers a text of your own. */
  message: Scalars['String']['output'];
  /** Where in the input the cause is. */
  path: Array<Scalars['String']['output']>;
};

/** Why merging two customers can fail. Open: more may come. */
export type CustomerMergeErrorCode =
  /** Something of the first customer is erased and can still be put back; merge when that is over. */
  | 'ERASURE_PENDING'
  /** The caller may not write customers (scope `customers:write`). */
  | 'FORBIDDEN'
  /** The key was used with other content. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** One of the names is nobody's. */
  | 'NOT_FOUND'
  /** A value of the customer cannot be read at present, so it cannot move. */
  | 'VALUE_UNREADABLE';

/** Two names of one person. */
export type CustomerMergeInput = {
  /** Whose evidence moves. Their global id is nobody's afterwards; their names find the other. */
  from: ExternalIdInput;
  /** See `IdempotencyKey`. */
  idempotencyKey: Scalars['IdempotencyKey']['input'];
  /** Who they are. */
  into: ExternalIdInput;
};

/** What became of merging two customers. */
export type CustomerMergePayload = {
  /** Who they are; null where it failed, and without the scope `customers:read`. */
  customer?: Maybe<Customer>;
  /** The global id of who they are; null where it failed. */
  customerId?: Maybe<Scalars['ID']['output']>;
  /** What went wrong; nothing was changed then. */
  errors: Array<CustomerMergeError>;
  /** Whether they had been two; false where both names meant one customer already. */
  isMerged: Scalars['Boolean']['output'];
};

/** How customers decide for themselves. */
export type CustomerMethod =
  /** Through a user interface or this API. */
  | 'API'
  /** Through a user interface. */
  | 'UI';

/** An expected failure of `customerUpsert`. */
export type CustomerUpsertError = UserError & {
  /** The reason, one of this mutation's own. */
  code: CustomerUpsertErrorCode;
  /** One plain sentence in English for developers; show customers a text of your own. */
  message: Scalars['String']['output'];
  /** Where in the input the cause is. */
  path: Array<Scalars['String']['output']>;
};

/** Why a customer upsert can fail. Open: more may come. */
export type CustomerUpsertErrorCode =
  /** The caller may not write customers (scope `customers:write`). */
  | 'FORBIDDEN'
  /** The key was used with other content. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** This contact may not be brought in. */
  | 'SUPPRESSED'
  /** More facts than a call may bring. */
  | 'TOO_MANY_ENTRIES'
  /** A value does not fit its field. */
  | 'VALUE_INVALID';

/** A customer as another system knows them. */
export type CustomerUpsertInput = {
  /** The customer is found by this name, or created. */
  externalId: ExternalIdInput;
  /** Values to record as imported evidence. A customer's own word stays above them. */
  facts: Array<FactInput>;
  /** See `IdempotencyKey`. */
  idempotencyKey: Scalars['IdempotencyKey']['input'];
};

/** What became of a customer upsert. */
export type CustomerUpsertPayload = {
  /** The customer; null where the upsert failed, and without the scope `customers:read`. */
  customer?: Maybe<Customer>;
  /** The customer's global id; null where the upsert failed. */
  customerId?: Maybe<Scalars['ID']['output']>;
  /** Fields that were not stored because no purpose with a valid basis covers them. */
  droppedFields: Array<FactField>;
  /** What went wrong; nothing was changed then. */
  errors: Array<CustomerUpsertError>;
  /** Whether the customer was not known before. */
  isCreated: Scalars['Boolean']['output'];
  /** Fields that were not stored because the value has been erased and must not come back. */
  suppressedFields: Array<FactField>;
};

/** A kind of personal data. Open: more may come. */
export type DataCategory =
  /** Postal address. */
  | 'ADDRESS'
  /** Birthday, month and day only. */
  | 'BIRTHDAY'
  /** Views, clicks and carts. */
  | 'BROWSING'
  /** What the customer has decided, its proof, and who has used their data. */
  | 'CONSENT_RECORD'
  /** Coarse situation: daypart, device, weather, season, occasion. */
  | 'CONTEXT'
  /** Service cases. */
  | 'CONVERSATION'
  /** What the customer says they like or dislike. */
  | 'DECLARED_PREFERENCE'
  /** E-mail address. */
  | 'EMAIL'
  /** Ratings, likes, dislikes and answers to recommendations. */
  | 'FEEDBACK'
  /** Interests derived from the customer's own data, when somebody asks. */
  | 'GUESS'
  /** The customer's number here and in the house's other systems. */
  | 'IDENTIFIER'
  /** Language and accessibility needs. */
  | 'LANGUAGE'
  /** Where the customer is, finer than a city; lives only inside a request. */
  | 'LOCATION'
  /** Declared mood; lives only inside a request. */
  | 'MOOD'
  /** Name or free form of address. */
  | 'NAME'
  /** Telephone number. */
  | 'PHONE'
  /** Purchases and returns. */
  | 'PURCHASE';

/** What is done with personal data. Open: more may come. */
export type DataOperation =
  /** It is taken in. */
  | 'COLLECT'
  /** The customer is told how an answer came from it. */
  | 'EXPLAIN'
  /** An answer is computed from it. */
  | 'SCORE'
  /** It is handed to somebody else than the customer. */
  | 'SHARE'
  /** It is kept. */
  | 'STORE';

/**
 * What one actor did with one category of a customer's data for one purpose, counted by day. Contents
 * are not in it.
 */
export type DataUse = {
  /** What kind of actor it was. */
  actorKind: ActorKind;
  /** The actor's name, for example `crm` or `learner`; null for the customers themselves. */
  actorName?: Maybe<Scalars['String']['output']>;
  /** What kind of data it was. */
  category: DataCategory;
  /** How many requests used it on that day. */
  count: Scalars['Int']['output'];
  /** The day that is counted, by its beginning in UTC. */
  day: Scalars['DateTime']['output'];
  /** The first time on that day. */
  firstAt: Scalars['DateTime']['output'];
  /** The last time on that day. */
  lastAt: Scalars['DateTime']['output'];
  /** What it was for. */
  purpose: Purpose;
};

/** One page of the uses of a customer's data. */
export type DataUseConnection = {
  /** The uses with their cursors. */
  edges: Array<DataUseEdge>;
  /** The uses. */
  nodes: Array<DataUse>;
  /** Where this page stands. */
  pageInfo: PageInfo;
};

/** A use of a page with its cursor. */
export type DataUseEdge = {
  /** Pass it as `after` to go on behind this use. */
  cursor: Scalars['String']['output'];
  /** The use. */
  node: DataUse;
};

/** Something that the customer has declared to like or dislike. */
export type DeclaredPreference = Node & {
  /** When it was declared. */
  declaredAt: Scalars['DateTime']['output'];
  /** Opaque and stable: pass it back, never take it apart. */
  id: Scalars['ID']['output'];
  /** The sku, category or tag. */
  name: Scalars['String']['output'];
  /** Like or dislike. */
  sentiment: PreferenceSentiment;
  /** Whether it counts. */
  status: EvidenceStatus;
  /** What kind of thing it is about. */
  target: PreferenceTarget;
};

/** How often a customer changed their e-mail address on one day; kept for 30 days. */
export type EmailCorrectionDay = {
  /** How often they tried. */
  attempts: Scalars['Int']['output'];
  /** The day, by its beginning in UTC. */
  day: Scalars['DateTime']['output'];
  /** How many of these were refused. */
  refusals: Scalars['Int']['output'];
};

/**
 * That something was erased, and when; never what it was. It is kept when the customer is erased, so
 * that a restored backup can be erased again.
 */
export type Erasure = Node & {
  /** The erased category; null in every other scope. */
  category?: Maybe<DataCategory>;
  /** When it was undone or erased for good; null while it is pending. */
  endedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The global id of the one piece of evidence that is erased; null in every other scope. */
  evidenceId?: Maybe<Scalars['ID']['output']>;
  /** Where the erased span of time begins; null in every other scope. */
  from?: Maybe<Scalars['DateTime']['output']>;
  /** Opaque and stable: pass it back, never take it apart. */
  id: Scalars['ID']['output'];
  /** How many records it took. */
  recordCount: Scalars['Int']['output'];
  /** When it was asked for; from then on nothing uses what is erased. */
  requestedAt: Scalars['DateTime']['output'];
  /** Who asked for it. */
  requestedBy: ErasureRequester;
  /** How much it is about. */
  scope: ErasureScope;
  /** How far it has come. */
  state: ErasureState;
  /** Where the erased span of time ends, itself not included; null in every other scope. */
  to?: Maybe<Scalars['DateTime']['output']>;
  /** Until when it can be undone; null where it was erased at once. */
  undoableUntil?: Maybe<Scalars['DateTime']['output']>;
};

/** An expected failure of erasing or of undoing it. */
export type ErasureError = UserError & {
  /** The reason, one of these mutations' own. */
  code: ErasureErrorCode;
  /** One plain sentence in English for developers; show customers a text of your own. */
  message: Scalars['String']['output'];
  /** Where in the input the cause is. */
  path: Array<Scalars['String']['output']>;
};

/** Why erasing or undoing it can fail. Open: more may come. */
export type ErasureErrorCode =
  /** It was undone before. */
  | 'ALREADY_UNDONE'
  /** Everything is erased at the moment: undo that first. */
  | 'EVERYTHING_PENDING'
  /** Only customers can erase what is known about them. */
  | 'FORBIDDEN'
  /** The key was used with other content. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** The customer's login was too long ago: ask them to log in again. */
  | 'LOGIN_NOT_RECENT'
  /** There is no such thing of yours. */
  | 'NOT_FOUND'
  /** The span of time ends before it begins. */
  | 'RANGE_INVALID'
  /** It is erased for good. */
  | 'UNDO_TOO_LATE';

/** Who asked for an erasure. Open: more may come. */
export type ErasureRequester =
  /** The customer. */
  | 'CUSTOMER'
  /** The house, on the customer's behalf. */
  | 'OPERATOR'
  /** Nobody: a consent ended and nothing else lets the data be kept. */
  | 'WITHDRAWAL';

/** How much an erasure is about. Open: more may come. */
export type ErasureScope =
  /** Everything of one category. */
  | 'CATEGORY'
  /** Everything. */
  | 'EVERYTHING'
  /** One piece of evidence. */
  | 'ITEM'
  /** Everything that happened in a span of time. */
  | 'RANGE';

/** How far an erasure has come. Open: more may come. */
export type ErasureState =
  /** It is erased for good. */
  | 'DONE'
  /** Nothing finds or uses it any more; it can be undone until its time is over. */
  | 'PENDING'
  /** It was undone: everything is as it was. */
  | 'UNDONE';

/** An erasure to undo. */
export type ErasureUndoInput = {
  /** Its global id. */
  erasureId: Scalars['ID']['input'];
  /** See `IdempotencyKey`. */
  idempotencyKey: Scalars['IdempotencyKey']['input'];
};

/** What became of undoing an erasure. */
export type ErasureUndoPayload = {
  /** The customer as before; null where it failed. */
  customer?: Maybe<Customer>;
  /** The erasure, now undone; null where it failed. */
  erasure?: Maybe<Erasure>;
  /** What went wrong; nothing was changed then. */
  errors: Array<ErasureError>;
};

/** One piece of evidence with all that can be said of it. */
export type EvidenceEntry = {
  /** When it was stated or happened; null where the source has no clock. */
  capturedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The category that consent and retention are decided by. */
  category: DataCategory;
  /** The record itself. */
  evidence: Node;
  /** What kind of record it is. */
  kind: EvidenceKind;
  /** Where it came from. */
  provenance: Provenance;
  /** When it was recorded here. */
  recordedAt: Scalars['DateTime']['output'];
  /** Until when its age lets it be kept; null where no age ends it. */
  retainedUntil?: Maybe<Scalars['DateTime']['output']>;
  /** Who stated or reported it. */
  source: Scalars['String']['output'];
  /** Whether it counts. */
  status: EvidenceStatus;
  /** What it is about: a fact's field, what was done, or what a preference is about. */
  subject: Scalars['String']['output'];
  /** Every purpose that the policy knows for it. */
  uses: Array<EvidenceUse>;
  /** What it says: the value, the item's sku, or the name of what is liked; null if unreadable. */
  value?: Maybe<Scalars['String']['output']>;
};

/** One page of a customer's evidence. */
export type EvidenceEntryConnection = {
  /** The pieces of evidence with their cursors. */
  edges: Array<EvidenceEntryEdge>;
  /** The pieces of evidence. */
  nodes: Array<EvidenceEntry>;
  /** Where this page stands. */
  pageInfo: PageInfo;
};

/** A piece of evidence of a page with its cursor. */
export type EvidenceEntryEdge = {
  /** Pass it as `after` to go on behind this piece. */
  cursor: Scalars['String']['output'];
  /** The piece of evidence. */
  node: EvidenceEntry;
};

/** One piece of evidence to erase. */
export type EvidenceEraseInput = {
  /** Global id of an interaction, a piece of fact evidence or a declared preference. */
  evidenceId: Scalars['ID']['input'];
  /** See `IdempotencyKey`. */
  idempotencyKey: Scalars['IdempotencyKey']['input'];
  /** Whether it can be undone for 24 hours; erased at once where it is left out. */
  isUndoable: Scalars['Boolean']['input'];
};

/** What became of an erasure. It is in force when this arrives. */
export type EvidenceErasePayload = {
  /** The customer; null where it failed. */
  customer?: Maybe<Customer>;
  /** The erasure; null where it failed. */
  erasure?: Maybe<Erasure>;
  /** What went wrong; nothing was changed then. */
  errors: Array<ErasureError>;
};

/** A piece of evidence that shall count no more. */
export type EvidenceExcludeInput = {
  /** Global id of an interaction or a piece of fact evidence, as explanations cite it. */
  evidenceId: Scalars['ID']['input'];
  /** See `IdempotencyKey`. */
  idempotencyKey: Scalars['IdempotencyKey']['input'];
};

/** What became of excluding a piece of evidence. */
export type EvidenceExcludePayload = {
  /** The customer; null where it failed. */
  customer?: Maybe<Customer>;
  /** What went wrong; nothing was changed then. */
  errors: Array<CorrectionError>;
  /** The evidence, now excluded; null where it failed. */
  evidence?: Maybe<Node>;
};

/** What kind of record a piece of evidence is. Open: more may come. */
export type EvidenceKind =
  /** A statement about the customer, such as an e-mail address. */
  | 'FACT'
  /** Something that happened between the customer and an item. */
  | 'INTERACTION'
  /** Something that the customer has declared to like or dislike. */
  | 'PREFERENCE';

/** Whether a piece of evidence counts. Open: more may come. */
export type EvidenceStatus =
  /** It counts wherever consent allows. */
  | 'ACTIVE'
  /** A correction by the customer has replaced it. */
  | 'CORRECTED'
  /** The customer has excluded it: it counts nowhere. */
  | 'EXCLUDED'
  /** Its consent has ended and the customer wants it kept: it counts nowhere until it is given again. */
  | 'FROZEN'
  /** From before the customer's reset: it counts nowhere and is erased when the reset is final. */
  | 'RESET'
  /** The customer has said that it is wrong; it stays struck when it is brought in again. */
  | 'STRUCK';

/** One purpose that the policy knows for a category of data, and whether it uses them now. */
export type EvidenceUse = {
  /** The basis on which it may. */
  basis: LegalBasis;
  /** The `sequence` of the ledger's entry that decides about it; null where none does. */
  consentSequence?: Maybe<Scalars['Int']['output']>;
  /** Whether it may use this piece of evidence at this moment. */
  isInUse: Scalars['Boolean']['output'];
  /** The purpose. */
  purpose: Purpose;
};

/** Why an item is recommended: the computation itself. */
export type Explanation = {
  /** The score of an item that nothing is known about. `baseline` + contributions = `score`. */
  baseline: Scalars['Float']['output'];
  /** What each signal adds to the score. */
  contributions: Array<Contribution>;
  /** The main reason as one plain sentence for customers. */
  summary: Scalars['String']['output'];
  /** Where the item would stand if one signal did not count: computed anew, not estimated. */
  without: Alternative;
};


/** Why an item is recommended: the computation itself. */
export type ExplanationSummaryArgs = {
  locale: Locale;
};


/** Why an item is recommended: the computation itself. */
export type ExplanationWithoutArgs = {
  signal: Signal;
};

/** How an export is written. */
export type ExportFormat =
  /** The evidence as a table, one row for each piece (RFC 4180). */
  | 'CSV'
  /** Everything, as JSON by the schema `customer-export.schema.json`; it can be imported again. */
  | 'JSON';

/** The name of a customer in another system. */
export type ExternalId = {
  /** The customer's id there; null where nobody can read it any more, see `valueState`. */
  externalId?: Maybe<Scalars['String']['output']>;
  /** The system, for example `crm` or the name of an imported data set. */
  system: Scalars['String']['output'];
  /** Whether the id can be read. */
  valueState: ValueState;
};

/** How another system names a customer. */
export type ExternalIdInput = {
  /** The customer's id there. */
  externalId: Scalars['ShortText']['input'];
  /** The system, for example `crm`. */
  system: Scalars['ShortText']['input'];
};

/**
 * One field's value, resolved when you ask: the customer's correction wins over what they declared,
 * that over observed, imported and guessed values, then the newest wins.
 */
export type Fact = {
  /** The data category that consent and retention are decided by. */
  category: DataCategory;
  /** How the value came to be what it is: every change of it, the newest first. */
  changes: Array<FactChange>;
  /** All evidence for this field, newest first, also what does not count any more. */
  evidence: Array<FactEvidence>;
  /** Which field. */
  field: FactField;
  /** Whether the customer has corrected this field. */
  isCorrected: Scalars['Boolean']['output'];
  /** Where the value came from. */
  provenance: Provenance;
  /** The value; null where nobody can read it any more, see `valueState`. */
  value?: Maybe<Scalars['String']['output']>;
  /** Whether the value can be read. */
  valueState: ValueState;
};

/** One change of a field's value, derived from the evidence as it stands. */
export type FactChange = {
  /** When it changed here, by the database's clock. */
  changedAt: Scalars['DateTime']['output'];
  /** Who changed it, for example `customer` or `client:crm`. */
  changedBy: Scalars['String']['output'];
  /** Which field. */
  field: FactField;
  /** The value before; null where there was none. */
  from?: Maybe<Scalars['String']['output']>;
  /** Why it changed. */
  kind: FactChangeKind;
  /** The value afterwards; null where there was none. */
  to?: Maybe<Scalars['String']['output']>;
};

/** Why a field's value changed. Open: more may come. */
export type FactChangeKind =
  /** The customer corrected it. */
  | 'CORRECTED'
  /** The customer excluded the evidence that it came from. */
  | 'EXCLUDED'
  /** A source stated it, or stated it anew. */
  | 'STATED'
  /** The customer struck it. */
  | 'STRUCK';

/** A customer's correction of a field. */
export type FactCorrectInput = {
  /** Which field. */
  field: FactField;
  /** See `IdempotencyKey`. */
  idempotencyKey: Scalars['IdempotencyKey']['input'];
  /** What is right. */
  value: Scalars['LongText']['input'];
};

/** What became of a correction. The corrected fact is in this very answer. */
export type FactCorrectPayload = {
  /** The customer; null where it failed. */
  customer?: Maybe<Customer>;
  /** What went wrong; nothing was changed then. */
  errors: Array<CorrectionError>;
  /** The fact as it is now; null where it failed. */
  fact?: Maybe<Fact>;
};

/** One statement about a customer, with its source. Nothing is overwritten: history stays visible. */
export type FactEvidence = Node & {
  /** When it was stated, by its source's clock; the latest time if it was stated often. */
  capturedAt: Scalars['DateTime']['output'];
  /** Which field it speaks about. */
  field: FactField;
  /** Opaque and stable: pass it back, never take it apart. */
  id: Scalars['ID']['output'];
  /** Whether it is a correction by the customer. */
  isCorrection: Scalars['Boolean']['output'];
  /** Where it came from. */
  provenance: Provenance;
  /** When it was recorded here, the last time that its source stated it. */
  recordedAt: Scalars['DateTime']['output'];
  /** Who stated it, for example `customer` or `client:crm`. */
  source: Scalars['String']['output'];
  /** When it first arrived here, by the database's clock. */
  statedAt: Scalars['DateTime']['output'];
  /** Whether it counts. */
  status: EvidenceStatus;
  /** When its status changed last; null where it never has. */
  statusChangedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Who changed its status last, for example `customer`; null where nobody has. */
  statusChangedBy?: Maybe<Scalars['String']['output']>;
  /** The value that was stated; null where nobody can read it any more, see `valueState`. */
  value?: Maybe<Scalars['String']['output']>;
  /** Whether the value can be read. */
  valueState: ValueState;
};

/** A field of which a customer's value may be known. Open: more may come. */
export type FactField =
  /** Postal address. */
  | 'ADDRESS'
  /** Month and day, `MM-DD`; the year is never asked. */
  | 'BIRTHDAY'
  /** E-mail address. */
  | 'EMAIL'
  /** How the customer wants to be addressed, in free form. */
  | 'FORM_OF_ADDRESS'
  /** Language of choice, a BCP 47 tag such as `de` or `en-GB`. */
  | 'LANGUAGE'
  /** Telephone number. */
  | 'PHONE';

/** One value that a client brings in. */
export type FactInput = {
  /** When it was captured there; now where it is left out. */
  capturedAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Which field. */
  field: FactField;
  /** The value. */
  value: Scalars['LongText']['input'];
};

/** A value that is wrong and that the customer does not want to replace. */
export type FactStrikeInput = {
  /** Which field. Its present value is struck and stays struck when it is brought in again. */
  field: FactField;
  /** See `IdempotencyKey`. */
  idempotencyKey: Scalars['IdempotencyKey']['input'];
};

/** What became of striking a fact. */
export type FactStrikePayload = {
  /** The customer; null where it failed. */
  customer?: Maybe<Customer>;
  /** What went wrong; nothing was changed then. */
  errors: Array<CorrectionError>;
};

/** How a customer can answer a recommendation. */
export type FeedbackKind =
  /** Never again. */
  | 'DISLIKE'
  /** Good. */
  | 'LIKE'
  /** Not at the moment. */
  | 'NOT_NOW';

/** A context field, or one condition of it. */
export type FieldParameters = {
  /** For example `weather`, or `weather=hot` where only that condition earned a weight. */
  name: Scalars['String']['output'];
  /** The verdict as one plain sentence. */
  sentence: Scalars['String']['output'];
  /** Whether it is used, and why. */
  verdict: ParameterVerdict;
  /** Factor of its effects; 0 where it earned none. */
  weight: Scalars['Float']['output'];
  /** What it was found to be worth; null where too few requests had it. */
  worth?: Maybe<MeasuredWorth>;
};


/** A context field, or one condition of it. */
export type FieldParametersSentenceArgs = {
  locale: Locale;
};

/**
 * A liking that nobody has said: computed from what the customer did at the moment you ask, by the
 * numbers that order their lists, and stored nowhere. `strength = (observed - expected) / (expected + 5)`.
 */
export type Guess = {
  /** Global ids of the evidence that it rests on; `node` fetches it, `evidenceExclude` takes it out. */
  evidenceIds: Array<Scalars['ID']['output']>;
  /** What they would be together if the customer took to it as everybody does. */
  expected: Scalars['Float']['output'];
  /** What kind of thing it is about. */
  kind: GuessKind;
  /** The category or tag. */
  name: Scalars['String']['output'];
  /** Strengths of the customer's things of this kind together, each from 0 to 1. */
  observed: Scalars['Float']['output'];
  /** Always GUESSED. */
  provenance: Provenance;
  /** What is guessed and why, in one plain sentence. */
  sentence: Scalars['String']['output'];
  /** How much more the customer takes to it than everybody does; above 0. */
  strength: Scalars['Float']['output'];
};


/**
 * A liking that nobody has said: computed from what the customer did at the moment you ask, by the
 * numbers that order their lists, and stored nowhere. `strength = (observed - expected) / (expected + 5)`.
 */
export type GuessSentenceArgs = {
  locale: Locale;
};

/** What a guess is about. Open: more may come. */
export type GuessKind =
  /** A category of the catalogue. */
  | 'CATEGORY'
  /** A tag of the catalogue. */
  | 'TAG';

/** An expected failure of `guessRestore`. */
export type GuessRestoreError = UserError & {
  /** The reason, one of this mutation's own. */
  code: GuessRestoreErrorCode;
  /** One plain sentence in English for developers; show customers a text of your own. */
  message: Scalars['String']['output'];
  /** Where in the input the cause is. */
  path: Array<Scalars['String']['output']>;
};

/** Why taking a strike back can fail. Open: more may come. */
export type GuessRestoreErrorCode =
  /** Only customers can take their own word back. */
  | 'FORBIDDEN'
  /** The key was used with other content. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** The customer has not struck this. */
  | 'NOT_FOUND';

/** A struck guess that may be made again. */
export type GuessRestoreInput = {
  /** See `IdempotencyKey`. */
  idempotencyKey: Scalars['IdempotencyKey']['input'];
  /** What kind of thing it is about. */
  kind: GuessKind;
  /** The category or tag. */
  name: Scalars['ShortText']['input'];
};

/** What became of taking a strike back. Lists and guesses of this very answer follow it. */
export type GuessRestorePayload = {
  /** The customer; null where it failed. */
  customer?: Maybe<Customer>;
  /** What went wrong; nothing was changed then. */
  errors: Array<GuessRestoreError>;
};

/** An expected failure of `guessStrike`. */
export type GuessStrikeError = UserError & {
  /** The reason, one of this mutation's own. */
  code: GuessStrikeErrorCode;
  /** One plain sentence in English for developers; show customers a text of your own. */
  message: Scalars['String']['output'];
  /** Where in the input the cause is. */
  path: Array<Scalars['String']['output']>;
};

/** Why striking a guess can fail. Open: more may come. */
export type GuessStrikeErrorCode =
  /** Only customers can say that a guess about them is wrong. */
  | 'FORBIDDEN'
  /** The key was used with other content. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** There is no such customer, or the catalogue has no such category or tag. */
  | 'NOT_FOUND'
  /** As many guesses are struck as can be. */
  | 'TOO_MANY_ENTRIES';

/** A guess that is wrong. */
export type GuessStrikeInput = {
  /** See `IdempotencyKey`. */
  idempotencyKey: Scalars['IdempotencyKey']['input'];
  /** What kind of thing it is about. */
  kind: GuessKind;
  /** The category or tag. It need not be guessed at this moment. */
  name: Scalars['ShortText']['input'];
};

/** What became of striking a guess. Lists and guesses of this very answer follow it. */
export type GuessStrikePayload = {
  /** The customer; null where it failed. */
  customer?: Maybe<Customer>;
  /** What went wrong; nothing was changed then. */
  errors: Array<GuessStrikeError>;
};

/** A span of time to erase. */
export type HistoryEraseInput = {
  /** Where it begins. */
  from: Scalars['DateTime']['input'];
  /** See `IdempotencyKey`. */
  idempotencyKey: Scalars['IdempotencyKey']['input'];
  /** Whether it can be undone for 24 hours; erased at once where it is left out. */
  isUndoable: Scalars['Boolean']['input'];
  /** Where it ends, itself not included. */
  to: Scalars['DateTime']['input'];
};

/** What became of erasing a span of time. It is in force when this arrives. */
export type HistoryErasePayload = {
  /** The customer; null where it failed. */
  customer?: Maybe<Customer>;
  /** The erasure; null where it failed. */
  erasure?: Maybe<Erasure>;
  /** What went wrong; nothing was changed then. */
  errors: Array<ErasureError>;
};

/** One thing that happened between a customer and an item: a piece of evidence. */
export type Interaction = Node & {
  /** When it happened; null where the source has no clock. */
  at?: Maybe<Scalars['DateTime']['output']>;
  /** The coarse situation that it happened in, where the customer lets it be kept; for them only. */
  context: Array<Condition>;
  /** Opaque and stable: pass it back, never take it apart. */
  id: Scalars['ID']['output'];
  /** Whether its source has a clock; where it has none, `at` is null. */
  isTimeKnown: Scalars['Boolean']['output'];
  /** With which item. */
  item: CatalogueItem;
  /** What was done. */
  kind: InteractionKind;
  /** Where it came from. */
  provenance: Provenance;
  /** When it was recorded here. */
  recordedAt: Scalars['DateTime']['output'];
  /** Who reported it, for example `client:shop` or `import:online-retail`. */
  source: Scalars['String']['output'];
  /** Whether it counts. */
  status: EvidenceStatus;
  /** Stars or quantity; null where it has none. */
  value?: Maybe<Scalars['Float']['output']>;
};

/** One page of a customer's interactions. */
export type InteractionConnection = {
  /** The interactions with their cursors. */
  edges: Array<InteractionEdge>;
  /** The interactions. */
  nodes: Array<Interaction>;
  /** Where this page stands. */
  pageInfo: PageInfo;
};

/** An interaction of a page with its cursor. */
export type InteractionEdge = {
  /** Pass it as `after` to go on behind this interaction. */
  cursor: Scalars['String']['output'];
  /** The interaction. */
  node: Interaction;
};

/** One thing that happened. */
export type InteractionInput = {
  /** When it happened; now where it is left out. */
  at?: InputMaybe<Scalars['DateTime']['input']>;
  /** The situation, each property once; kept only where the customer's consent covers it. */
  context: Array<ConditionInput>;
  /** The customer; for customers themselves it may be left out. */
  customerId?: InputMaybe<Scalars['ID']['input']>;
  /**
   * The event's own id at its source: the same id is counted once for ever. Left out, the call's
   * idempotency key and the place in the list stand for it.
   */
  eventId?: InputMaybe<Scalars['IdempotencyKey']['input']>;
  /** What was done. */
  kind: InteractionKind;
  /** With which item: the shop's own id. */
  sku: Scalars['ShortText']['input'];
  /** Stars for a rating, quantity for a purchase. */
  value?: InputMaybe<Scalars['Float']['input']>;
};

/** What a customer did with an item. Open: more may come. */
export type InteractionKind =
  /** Put it into the cart. */
  | 'CART'
  /** Clicked on it. */
  | 'CLICK'
  /** Dislikes it; it is not recommended again. */
  | 'DISLIKE'
  /** Likes it. */
  | 'LIKE'
  /** Does not want it at the moment. */
  | 'NOT_NOW'
  /** Bought it; `value` is the quantity. */
  | 'PURCHASE'
  /** Rated it; `value` is the stars. */
  | 'RATING'
  /** Gave it back. */
  | 'RETURN'
  /** Looked at it. */
  | 'VIEW';

/** The verdict on one event of the call. */
export type InteractionResult = {
  /** The event where it is stored; null for clients without the scope `customers:read`. */
  interaction?: Maybe<Interaction>;
  /** What became of it. */
  verdict: InteractionVerdict;
};

/** What became of one event. Open: more may come. */
export type InteractionVerdict =
  /** It is stored. */
  | 'ACCEPTED'
  /** There is no such customer that you may act for. */
  | 'CUSTOMER_NOT_FOUND'
  /** No consent covers storing it; it was dropped. */
  | 'DROPPED_WITHOUT_CONSENT'
  /** It was stored before; nothing changed. */
  | 'DUPLICATE'
  /** There is no such item. */
  | 'ITEM_NOT_FOUND'
  /** The customer has had it erased; it does not come back. */
  | 'SUPPRESSED'
  /** The value, the time or a property of the situation cannot be. */
  | 'VALUE_INVALID';

/** An expected failure of `interactionsRecord` as a whole. */
export type InteractionsRecordError = UserError & {
  /** The reason, one of this mutation's own. */
  code: InteractionsRecordErrorCode;
  /** One plain sentence in English for developers; show customers a text of your own. */
  message: Scalars['String']['output'];
  /** Where in the input the cause is. */
  path: Array<Scalars['String']['output']>;
};

/** Why recording can fail as a whole. Open: more may come. */
export type InteractionsRecordErrorCode =
  /** The caller may not write interactions (scope `interactions:write`). */
  | 'FORBIDDEN'
  /** No events, or more events or conditions than a call may bring. */
  | 'TOO_MANY_ENTRIES';

/** Things that happened. */
export type InteractionsRecordInput = {
  /** Events without an id of their own are counted once under it; repeated, they are `DUPLICATE`. */
  idempotencyKey: Scalars['IdempotencyKey']['input'];
  /** 1 to 500 events. */
  interactions: Array<InteractionInput>;
};

/** What became of the events, one verdict for each, in the order of the input. */
export type InteractionsRecordPayload = {
  /** What went wrong with the call as a whole; nothing was stored then. */
  errors: Array<InteractionsRecordError>;
  /** The verdicts; empty where the call as a whole failed. */
  results: Array<InteractionResult>;
};

/** Why data may be used (GDPR Art. 6). Open: more may come. */
export type LegalBasis =
  /** The customer's consent. */
  | 'CONSENT'
  /** To do what the customer ordered. */
  | 'CONTRACT'
  /** A legitimate interest of the house. */
  | 'INTEREST'
  /** The law demands it. */
  | 'LAW'
  /** Inside the request only; nothing is kept for it. */
  | 'REQUEST';

/** The languages that texts for customers are written in. Open: more may come. */
export type Locale =
  /** German. */
  | 'DE'
  /** English. */
  | 'EN';

/** What something was found to be worth on requests that were held out from learning. */
export type MeasuredWorth = {
  /** Mean gain in log likelihood per request over the ranker without it. */
  gain: Scalars['Float']['output'];
  /** Upper bound of the gain. */
  gainHigh: Scalars['Float']['output'];
  /** Lower bound of the gain. */
  gainLow: Scalars['Float']['output'];
  /** Lower bound of the gain over the ranker that is given somebody else's. */
  gainOverShuffledLow: Scalars['Float']['output'];
  /** The number of requests. */
  requestCount: Scalars['Int']['output'];
};

/**
 * An id that turned out to be this customer's as well. What it had is theirs; the id itself is nobody's
 * any more, and its ledger stays as it was.
 */
export type MergedCustomer = {
  /** What was decided under that id, the newest first. */
  consentHistory: ConsentEventConnection;
  /** When the two were merged. */
  mergedAt: Scalars['DateTime']['output'];
  /** Which client said that they are one person. */
  mergedBy: Scalars['String']['output'];
};


/**
 * An id that turned out to be this customer's as well. What it had is theirs; the id itself is nobody's
 * any more, and its ledger stays as it was.
 */
export type MergedCustomerConsentHistoryArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first: Scalars['PageSize']['input'];
};

/** An amount of money in the smallest unit of its currency. */
export type Money = {
  /** For example cents. */
  amountMinor: Scalars['Int']['output'];
  /** ISO 4217, for example `EUR`. */
  currency: Scalars['String']['output'];
};

/** An amount of money in the smallest unit of its currency. */
export type MoneyInput = {
  /** For example cents; not negative. */
  amountMinor: Scalars['Int']['input'];
  /** ISO 4217, three capital letters. */
  currency: Scalars['ShortText']['input'];
};

/**
 * A mood that the customer declares now. It lives inside this request, and in the
 * sealed token that the answer gives on request: it is never stored, never logged and never inferred.
 * A list that was asked for with a mood is not kept to learn from. Not possible with GET.
 */
export type MoodInput = {
  /** How strongly, 1 to 3. */
  intensity: Scalars['Int']['input'];
  /** The mood. */
  name: MoodName;
};

/** A mood that a customer can say, without clinical words. Open: more may come. */
export type MoodName =
  /** At ease. */
  | 'CALM'
  /** Open to something new. */
  | 'CURIOUS'
  /** Something to celebrate. */
  | 'FESTIVE'
  /** No time to lose. */
  | 'IN_A_HURRY'
  /** Only what is needed. */
  | 'JUST_THE_ESSENTIALS';

/** A mood that the recommender knows. */
export type MoodParameters = {
  /** The number of tags on which it was found to have an effect. */
  effectCount: Scalars['Int']['output'];
  /** The mood. */
  name: Scalars['String']['output'];
  /** Whether it is used, and why. */
  verdict: ParameterVerdict;
};

/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type Mutation = {
  /** Creates or replaces items, all or none. Clients with `catalogue:write`. */
  catalogueItemsUpsert: CatalogueItemsUpsertPayload;
  /**
   * Erases what is kept of one category. Values that are erased do not come back by an import. The
   * customer must have logged in within the last 15 minutes.
   */
  categoryErase: CategoryErasePayload;
  /** Opens a cell. Only the customer can. */
  consentGrant: ConsentChangePayload;
  /** Closes what is open until a moment; then it comes back as it was. */
  consentPause: ConsentCellsPayload;
  /** Records the customer's no, which closes the cell. */
  consentRefuse: ConsentChangePayload;
  /**
   * Records what a customer has said to a client. It opens nothing: the customer has to grant it. For
   * twelve months after a no, asking again is refused.
   */
  consentRequest: ConsentChangePayload;
  /** Ends a pause early. Only the customer can. */
  consentResume: ConsentCellsPayload;
  /** Closes a cell. Withdrawing what was never given succeeds and records nothing. */
  consentWithdraw: ConsentChangePayload;
  /** Sets how often the customer wants to be contacted on a channel. */
  contactLimitSet: ContactLimitSetPayload;
  /**
   * Asks whether a customer may be contacted now, and with which recommendations. Counts one contact
   * where they may be. Clients with `contacts:plan`.
   */
  contactPlan: ContactPlanPayload;
  /**
   * Erases everything: nobody finds this customer any more, and no import brings them back. The
   * customer must have logged in within the last 15 minutes.
   */
  customerErase: CustomerErasePayload;
  /** Writes everything that is stored about the customer into one document. Needs a recent login. */
  customerExport: CustomerExportPayload;
  /**
   * Makes two customers one, because another system knows them to be one person. Corrections win, what
   * is struck or excluded stays so, and a consent stays open only where it is open for both. Clients
   * with `customers:write`. It cannot be taken back.
   */
  customerMerge: CustomerMergePayload;
  /** Creates or updates a customer by external id. Clients with `customers:write`. */
  customerUpsert: CustomerUpsertPayload;
  /** Undoes an erasure that is pending: everything is as it was before. */
  erasureUndo: ErasureUndoPayload;
  /** Erases one piece of evidence. The customer must have logged in within the last 15 minutes. */
  evidenceErase: EvidenceErasePayload;
  /** Takes a piece of evidence out of every computation: the answer is as if it had never been. */
  evidenceExclude: EvidenceExcludePayload;
  /** Replaces a field's value by the customer's word, which outranks every other source for ever. */
  factCorrect: FactCorrectPayload;
  /** Says that a value is wrong without giving another. */
  factStrike: FactStrikePayload;
  /** Takes a strike back. Needs no consent. */
  guessRestore: GuessRestorePayload;
  /** Says that a guess is wrong: it is not made again and counts nowhere. Needs no consent. */
  guessStrike: GuessStrikePayload;
  /**
   * Erases what happened in a span of time: interactions, evidence of facts, declared preferences and
   * lists that were shown. The customer must have logged in within the last 15 minutes.
   */
  historyErase: HistoryErasePayload;
  /** Records what happened. Every accepted event is durable and counted once. */
  interactionsRecord: InteractionsRecordPayload;
  /** Objects to a legitimate interest, to outreach or to sharing. It needs no reason. */
  objectionRaise: ConsentCellsPayload;
  /**
   * Takes an objection to a legitimate interest back. Only the customer can. Outreach and sharing are
   * opened by granting them.
   */
  objectionWithdraw: ConsentCellsPayload;
  /** Says what the customer likes and dislikes. */
  preferencesDeclare: PreferencesDeclarePayload;
  /** Restricts the processing of what is known about the customer, or lifts the restriction. */
  processingRestrict: RightPayload;
  /** From now on nothing counts that was observed or declared before; can be undone for 24 hours. */
  profileReset: RightPayload;
  /** Takes the latest reset back: everything counts as it did before. */
  profileResetUndo: RightPayload;
  /** Lets the customer be left alone: no contacts, no reminders, nothing tried out. */
  quietSet: RightPayload;
  /** Answers a recommendation. */
  recommendationFeedback: RecommendationFeedbackPayload;
  /** Sets how much history, context, mood and surprise the customer wants. */
  weightsSet: WeightsSetPayload;
};


/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type MutationCatalogueItemsUpsertArgs = {
  input: CatalogueItemsUpsertInput;
};


/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type MutationCategoryEraseArgs = {
  input: CategoryEraseInput;
};


/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type MutationConsentGrantArgs = {
  input: ConsentChangeInput;
};


/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type MutationConsentPauseArgs = {
  input: ConsentPauseInput;
};


/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type MutationConsentRefuseArgs = {
  input: ConsentChangeInput;
};


/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type MutationConsentRequestArgs = {
  input: ConsentRequestInput;
};


/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type MutationConsentResumeArgs = {
  input: ConsentResumeInput;
};


/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type MutationConsentWithdrawArgs = {
  input: ConsentChangeInput;
};


/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type MutationContactLimitSetArgs = {
  input: ContactLimitSetInput;
};


/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type MutationContactPlanArgs = {
  input: ContactPlanInput;
};


/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type MutationCustomerEraseArgs = {
  input: CustomerEraseInput;
};


/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type MutationCustomerExportArgs = {
  input: CustomerExportInput;
};


/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type MutationCustomerMergeArgs = {
  input: CustomerMergeInput;
};


/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type MutationCustomerUpsertArgs = {
  input: CustomerUpsertInput;
};


/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type MutationErasureUndoArgs = {
  input: ErasureUndoInput;
};


/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type MutationEvidenceEraseArgs = {
  input: EvidenceEraseInput;
};


/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type MutationEvidenceExcludeArgs = {
  input: EvidenceExcludeInput;
};


/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type MutationFactCorrectArgs = {
  input: FactCorrectInput;
};


/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type MutationFactStrikeArgs = {
  input: FactStrikeInput;
};


/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type MutationGuessRestoreArgs = {
  input: GuessRestoreInput;
};


/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type MutationGuessStrikeArgs = {
  input: GuessStrikeInput;
};


/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type MutationHistoryEraseArgs = {
  input: HistoryEraseInput;
};


/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type MutationInteractionsRecordArgs = {
  input: InteractionsRecordInput;
};


/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type MutationObjectionRaiseArgs = {
  input: ObjectionRaiseInput;
};


/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type MutationObjectionWithdrawArgs = {
  input: ObjectionWithdrawInput;
};


/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type MutationPreferencesDeclareArgs = {
  input: PreferencesDeclareInput;
};


/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type MutationProcessingRestrictArgs = {
  input: ProcessingRestrictInput;
};


/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type MutationProfileResetArgs = {
  input: ProfileResetInput;
};


/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type MutationProfileResetUndoArgs = {
  input: ProfileResetInput;
};


/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type MutationQuietSetArgs = {
  input: QuietSetInput;
};


/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type MutationRecommendationFeedbackArgs = {
  input: RecommendationFeedbackInput;
};


/** Everything that can be changed. Expected failures arrive in the payload's `errors`. */
export type MutationWeightsSetArgs = {
  input: WeightsSetInput;
};

/** Something that can be fetched again by its global id. */
export type Node = {
  /** Opaque and stable: pass it back, never take it apart. */
  id: Scalars['ID']['output'];
};

/** Why an item is not in a list. */
export type NotShown = {
  /** The reason. */
  reason: NotShownReason;
  /** The reason as one plain sentence for customers. */
  sentence: Scalars['String']['output'];
};


/** Why an item is not in a list. */
export type NotShownSentenceArgs = {
  locale: Locale;
};

/** Why an item is not in a list. Open: more may come. */
export type NotShownReason =
  /** Too much speaks against it to take the customer's time. */
  | 'BELOW_RELEVANCE'
  /** The customer does not like it, or nothing of its kind. */
  | 'DISLIKED'
  /** The customer has just got it and will hardly need another. */
  | 'JUST_BOUGHT'
  /** No source has proposed it. */
  | 'NOT_A_CANDIDATE'
  /** Other items have taken the places. */
  | 'OTHERS_RANK_HIGHER'
  /** It is in the list. */
  | 'SHOWN'
  /** The customer has just got something of its kind and will hardly need another. */
  | 'SUBSTITUTE_JUST_BOUGHT'
  /** It cannot be had at the moment. */
  | 'UNAVAILABLE'
  /** There is no such item. */
  | 'UNKNOWN_ITEM';

/** What a customer objects to. */
export type ObjectionRaiseInput = {
  /** The category; left out, all that can be objected to. */
  category?: InputMaybe<DataCategory>;
  /** The customer; for customers themselves it may be left out. */
  customerId?: InputMaybe<Scalars['ID']['input']>;
  /** See `IdempotencyKey`. */
  idempotencyKey: Scalars['IdempotencyKey']['input'];
  /** The purpose. */
  purpose: Purpose;
};

/** Which objection to take back. */
export type ObjectionWithdrawInput = {
  /** The category; left out, all of them. */
  category?: InputMaybe<DataCategory>;
  /** The customer; for customers themselves it may be left out. */
  customerId?: InputMaybe<Scalars['ID']['input']>;
  /** See `IdempotencyKey`. */
  idempotencyKey: Scalars['IdempotencyKey']['input'];
  /** The purpose. */
  purpose: Purpose;
};

/** Where a page stands in its list (Relay cursor connections). */
export type PageInfo = {
  /** Cursor of the last entry of this page; pass it as `after` for the next page. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether there are entries after this page. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether there are entries before this page. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** Cursor of the first entry of this page; null when the page is empty. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** Whether something is used, and why. Open: more may come. */
export type ParameterVerdict =
  /** Decided, not learned. */
  | 'DECIDED'
  /** Not used: it has no measurable effect. */
  | 'NOT_USED'
  /** Used: better than without it and than with it shuffled. */
  | 'USED'
  /** Used, though its effect cannot be told from chance. */
  | 'USED_UNPROVEN';

/** What personal data may be used for. What has no cell here is forbidden. */
export type Policy = {
  /** All categories of personal data, with their texts. */
  categories: Array<CategoryDescription>;
  /** All cells, category by category. */
  cells: Array<PolicyCell>;
  /** Changes with every cell, every version of a purpose and every recipient. */
  version: Scalars['String']['output'];
};

/** What one purpose may do with one category. */
export type PolicyCell = {
  /** On which basis. */
  basis: ProcessingBasis;
  /** The category. */
  category: DataCategory;
  /** Whether a customer's consent can open the cell. */
  isGrantable: Scalars['Boolean']['output'];
  /** What may be done. */
  operations: Array<DataOperation>;
  /** The purpose. */
  purpose: Purpose;
  /** For how long, in words. */
  retention: Scalars['String']['output'];
  /** For how many days after a value was recorded; null where no age ends it. */
  retentionDays?: Maybe<Scalars['Int']['output']>;
};


/** What one purpose may do with one category. */
export type PolicyCellRetentionArgs = {
  locale: Locale;
};

/** One preference to declare or to take back. */
export type PreferenceInput = {
  /** The sku, category or tag. */
  name: Scalars['ShortText']['input'];
  /** Like or dislike; null takes the preference back. */
  sentiment?: InputMaybe<PreferenceSentiment>;
  /** What kind of thing it is about. */
  target: PreferenceTarget;
};

/** How the customer feels about it. */
export type PreferenceSentiment =
  /** None of it. */
  | 'DISLIKE'
  /** More of it. */
  | 'LIKE';

/** What a preference is about. */
export type PreferenceTarget =
  /** A category. */
  | 'CATEGORY'
  /** One item, by sku. */
  | 'ITEM'
  /** A tag. */
  | 'TAG';

/** What a customer declares to like or dislike. */
export type PreferencesDeclareInput = {
  /** See `IdempotencyKey`. */
  idempotencyKey: Scalars['IdempotencyKey']['input'];
  /** 1 to 100 preferences; others stay as they are. */
  preferences: Array<PreferenceInput>;
};

/** What became of declaring preferences. */
export type PreferencesDeclarePayload = {
  /** The customer; null where it failed. */
  customer?: Maybe<Customer>;
  /** What went wrong; nothing was changed then. */
  errors: Array<CorrectionError>;
};

/** Why data of a category may be used for a purpose (GDPR Art. 6). Open: more may come. */
export type ProcessingBasis =
  /** The customer's consent, given for this cell. */
  | 'CONSENT'
  /** The contract with the customer. */
  | 'CONTRACT'
  /** A legitimate interest; the customer can object. */
  | 'INTEREST'
  /** A duty by law. */
  | 'LAW'
  /** The customer's request; the value lives inside it only. */
  | 'REQUEST';

/** Whether what is known about the customer may be used. */
export type ProcessingRestrictInput = {
  /** See `IdempotencyKey`. */
  idempotencyKey: Scalars['IdempotencyKey']['input'];
  /** True restricts processing, false lifts the restriction. */
  isRestricted: Scalars['Boolean']['input'];
};

/** One reset: nothing that was observed or declared before it counts. */
export type ProfileReset = Node & {
  /** When what lay before it was erased; null where that has not happened. */
  erasedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Opaque and stable: pass it back, never take it apart. */
  id: Scalars['ID']['output'];
  /** What happened or was recorded up to this moment does not count. */
  resetAt: Scalars['DateTime']['output'];
  /** Until then it can be undone; from then on what lies before it is erased. */
  undoUntil: Scalars['DateTime']['output'];
  /** When the customer undid it; null where they did not. */
  undoneAt?: Maybe<Scalars['DateTime']['output']>;
  /** The dial that does not count since then, while it can come back. */
  weights?: Maybe<Weights>;
};

/** A reset, or taking it back. */
export type ProfileResetInput = {
  /** See `IdempotencyKey`. */
  idempotencyKey: Scalars['IdempotencyKey']['input'];
};

/** Where a piece of evidence came from. Open: more may come. */
export type Provenance =
  /** Derived from other evidence. */
  | 'GUESSED'
  /** Brought in from another system. */
  | 'IMPORTED'
  /** Seen while serving the customer. */
  | 'OBSERVED'
  /** Said by the customer. */
  | 'PROVIDED';

/** What data may be used for. Open: more may come. */
export type Purpose =
  /** Showing others what the customer has found, without saying who found it. */
  | 'EXPERTISE'
  /** Learning from the customer's events for everybody. */
  | 'IMPROVEMENT'
  /** What the law demands. */
  | 'LEGAL'
  /** Answering a declared mood, inside the request only. */
  | 'MOOD'
  /** Writing to or calling the customer. */
  | 'OUTREACH'
  /** Answers that fit this customer. */
  | 'PERSONALISATION'
  /** Answers that use nothing about the customer. */
  | 'PROFILE_FREE'
  /** Keeping accounts and payments safe. */
  | 'SECURITY'
  /** Doing what the customer ordered. */
  | 'SERVICE'
  /** Passing data on to a named recipient. */
  | 'SHARING';

/** A purpose with its text and the categories that it may ask for. */
export type PurposeDescription = {
  /** Categories that may be used for it with the customer's consent. */
  consentCategories: Array<DataCategory>;
  /** SHA-256 of that text in UTF-8, to be named when a customer agrees to it. */
  noticeHash: Scalars['String']['output'];
  /** The purpose. */
  purpose: Purpose;
  /** What it means, for customers. */
  text: Scalars['String']['output'];
  /** Version of the text; a major change makes old consents lapse. */
  version: Scalars['Int']['output'];
};


/** A purpose with its text and the categories that it may ask for. */
export type PurposeDescriptionNoticeHashArgs = {
  locale: Locale;
};


/** A purpose with its text and the categories that it may ask for. */
export type PurposeDescriptionTextArgs = {
  locale: Locale;
};

/** Everything that can be asked. */
export type Query = {
  /** An item by the shop's own id, or null. */
  catalogueItem?: Maybe<CatalogueItem>;
  /** The catalogue in the order of sku. */
  catalogueItems: CatalogueItemConnection;
  /**
   * A customer by global id, by external id or by e-mail address. Clients need the scope
   * `customers:read`; customers find only themselves. Null where there is none that you may see.
   */
  customer?: Maybe<Customer>;
  /**
   * What the customer whose token this is has had erased, newest first; also where everything is, and
   * `me` is therefore null.
   */
  erasures: Array<Erasure>;
  /** The customer whose token this is; null for clients and without a token. */
  me?: Maybe<Customer>;
  /** The thing with this global id, or null where there is none that you may see. */
  node?: Maybe<Node>;
  /** What personal data may be used for, on which basis and for how long. */
  policy: Policy;
  /** All purposes with their texts and the categories that each may ask for. */
  purposes: Array<PurposeDescription>;
  /** What the recommender has learned, what each signal is worth, and what was decided. */
  recommenderParameters: RecommenderParameters;
};


/** Everything that can be asked. */
export type QueryCatalogueItemArgs = {
  sku: Scalars['ShortText']['input'];
};


/** Everything that can be asked. */
export type QueryCatalogueItemsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  category?: InputMaybe<Scalars['ShortText']['input']>;
  first: Scalars['PageSize']['input'];
  tag?: InputMaybe<Scalars['ShortText']['input']>;
};


/** Everything that can be asked. */
export type QueryCustomerArgs = {
  email?: InputMaybe<Scalars['LongText']['input']>;
  externalId?: InputMaybe<ExternalIdInput>;
  id?: InputMaybe<Scalars['ID']['input']>;
};


/** Everything that can be asked. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};

/** A time in which the customer is left alone. */
export type Quiet = {
  /** Since when. */
  since: Scalars['DateTime']['output'];
  /** When it ends by itself; null: not until the customer says so. */
  until?: Maybe<Scalars['DateTime']['output']>;
};

/** Whether the customer wants to be left alone. */
export type QuietSetInput = {
  /** See `IdempotencyKey`. */
  idempotencyKey: Scalars['IdempotencyKey']['input'];
  /** True: no contacts and no reminders from now on; false ends that. */
  isQuiet: Scalars['Boolean']['input'];
  /** When it ends by itself; left out, not until the customer says so. */
  until?: InputMaybe<Scalars['DateTime']['input']>;
};

/** One coefficient of the ranker. */
export type RankerWeight = {
  /** Whether it was learned; otherwise it is a rule of the house. */
  isLearned: Scalars['Boolean']['output'];
  /** Its name, as in the documentation of the ranker. */
  name: Scalars['String']['output'];
  /** Its value, in log odds for each unit of its feature. */
  value: Scalars['Float']['output'];
};

/** One recommended item. */
export type Recommendation = {
  /** The day on which the customer is expected to buy it again, at about this time; null if unknown. */
  dueOn?: Maybe<Scalars['DateTime']['output']>;
  /** Why it is here; null for clients, since it shows what the customer did. */
  explanation?: Maybe<Explanation>;
  /** The item. */
  item: CatalogueItem;
  /** Place in the list, from 1. */
  rank: Scalars['Int']['output'];
  /** The score that the rank comes from: the exact sum of the explanation. */
  score: Scalars['Float']['output'];
  /** What its place is for. */
  slot: RecommendationSlot;
  /** Which sources proposed the item. */
  sources: Array<Scalars['String']['output']>;
};

/** A customer's answer to a recommendation. */
export type RecommendationFeedbackInput = {
  /** The answer. */
  feedback: FeedbackKind;
  /** See `IdempotencyKey`. */
  idempotencyKey: Scalars['IdempotencyKey']['input'];
  /** The item's sku. */
  sku: Scalars['ShortText']['input'];
};

/** What became of an answer to a recommendation. It counts from the next list on. */
export type RecommendationFeedbackPayload = {
  /** The customer; null where it failed. */
  customer?: Maybe<Customer>;
  /** What went wrong; nothing was changed then. */
  errors: Array<CorrectionError>;
  /** The answer as evidence; null where it failed. */
  interaction?: Maybe<Interaction>;
};

/** A list of recommendations, best first. Fewer than asked for, or none, is a valid answer. */
export type RecommendationList = {
  /** The consent epoch that the answer was computed under; null where no customer was looked at. */
  consentEpoch?: Maybe<Scalars['Int']['output']>;
  /** The recommendations. */
  items: Array<Recommendation>;
  /** Names this list where it was kept to learn from; null where nothing was kept. */
  listId?: Maybe<Scalars['ID']['output']>;
  /** The mode that was used. */
  mode: RecommendationMode;
  /** The learned snapshot that the answer was computed with; null before anything was learned. */
  modelVersion?: Maybe<Scalars['String']['output']>;
  /**
   * The mood of this answer, sealed for 30 minutes: hand it back as `moodToken`, so that nobody has to
   * keep the mood. Keep it in memory only. Null where the list was asked for without a mood.
   */
  moodToken?: Maybe<Scalars['String']['output']>;
  /** Why an item is not in this list; null for clients, since it can show what the customer did. */
  notShown?: Maybe<NotShown>;
  /**
   * Replays what was left to chance: with the same evidence and snapshot the same seed gives the same
   * list. 0 where nothing was.
   */
  seed: Scalars['Int']['output'];
};


/** A list of recommendations, best first. Fewer than asked for, or none, is a valid answer. */
export type RecommendationListNotShownArgs = {
  sku: Scalars['ShortText']['input'];
};

/** How much about the customer an answer may use. */
export type RecommendationMode =
  /** Only what the customer has declared. */
  | 'DECLARED_ONLY'
  /** Everything that the customer's consents cover. */
  | 'FULL'
  /** Nothing: the default of a new customer, computed without access to the customer's evidence. */
  | 'PROFILE_FREE';

/** What a place of a list is for. Open: more may come. */
export type RecommendationSlot =
  /** The customer buys it again and again and is expected to need it about now. */
  | 'DUE'
  /** Drawn by chance, so that the house goes on learning. */
  | 'EXPLORE'
  /** The best of what fits. */
  | 'RELEVANT'
  /** Something from where the customer has not been yet. */
  | 'WIDEN';

/** What the recommender has learned and what was decided: the same for everybody. */
export type RecommenderParameters = {
  /** Distinct customers that it was learned from. */
  customerCount: Scalars['Int']['output'];
  /** Items of the head of the catalogue, which EASE recommends from; the others have neighbours. */
  easeItemCount: Scalars['Int']['output'];
  /** Events that it was learned from. */
  eventCount: Scalars['Int']['output'];
  /** The context fields, and single conditions that earned a weight of their own. */
  fields: Array<FieldParameters>;
  /** When it was learned. */
  learnedAt?: Maybe<Scalars['DateTime']['output']>;
  /** A rating above this counts as liked. */
  likedAbove: Scalars['Float']['output'];
  /** Interest that a lower rating shows, 0 to 1: 1 where having had it at all is what counts. */
  lowRatingInterest: Scalars['Float']['output'];
  /** The learned snapshot; null before anything was learned. */
  modelVersion?: Maybe<Scalars['String']['output']>;
  /** The moods that are known, with the number of tags on which each has an effect. */
  moods: Array<MoodParameters>;
  /** The share of repeats among all that was bought at second and later visits, 0 to 1. */
  repeatShare: Scalars['Float']['output'];
  /** The signals, each with its weights and what it was found to be worth. */
  signals: Array<SignalParameters>;
};

/** An attempt of the customer's own that was refused; its content was not kept. */
export type RefusedAttempt = {
  /** When. */
  attemptedAt: Scalars['DateTime']['output'];
  /** The code of the answer. */
  code: Scalars['String']['output'];
  /** The mutation, for example `consentGrant`. */
  operation: Scalars['String']['output'];
};

/** One page of refused attempts. */
export type RefusedAttemptConnection = {
  /** The attempts with their cursors. */
  edges: Array<RefusedAttemptEdge>;
  /** The attempts. */
  nodes: Array<RefusedAttempt>;
  /** Where this page stands. */
  pageInfo: PageInfo;
};

/** A refused attempt of a page with its cursor. */
export type RefusedAttemptEdge = {
  /** Pass it as `after` to go on behind this attempt. */
  cursor: Scalars['String']['output'];
  /** The attempt. */
  node: RefusedAttempt;
};

/** An expected failure of exercising a right. */
export type RightError = UserError & {
  /** The reason, one of these mutations' own. */
  code: RightErrorCode;
  /** One plain sentence in English for developers; show customers a text of your own. */
  message: Scalars['String']['output'];
  /** Where in the input the cause is. */
  path: Array<Scalars['String']['output']>;
};

/** Why a right cannot be exercised as it was asked for. Open: more may come. */
export type RightErrorCode =
  /** Only customers themselves have this right. */
  | 'FORBIDDEN'
  /** The key was used with other content. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** A reset needs a login of the last 15 minutes. */
  | 'LOGIN_NOT_RECENT'
  /** There is no reset, or its time to be undone is over. */
  | 'NOTHING_TO_UNDO'
  /** There is no such customer. */
  | 'NOT_FOUND'
  /** A time that is not in the future, or without a meaning. */
  | 'VALUE_INVALID';

/** What became of exercising a right. It is in force when this arrives. */
export type RightPayload = {
  /** The customer; null where it failed. */
  customer?: Maybe<Customer>;
  /** What went wrong; nothing was changed then. */
  errors: Array<RightError>;
};

/** A list that was shown to the customer, as it is kept. */
export type ShownList = Node & {
  /** How many items the first place could have shown; one fewer in each that follows. */
  candidateCount: Scalars['Int']['output'];
  /** The situation, where the customer lets it be kept. */
  context: Array<Condition>;
  /** Opaque and stable; it is the `listId` of the list when it was shown. */
  id: Scalars['ID']['output'];
  /** How much about the customer it used. */
  mode: RecommendationMode;
  /** The learned snapshot that it was computed with; null before anything was learned. */
  modelVersion?: Maybe<Scalars['String']['output']>;
  /** Where it was shown. */
  placement: Scalars['String']['output'];
  /** Replays what was left to chance. */
  seed: Scalars['Int']['output'];
  /** When it was shown. */
  shownAt: Scalars['DateTime']['output'];
  /** What was shown, best first. */
  slots: Array<ShownSlot>;
  /** Whether it counts for what is learned. */
  status: EvidenceStatus;
};

/** One page of shown lists. */
export type ShownListConnection = {
  /** The lists with their cursors. */
  edges: Array<ShownListEdge>;
  /** The lists. */
  nodes: Array<ShownList>;
  /** Where this page stands. */
  pageInfo: PageInfo;
};

/** A shown list of a page with its cursor. */
export type ShownListEdge = {
  /** Pass it as `after` to go on behind this list. */
  cursor: Scalars['String']['output'];
  /** The list. */
  node: ShownList;
};

/** One place of a list that was shown. */
export type ShownSlot = {
  /** How probable this item was in this place, given the places before. */
  propensity: Scalars['Float']['output'];
  /** Place in the list, from 1. */
  rank: Scalars['Int']['output'];
  /** What the ranking would have placed there; null where it is what was shown. */
  replacedSku?: Maybe<Scalars['String']['output']>;
  /** The item's sku. */
  sku: Scalars['String']['output'];
};

/** What a contribution comes from. Open: more may come. */
export type Signal =
  /** The situation of the request. */
  | 'CONTEXT'
  /** What everybody does: popularity, liking, trend and experts' finds. */
  | 'CROWD'
  /** What the customer has declared to like or dislike. */
  | 'DECLARED'
  /** What this customer did before. */
  | 'HISTORY'
  /** The mood declared in the request. */
  | 'MOOD'
  /** A chance for what is new here. */
  | 'NOVELTY'
  /** Rules of the house, such as rest after a "not now". */
  | 'RULE';

/** One signal of the recommender. */
export type SignalParameters = {
  /** The verdict as one plain sentence. */
  sentence: Scalars['String']['output'];
  /** The signal. */
  signal: Signal;
  /** Whether it is used, and why. */
  verdict: ParameterVerdict;
  /** Its weights, learned and decided. */
  weights: Array<RankerWeight>;
  /** What it was found to be worth as a whole; null where that was not measured. */
  worth?: Maybe<MeasuredWorth>;
};


/** One signal of the recommender. */
export type SignalParametersSentenceArgs = {
  locale: Locale;
};

/** A guess that the customer has struck. It is not made again and counts in no list. */
export type StruckGuess = {
  /** What kind of thing it was about. */
  kind: GuessKind;
  /** The category or tag. */
  name: Scalars['String']['output'];
  /** When the customer struck it. */
  struckAt: Scalars['DateTime']['output'];
};

/** A failure that a caller can expect and act on. Bugs are never reported here. */
export type UserError = {
  /** One plain sentence in English for developers; show customers a text of your own. */
  message: Scalars['String']['output'];
  /** Where in the input the cause is, for example `["interactions", "3", "itemId"]`. */
  path: Array<Scalars['String']['output']>;
};

/**
 * Whether a sealed value can be read. Each customer's values are sealed with a key of their own; where
 * that is missing the value is null, and everything else about it stays. Open: more may come.
 */
export type ValueState =
  /** The key is destroyed or not at hand: the value is null. */
  | 'KEY_MISSING'
  /** The value is there. */
  | 'READABLE';

/** How much of each signal a customer wants in their lists, as far as they have said so. */
export type Weights = {
  /** Factor of the situation, 0 to 2; 1 is as learned. */
  context: Scalars['Float']['output'];
  /** Factor of what they did before, 0 to 2; 1 is as learned. */
  history: Scalars['Float']['output'];
  /** Whether the customer has set any of them. */
  isSet: Scalars['Boolean']['output'];
  /** Factor of a declared mood, 0 to 2; 1 is as the house does it. */
  mood: Scalars['Float']['output'];
  /** When the customer set it the last time; null where they have set nothing that counts. */
  setAt?: Maybe<Scalars['DateTime']['output']>;
  /** From "more of mine", 0, to "surprise me", 1. */
  surprise: Scalars['Float']['output'];
};

/** An expected failure of `weightsSet`. */
export type WeightsSetError = UserError & {
  /** The reason, one of this mutation's own. */
  code: WeightsSetErrorCode;
  /** One plain sentence in English for developers; show customers a text of your own. */
  message: Scalars['String']['output'];
  /** Where in the input the cause is. */
  path: Array<Scalars['String']['output']>;
};

/** Why setting the dial can fail. Open: more may come. */
export type WeightsSetErrorCode =
  /** Keeping this needs PERSONALISATION for DECLARED_PREFERENCE. */
  | 'CONSENT_REQUIRED'
  /** Only customers can say what they want. */
  | 'FORBIDDEN'
  /** The key was used with other content. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** There is no such customer. */
  | 'NOT_FOUND'
  /** A number outside its range, nothing at all, or a reset with numbers beside it. */
  | 'VALUE_INVALID';

/** How much of each signal the customer wants. What is left out stays as it is. */
export type WeightsSetInput = {
  /** Factor of the situation, 0 to 2; 1 is as learned. */
  context?: InputMaybe<Scalars['Float']['input']>;
  /** Factor of what they did before, 0 to 2; 1 is as learned. */
  history?: InputMaybe<Scalars['Float']['input']>;
  /** See `IdempotencyKey`. */
  idempotencyKey: Scalars['IdempotencyKey']['input'];
  /** Factor of a declared mood, 0 to 2; 1 is as the house does it. */
  mood?: InputMaybe<Scalars['Float']['input']>;
  /** True sets all of them back to what the house has learned; then none is given. */
  reset: Scalars['Boolean']['input'];
  /** From "more of mine", 0, to "surprise me", 1. */
  surprise?: InputMaybe<Scalars['Float']['input']>;
};

/** What became of setting the dial. It counts in every list of this very answer. */
export type WeightsSetPayload = {
  /** The customer; null where it failed. */
  customer?: Maybe<Customer>;
  /** What went wrong; nothing was changed then. */
  errors: Array<WeightsSetError>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;




/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node:
    | ( ItemRow & { __typename: 'CatalogueItem' } )
    | ( ConsentEventRow & { __typename: 'ConsentEvent' } )
    | ( ConsentingCustomer & { __typename: 'Customer' } )
    | ( PreferenceRow & { __typename: 'DeclaredPreference' } )
    | ( ErasureRow & { __typename: 'Erasure' } )
    | ( FactEvidenceRow & { __typename: 'FactEvidence' } )
    | ( InteractionRow & { __typename: 'Interaction' } )
    | ( ProfileResetRow & { __typename: 'ProfileReset' } )
    | ( ShownListRow & { __typename: 'ShownList' } )
  ;
  UserError:
    | ( CatalogueItemsUpsertError & { __typename: 'CatalogueItemsUpsertError' } )
    | ( ConsentCellsError & { __typename: 'ConsentCellsError' } )
    | ( ConsentChangeError & { __typename: 'ConsentChangeError' } )
    | ( ContactLimitSetError & { __typename: 'ContactLimitSetError' } )
    | ( ContactPlanError & { __typename: 'ContactPlanError' } )
    | ( CorrectionError & { __typename: 'CorrectionError' } )
    | ( CustomerExportError & { __typename: 'CustomerExportError' } )
    | ( CustomerMergeError & { __typename: 'CustomerMergeError' } )
    | ( CustomerUpsertError & { __typename: 'CustomerUpsertError' } )
    | ( ErasureError & { __typename: 'ErasureError' } )
    | ( GuessRestoreError & { __typename: 'GuessRestoreError' } )
    | ( GuessStrikeError & { __typename: 'GuessStrikeError' } )
    | ( InteractionsRecordError & { __typename: 'InteractionsRecordError' } )
    | ( RightError & { __typename: 'RightError' } )
    | ( WeightsSetError & { __typename: 'WeightsSetError' } )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  ActorKind: ActorKind;
  Alternative: ResolverTypeWrapper<Alternative>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  CallRecord: ResolverTypeWrapper<OwnCallRow>;
  CallRecordConnection: ResolverTypeWrapper<Omit<CallRecordConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['CallRecordEdge']>, nodes: Array<ResolversTypes['CallRecord']> }>;
  CallRecordEdge: ResolverTypeWrapper<Omit<CallRecordEdge, 'node'> & { node: ResolversTypes['CallRecord'] }>;
  CatalogueItem: ResolverTypeWrapper<ItemRow>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  CatalogueItemConnection: ResolverTypeWrapper<Omit<CatalogueItemConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['CatalogueItemEdge']>, nodes: Array<ResolversTypes['CatalogueItem']> }>;
  CatalogueItemEdge: ResolverTypeWrapper<Omit<CatalogueItemEdge, 'node'> & { node: ResolversTypes['CatalogueItem'] }>;
  CatalogueItemInput: CatalogueItemInput;
  CatalogueItemsUpsertError: ResolverTypeWrapper<CatalogueItemsUpsertError>;
  CatalogueItemsUpsertErrorCode: CatalogueItemsUpsertErrorCode;
  CatalogueItemsUpsertInput: CatalogueItemsUpsertInput;
  CatalogueItemsUpsertPayload: ResolverTypeWrapper<Omit<CatalogueItemsUpsertPayload, 'items'> & { items: Array<ResolversTypes['CatalogueItem']> }>;
  CategoryDescription: ResolverTypeWrapper<DataCategoryName>;
  CategoryEraseInput: CategoryEraseInput;
  CategoryErasePayload: ResolverTypeWrapper<Omit<CategoryErasePayload, 'customer' | 'erasure'> & { customer?: Maybe<ResolversTypes['Customer']>, erasure?: Maybe<ResolversTypes['Erasure']> }>;
  Condition: ResolverTypeWrapper<Condition>;
  ConditionInput: ConditionInput;
  Consent: ResolverTypeWrapper<ConsentCell>;
  ConsentCellsError: ResolverTypeWrapper<ConsentCellsError>;
  ConsentCellsErrorCode: ConsentCellsErrorCode;
  ConsentCellsPayload: ResolverTypeWrapper<Omit<ConsentCellsPayload, 'consents' | 'customer'> & { consents: Array<ResolversTypes['Consent']>, customer?: Maybe<ResolversTypes['Customer']> }>;
  ConsentChangeError: ResolverTypeWrapper<ConsentChangeError>;
  ConsentChangeErrorCode: ConsentChangeErrorCode;
  ConsentChangeInput: ConsentChangeInput;
  ConsentChangePayload: ResolverTypeWrapper<Omit<ConsentChangePayload, 'consent' | 'customer'> & { consent?: Maybe<ResolversTypes['Consent']>, customer?: Maybe<ResolversTypes['Customer']> }>;
  ConsentEvent: ResolverTypeWrapper<ConsentEventRow>;
  ConsentEventConnection: ResolverTypeWrapper<Omit<ConsentEventConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['ConsentEventEdge']>, nodes: Array<ResolversTypes['ConsentEvent']> }>;
  ConsentEventEdge: ResolverTypeWrapper<Omit<ConsentEventEdge, 'node'> & { node: ResolversTypes['ConsentEvent'] }>;
  ConsentMethod: ConsentMethod;
  ConsentPauseInput: ConsentPauseInput;
  ConsentReceipt: ResolverTypeWrapper<ConsentReceiptRow>;
  ConsentReceiptConnection: ResolverTypeWrapper<Omit<ConsentReceiptConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['ConsentReceiptEdge']>, nodes: Array<ResolversTypes['ConsentReceipt']> }>;
  ConsentReceiptEdge: ResolverTypeWrapper<Omit<ConsentReceiptEdge, 'node'> & { node: ResolversTypes['ConsentReceipt'] }>;
  ConsentRequestInput: ConsentRequestInput;
  ConsentResumeInput: ConsentResumeInput;
  ConsentState: ConsentState;
  ContactBudget: ResolverTypeWrapper<ContactBudget>;
  ContactChannel: ContactChannel;
  ContactLimitSetError: ResolverTypeWrapper<ContactLimitSetError>;
  ContactLimitSetErrorCode: ContactLimitSetErrorCode;
  ContactLimitSetInput: ContactLimitSetInput;
  ContactLimitSetPayload: ResolverTypeWrapper<Omit<ContactLimitSetPayload, 'customer'> & { customer?: Maybe<ResolversTypes['Customer']> }>;
  ContactPlanError: ResolverTypeWrapper<ContactPlanError>;
  ContactPlanErrorCode: ContactPlanErrorCode;
  ContactPlanInput: ContactPlanInput;
  ContactPlanPayload: ResolverTypeWrapper<Omit<ContactPlanPayload, 'list'> & { list?: Maybe<ResolversTypes['RecommendationList']> }>;
  ContextInput: ContextInput;
  Contribution: ResolverTypeWrapper<ShownContribution>;
  ContributionPart: ResolverTypeWrapper<ShownPart>;
  CorrectionError: ResolverTypeWrapper<CorrectionError>;
  CorrectionErrorCode: CorrectionErrorCode;
  Customer: ResolverTypeWrapper<ConsentingCustomer>;
  CustomerEraseInput: CustomerEraseInput;
  CustomerErasePayload: ResolverTypeWrapper<Omit<CustomerErasePayload, 'erasure'> & { erasure?: Maybe<ResolversTypes['Erasure']> }>;
  CustomerExport: ResolverTypeWrapper<CustomerExport>;
  CustomerExportError: ResolverTypeWrapper<CustomerExportError>;
  CustomerExportErrorCode: CustomerExportErrorCode;
  CustomerExportInput: CustomerExportInput;
  CustomerExportPayload: ResolverTypeWrapper<CustomerExportPayload>;
  CustomerMergeError: ResolverTypeWrapper<CustomerMergeError>;
  CustomerMergeErrorCode: CustomerMergeErrorCode;
  CustomerMergeInput: CustomerMergeInput;
  CustomerMergePayload: ResolverTypeWrapper<Omit<CustomerMergePayload, 'customer'> & { customer?: Maybe<ResolversTypes['Customer']> }>;
  CustomerMethod: CustomerMethod;
  CustomerUpsertError: ResolverTypeWrapper<CustomerUpsertError>;
  CustomerUpsertErrorCode: CustomerUpsertErrorCode;
  CustomerUpsertInput: CustomerUpsertInput;
  CustomerUpsertPayload: ResolverTypeWrapper<Omit<CustomerUpsertPayload, 'customer'> & { customer?: Maybe<ResolversTypes['Customer']> }>;
  DataCategory: DataCategory;
  DataOperation: DataOperation;
  DataUse: ResolverTypeWrapper<AccessLogRow>;
  DataUseConnection: ResolverTypeWrapper<Omit<DataUseConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['DataUseEdge']>, nodes: Array<ResolversTypes['DataUse']> }>;
  DataUseEdge: ResolverTypeWrapper<Omit<DataUseEdge, 'node'> & { node: ResolversTypes['DataUse'] }>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DeclaredPreference: ResolverTypeWrapper<PreferenceRow>;
  EmailCorrectionDay: ResolverTypeWrapper<EmailCorrectionRow>;
  Erasure: ResolverTypeWrapper<ErasureRow>;
  ErasureError: ResolverTypeWrapper<ErasureError>;
  ErasureErrorCode: ErasureErrorCode;
  ErasureRequester: ErasureRequester;
  ErasureScope: ErasureScope;
  ErasureState: ErasureState;
  ErasureUndoInput: ErasureUndoInput;
  ErasureUndoPayload: ResolverTypeWrapper<Omit<ErasureUndoPayload, 'customer' | 'erasure'> & { customer?: Maybe<ResolversTypes['Customer']>, erasure?: Maybe<ResolversTypes['Erasure']> }>;
  EvidenceEntry: ResolverTypeWrapper<EvidenceEntryRow>;
  EvidenceEntryConnection: ResolverTypeWrapper<Omit<EvidenceEntryConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['EvidenceEntryEdge']>, nodes: Array<ResolversTypes['EvidenceEntry']> }>;
  EvidenceEntryEdge: ResolverTypeWrapper<Omit<EvidenceEntryEdge, 'node'> & { node: ResolversTypes['EvidenceEntry'] }>;
  EvidenceEraseInput: EvidenceEraseInput;
  EvidenceErasePayload: ResolverTypeWrapper<Omit<EvidenceErasePayload, 'customer' | 'erasure'> & { customer?: Maybe<ResolversTypes['Customer']>, erasure?: Maybe<ResolversTypes['Erasure']> }>;
  EvidenceExcludeInput: EvidenceExcludeInput;
  EvidenceExcludePayload: ResolverTypeWrapper<Omit<EvidenceExcludePayload, 'customer' | 'evidence'> & { customer?: Maybe<ResolversTypes['Customer']>, evidence?: Maybe<ResolversTypes['Node']> }>;
  EvidenceKind: EvidenceKind;
  EvidenceStatus: EvidenceStatus;
  EvidenceUse: ResolverTypeWrapper<EntryUse>;
  Explanation: ResolverTypeWrapper<ShownItem>;
  ExportFormat: ExportFormat;
  ExternalId: ResolverTypeWrapper<ExternalIdRow>;
  ExternalIdInput: ExternalIdInput;
  Fact: ResolverTypeWrapper<ResolvedFact>;
  FactChange: ResolverTypeWrapper<FactChangeRow>;
  FactChangeKind: FactChangeKind;
  FactCorrectInput: FactCorrectInput;
  FactCorrectPayload: ResolverTypeWrapper<Omit<FactCorrectPayload, 'customer' | 'fact'> & { customer?: Maybe<ResolversTypes['Customer']>, fact?: Maybe<ResolversTypes['Fact']> }>;
  FactEvidence: ResolverTypeWrapper<FactEvidenceRow>;
  FactField: FactField;
  FactInput: FactInput;
  FactStrikeInput: FactStrikeInput;
  FactStrikePayload: ResolverTypeWrapper<Omit<FactStrikePayload, 'customer'> & { customer?: Maybe<ResolversTypes['Customer']> }>;
  FeedbackKind: FeedbackKind;
  FieldParameters: ResolverTypeWrapper<FieldParametersRow>;
  Guess: ResolverTypeWrapper<GuessOfCustomer>;
  GuessKind: GuessKind;
  GuessRestoreError: ResolverTypeWrapper<GuessRestoreError>;
  GuessRestoreErrorCode: GuessRestoreErrorCode;
  GuessRestoreInput: GuessRestoreInput;
  GuessRestorePayload: ResolverTypeWrapper<Omit<GuessRestorePayload, 'customer'> & { customer?: Maybe<ResolversTypes['Customer']> }>;
  GuessStrikeError: ResolverTypeWrapper<GuessStrikeError>;
  GuessStrikeErrorCode: GuessStrikeErrorCode;
  GuessStrikeInput: GuessStrikeInput;
  GuessStrikePayload: ResolverTypeWrapper<Omit<GuessStrikePayload, 'customer'> & { customer?: Maybe<ResolversTypes['Customer']> }>;
  HistoryEraseInput: HistoryEraseInput;
  HistoryErasePayload: ResolverTypeWrapper<Omit<HistoryErasePayload, 'customer' | 'erasure'> & { customer?: Maybe<ResolversTypes['Customer']>, erasure?: Maybe<ResolversTypes['Erasure']> }>;
  IdempotencyKey: ResolverTypeWrapper<Scalars['IdempotencyKey']['output']>;
  Interaction: ResolverTypeWrapper<InteractionRow>;
  InteractionConnection: ResolverTypeWrapper<Omit<InteractionConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['InteractionEdge']>, nodes: Array<ResolversTypes['Interaction']> }>;
  InteractionEdge: ResolverTypeWrapper<Omit<InteractionEdge, 'node'> & { node: ResolversTypes['Interaction'] }>;
  InteractionInput: InteractionInput;
  InteractionKind: InteractionKind;
  InteractionResult: ResolverTypeWrapper<RecordedInteraction>;
  InteractionVerdict: InteractionVerdict;
  InteractionsRecordError: ResolverTypeWrapper<InteractionsRecordError>;
  InteractionsRecordErrorCode: InteractionsRecordErrorCode;
  InteractionsRecordInput: InteractionsRecordInput;
  InteractionsRecordPayload: ResolverTypeWrapper<Omit<InteractionsRecordPayload, 'results'> & { results: Array<ResolversTypes['InteractionResult']> }>;
  LegalBasis: LegalBasis;
  Locale: Locale;
  LongText: ResolverTypeWrapper<Scalars['LongText']['output']>;
  MeasuredWorth: ResolverTypeWrapper<MeasuredWorth>;
  MergedCustomer: ResolverTypeWrapper<MergedCustomerRow>;
  Money: ResolverTypeWrapper<Money>;
  MoneyInput: MoneyInput;
  MoodInput: MoodInput;
  MoodName: MoodName;
  MoodParameters: ResolverTypeWrapper<MoodParameters>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  NotShown: ResolverTypeWrapper<NotShownAnswer>;
  NotShownReason: NotShownReason;
  ObjectionRaiseInput: ObjectionRaiseInput;
  ObjectionWithdrawInput: ObjectionWithdrawInput;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  PageSize: ResolverTypeWrapper<Scalars['PageSize']['output']>;
  ParameterVerdict: ParameterVerdict;
  Policy: ResolverTypeWrapper<Omit<Policy, 'categories' | 'cells'> & { categories: Array<ResolversTypes['CategoryDescription']>, cells: Array<ResolversTypes['PolicyCell']> }>;
  PolicyCell: ResolverTypeWrapper<PlacedCell>;
  PreferenceInput: PreferenceInput;
  PreferenceSentiment: PreferenceSentiment;
  PreferenceTarget: PreferenceTarget;
  PreferencesDeclareInput: PreferencesDeclareInput;
  PreferencesDeclarePayload: ResolverTypeWrapper<Omit<PreferencesDeclarePayload, 'customer'> & { customer?: Maybe<ResolversTypes['Customer']> }>;
  ProcessingBasis: ProcessingBasis;
  ProcessingRestrictInput: ProcessingRestrictInput;
  ProfileReset: ResolverTypeWrapper<ProfileResetRow>;
  ProfileResetInput: ProfileResetInput;
  Provenance: Provenance;
  Purpose: Purpose;
  PurposeDescription: ResolverTypeWrapper<PurposeDescriptionRow>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Quiet: ResolverTypeWrapper<Quiet>;
  QuietSetInput: QuietSetInput;
  RankerWeight: ResolverTypeWrapper<RankerWeight>;
  Recommendation: ResolverTypeWrapper<ShownItem>;
  RecommendationFeedbackInput: RecommendationFeedbackInput;
  RecommendationFeedbackPayload: ResolverTypeWrapper<Omit<RecommendationFeedbackPayload, 'customer' | 'interaction'> & { customer?: Maybe<ResolversTypes['Customer']>, interaction?: Maybe<ResolversTypes['Interaction']> }>;
  RecommendationList: ResolverTypeWrapper<AnsweredList>;
  RecommendationMode: RecommendationMode;
  RecommendationSlot: RecommendationSlot;
  RecommenderParameters: ResolverTypeWrapper<Omit<RecommenderParameters, 'fields' | 'signals'> & { fields: Array<ResolversTypes['FieldParameters']>, signals: Array<ResolversTypes['SignalParameters']> }>;
  RefusedAttempt: ResolverTypeWrapper<RefusedAttemptRow>;
  RefusedAttemptConnection: ResolverTypeWrapper<Omit<RefusedAttemptConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['RefusedAttemptEdge']>, nodes: Array<ResolversTypes['RefusedAttempt']> }>;
  RefusedAttemptEdge: ResolverTypeWrapper<Omit<RefusedAttemptEdge, 'node'> & { node: ResolversTypes['RefusedAttempt'] }>;
  RightError: ResolverTypeWrapper<RightError>;
  RightErrorCode: RightErrorCode;
  RightPayload: ResolverTypeWrapper<Omit<RightPayload, 'customer'> & { customer?: Maybe<ResolversTypes['Customer']> }>;
  ShortText: ResolverTypeWrapper<Scalars['ShortText']['output']>;
  ShownList: ResolverTypeWrapper<ShownListRow>;
  ShownListConnection: ResolverTypeWrapper<Omit<ShownListConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['ShownListEdge']>, nodes: Array<ResolversTypes['ShownList']> }>;
  ShownListEdge: ResolverTypeWrapper<Omit<ShownListEdge, 'node'> & { node: ResolversTypes['ShownList'] }>;
  ShownSlot: ResolverTypeWrapper<ShownSlot>;
  Signal: Signal;
  SignalParameters: ResolverTypeWrapper<SignalParametersRow>;
  StruckGuess: ResolverTypeWrapper<StruckGuessRow>;
  UserError: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['UserError']>;
  ValueState: ValueState;
  Weights: ResolverTypeWrapper<Weights>;
  WeightsSetError: ResolverTypeWrapper<WeightsSetError>;
  WeightsSetErrorCode: WeightsSetErrorCode;
  WeightsSetInput: WeightsSetInput;
  WeightsSetPayload: ResolverTypeWrapper<Omit<WeightsSetPayload, 'customer'> & { customer?: Maybe<ResolversTypes['Customer']> }>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Alternative: Alternative;
  Int: Scalars['Int']['output'];
  Float: Scalars['Float']['output'];
  CallRecord: OwnCallRow;
  CallRecordConnection: Omit<CallRecordConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['CallRecordEdge']>, nodes: Array<ResolversParentTypes['CallRecord']> };
  CallRecordEdge: Omit<CallRecordEdge, 'node'> & { node: ResolversParentTypes['CallRecord'] };
  CatalogueItem: ItemRow;
  ID: Scalars['ID']['output'];
  Boolean: Scalars['Boolean']['output'];
  CatalogueItemConnection: Omit<CatalogueItemConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['CatalogueItemEdge']>, nodes: Array<ResolversParentTypes['CatalogueItem']> };
  CatalogueItemEdge: Omit<CatalogueItemEdge, 'node'> & { node: ResolversParentTypes['CatalogueItem'] };
  CatalogueItemInput: CatalogueItemInput;
  CatalogueItemsUpsertError: CatalogueItemsUpsertError;
  CatalogueItemsUpsertInput: CatalogueItemsUpsertInput;
  CatalogueItemsUpsertPayload: Omit<CatalogueItemsUpsertPayload, 'items'> & { items: Array<ResolversParentTypes['CatalogueItem']> };
  CategoryDescription: DataCategoryName;
  CategoryEraseInput: CategoryEraseInput;
  CategoryErasePayload: Omit<CategoryErasePayload, 'customer' | 'erasure'> & { customer?: Maybe<ResolversParentTypes['Customer']>, erasure?: Maybe<ResolversParentTypes['Erasure']> };
  Condition: Condition;
  ConditionInput: ConditionInput;
  Consent: ConsentCell;
  ConsentCellsError: ConsentCellsError;
  ConsentCellsPayload: Omit<ConsentCellsPayload, 'consents' | 'customer'> & { consents: Array<ResolversParentTypes['Consent']>, customer?: Maybe<ResolversParentTypes['Customer']> };
  ConsentChangeError: ConsentChangeError;
  ConsentChangeInput: ConsentChangeInput;
  ConsentChangePayload: Omit<ConsentChangePayload, 'consent' | 'customer'> & { consent?: Maybe<ResolversParentTypes['Consent']>, customer?: Maybe<ResolversParentTypes['Customer']> };
  ConsentEvent: ConsentEventRow;
  ConsentEventConnection: Omit<ConsentEventConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['ConsentEventEdge']>, nodes: Array<ResolversParentTypes['ConsentEvent']> };
  ConsentEventEdge: Omit<ConsentEventEdge, 'node'> & { node: ResolversParentTypes['ConsentEvent'] };
  ConsentPauseInput: ConsentPauseInput;
  ConsentReceipt: ConsentReceiptRow;
  ConsentReceiptConnection: Omit<ConsentReceiptConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['ConsentReceiptEdge']>, nodes: Array<ResolversParentTypes['ConsentReceipt']> };
  ConsentReceiptEdge: Omit<ConsentReceiptEdge, 'node'> & { node: ResolversParentTypes['ConsentReceipt'] };
  ConsentRequestInput: ConsentRequestInput;
  ConsentResumeInput: ConsentResumeInput;
  ContactBudget: ContactBudget;
  ContactLimitSetError: ContactLimitSetError;
  ContactLimitSetInput: ContactLimitSetInput;
  ContactLimitSetPayload: Omit<ContactLimitSetPayload, 'customer'> & { customer?: Maybe<ResolversParentTypes['Customer']> };
  ContactPlanError: ContactPlanError;
  ContactPlanInput: ContactPlanInput;
  ContactPlanPayload: Omit<ContactPlanPayload, 'list'> & { list?: Maybe<ResolversParentTypes['RecommendationList']> };
  ContextInput: ContextInput;
  Contribution: ShownContribution;
  ContributionPart: ShownPart;
  CorrectionError: CorrectionError;
  Customer: ConsentingCustomer;
  CustomerEraseInput: CustomerEraseInput;
  CustomerErasePayload: Omit<CustomerErasePayload, 'erasure'> & { erasure?: Maybe<ResolversParentTypes['Erasure']> };
  CustomerExport: CustomerExport;
  CustomerExportError: CustomerExportError;
  CustomerExportInput: CustomerExportInput;
  CustomerExportPayload: CustomerExportPayload;
  CustomerMergeError: CustomerMergeError;
  CustomerMergeInput: CustomerMergeInput;
  CustomerMergePayload: Omit<CustomerMergePayload, 'customer'> & { customer?: Maybe<ResolversParentTypes['Customer']> };
  CustomerUpsertError: CustomerUpsertError;
  CustomerUpsertInput: CustomerUpsertInput;
  CustomerUpsertPayload: Omit<CustomerUpsertPayload, 'customer'> & { customer?: Maybe<ResolversParentTypes['Customer']> };
  DataUse: AccessLogRow;
  DataUseConnection: Omit<DataUseConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['DataUseEdge']>, nodes: Array<ResolversParentTypes['DataUse']> };
  DataUseEdge: Omit<DataUseEdge, 'node'> & { node: ResolversParentTypes['DataUse'] };
  DateTime: Scalars['DateTime']['output'];
  DeclaredPreference: PreferenceRow;
  EmailCorrectionDay: EmailCorrectionRow;
  Erasure: ErasureRow;
  ErasureError: ErasureError;
  ErasureUndoInput: ErasureUndoInput;
  ErasureUndoPayload: Omit<ErasureUndoPayload, 'customer' | 'erasure'> & { customer?: Maybe<ResolversParentTypes['Customer']>, erasure?: Maybe<ResolversParentTypes['Erasure']> };
  EvidenceEntry: EvidenceEntryRow;
  EvidenceEntryConnection: Omit<EvidenceEntryConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['EvidenceEntryEdge']>, nodes: Array<ResolversParentTypes['EvidenceEntry']> };
  EvidenceEntryEdge: Omit<EvidenceEntryEdge, 'node'> & { node: ResolversParentTypes['EvidenceEntry'] };
  EvidenceEraseInput: EvidenceEraseInput;
  EvidenceErasePayload: Omit<EvidenceErasePayload, 'customer' | 'erasure'> & { customer?: Maybe<ResolversParentTypes['Customer']>, erasure?: Maybe<ResolversParentTypes['Erasure']> };
  EvidenceExcludeInput: EvidenceExcludeInput;
  EvidenceExcludePayload: Omit<EvidenceExcludePayload, 'customer' | 'evidence'> & { customer?: Maybe<ResolversParentTypes['Customer']>, evidence?: Maybe<ResolversParentTypes['Node']> };
  EvidenceUse: EntryUse;
  Explanation: ShownItem;
  ExternalId: ExternalIdRow;
  ExternalIdInput: ExternalIdInput;
  Fact: ResolvedFact;
  FactChange: FactChangeRow;
  FactCorrectInput: FactCorrectInput;
  FactCorrectPayload: Omit<FactCorrectPayload, 'customer' | 'fact'> & { customer?: Maybe<ResolversParentTypes['Customer']>, fact?: Maybe<ResolversParentTypes['Fact']> };
  FactEvidence: FactEvidenceRow;
  FactInput: FactInput;
  FactStrikeInput: FactStrikeInput;
  FactStrikePayload: Omit<FactStrikePayload, 'customer'> & { customer?: Maybe<ResolversParentTypes['Customer']> };
  FieldParameters: FieldParametersRow;
  Guess: GuessOfCustomer;
  GuessRestoreError: GuessRestoreError;
  GuessRestoreInput: GuessRestoreInput;
  GuessRestorePayload: Omit<GuessRestorePayload, 'customer'> & { customer?: Maybe<ResolversParentTypes['Customer']> };
  GuessStrikeError: GuessStrikeError;
  GuessStrikeInput: GuessStrikeInput;
  GuessStrikePayload: Omit<GuessStrikePayload, 'customer'> & { customer?: Maybe<ResolversParentTypes['Customer']> };
  HistoryEraseInput: HistoryEraseInput;
  HistoryErasePayload: Omit<HistoryErasePayload, 'customer' | 'erasure'> & { customer?: Maybe<ResolversParentTypes['Customer']>, erasure?: Maybe<ResolversParentTypes['Erasure']> };
  IdempotencyKey: Scalars['IdempotencyKey']['output'];
  Interaction: InteractionRow;
  InteractionConnection: Omit<InteractionConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['InteractionEdge']>, nodes: Array<ResolversParentTypes['Interaction']> };
  InteractionEdge: Omit<InteractionEdge, 'node'> & { node: ResolversParentTypes['Interaction'] };
  InteractionInput: InteractionInput;
  InteractionResult: RecordedInteraction;
  InteractionsRecordError: InteractionsRecordError;
  InteractionsRecordInput: InteractionsRecordInput;
  InteractionsRecordPayload: Omit<InteractionsRecordPayload, 'results'> & { results: Array<ResolversParentTypes['InteractionResult']> };
  LongText: Scalars['LongText']['output'];
  MeasuredWorth: MeasuredWorth;
  MergedCustomer: MergedCustomerRow;
  Money: Money;
  MoneyInput: MoneyInput;
  MoodInput: MoodInput;
  MoodParameters: MoodParameters;
  Mutation: Record<PropertyKey, never>;
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  NotShown: NotShownAnswer;
  ObjectionRaiseInput: ObjectionRaiseInput;
  ObjectionWithdrawInput: ObjectionWithdrawInput;
  PageInfo: PageInfo;
  PageSize: Scalars['PageSize']['output'];
  Policy: Omit<Policy, 'categories' | 'cells'> & { categories: Array<ResolversParentTypes['CategoryDescription']>, cells: Array<ResolversParentTypes['PolicyCell']> };
  PolicyCell: PlacedCell;
  PreferenceInput: PreferenceInput;
  PreferencesDeclareInput: PreferencesDeclareInput;
  PreferencesDeclarePayload: Omit<PreferencesDeclarePayload, 'customer'> & { customer?: Maybe<ResolversParentTypes['Customer']> };
  ProcessingRestrictInput: ProcessingRestrictInput;
  ProfileReset: ProfileResetRow;
  ProfileResetInput: ProfileResetInput;
  PurposeDescription: PurposeDescriptionRow;
  Query: Record<PropertyKey, never>;
  Quiet: Quiet;
  QuietSetInput: QuietSetInput;
  RankerWeight: RankerWeight;
  Recommendation: ShownItem;
  RecommendationFeedbackInput: RecommendationFeedbackInput;
  RecommendationFeedbackPayload: Omit<RecommendationFeedbackPayload, 'customer' | 'interaction'> & { customer?: Maybe<ResolversParentTypes['Customer']>, interaction?: Maybe<ResolversParentTypes['Interaction']> };
  RecommendationList: AnsweredList;
  RecommenderParameters: Omit<RecommenderParameters, 'fields' | 'signals'> & { fields: Array<ResolversParentTypes['FieldParameters']>, signals: Array<ResolversParentTypes['SignalParameters']> };
  RefusedAttempt: RefusedAttemptRow;
  RefusedAttemptConnection: Omit<RefusedAttemptConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['RefusedAttemptEdge']>, nodes: Array<ResolversParentTypes['RefusedAttempt']> };
  RefusedAttemptEdge: Omit<RefusedAttemptEdge, 'node'> & { node: ResolversParentTypes['RefusedAttempt'] };
  RightError: RightError;
  RightPayload: Omit<RightPayload, 'customer'> & { customer?: Maybe<ResolversParentTypes['Customer']> };
  ShortText: Scalars['ShortText']['output'];
  ShownList: ShownListRow;
  ShownListConnection: Omit<ShownListConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['ShownListEdge']>, nodes: Array<ResolversParentTypes['ShownList']> };
  ShownListEdge: Omit<ShownListEdge, 'node'> & { node: ResolversParentTypes['ShownList'] };
  ShownSlot: ShownSlot;
  SignalParameters: SignalParametersRow;
  StruckGuess: StruckGuessRow;
  UserError: ResolversInterfaceTypes<ResolversParentTypes>['UserError'];
  Weights: Weights;
  WeightsSetError: WeightsSetError;
  WeightsSetInput: WeightsSetInput;
  WeightsSetPayload: Omit<WeightsSetPayload, 'customer'> & { customer?: Maybe<ResolversParentTypes['Customer']> };
  String: Scalars['String']['output'];
};

export type ImpersonalDirectiveArgs = {
  reason: Scalars['String']['input'];
};

export type ImpersonalDirectiveResolver<Result, Parent, ContextType = RequestScope, Args = ImpersonalDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type PersonalDirectiveArgs = {
  category: Array<DataCategory>;
};

export type PersonalDirectiveResolver<Result, Parent, ContextType = RequestScope, Args = PersonalDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type UsesDirectiveArgs = {
  category: Array<DataCategory>;
  operation: Array<DataOperation>;
  purpose: Purpose;
};

export type UsesDirectiveResolver<Result, Parent, ContextType = RequestScope, Args = UsesDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AlternativeResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['Alternative'] = ResolversParentTypes['Alternative']> = {
  rank?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  score?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type CallRecordResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['CallRecord'] = ResolversParentTypes['CallRecord']> = {
  inputDigest?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  recordedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type CallRecordConnectionResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['CallRecordConnection'] = ResolversParentTypes['CallRecordConnection']> = {
  edges?: Resolver<Array<ResolversTypes['CallRecordEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['CallRecord']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type CallRecordEdgeResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['CallRecordEdge'] = ResolversParentTypes['CallRecordEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['CallRecord'], ParentType, ContextType>;
};

export type CatalogueItemResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['CatalogueItem'] = ResolversParentTypes['CatalogueItem']> = {
  categories?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isAvailable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  price?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  sku?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  tags?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<CatalogueItemTitleArgs, 'locale'>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CatalogueItemConnectionResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['CatalogueItemConnection'] = ResolversParentTypes['CatalogueItemConnection']> = {
  edges?: Resolver<Array<ResolversTypes['CatalogueItemEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['CatalogueItem']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type CatalogueItemEdgeResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['CatalogueItemEdge'] = ResolversParentTypes['CatalogueItemEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['CatalogueItem'], ParentType, ContextType>;
};

export type CatalogueItemsUpsertErrorResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['CatalogueItemsUpsertError'] = ResolversParentTypes['CatalogueItemsUpsertError']> = {
  code?: Resolver<ResolversTypes['CatalogueItemsUpsertErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CatalogueItemsUpsertPayloadResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['CatalogueItemsUpsertPayload'] = ResolversParentTypes['CatalogueItemsUpsertPayload']> = {
  errors?: Resolver<Array<ResolversTypes['CatalogueItemsUpsertError']>, ParentType, ContextType>;
  items?: Resolver<Array<ResolversTypes['CatalogueItem']>, ParentType, ContextType>;
};

export type CategoryDescriptionResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['CategoryDescription'] = ResolversParentTypes['CategoryDescription']> = {
  category?: Resolver<ResolversTypes['DataCategory'], ParentType, ContextType>;
  source?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<CategoryDescriptionSourceArgs, 'locale'>>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<CategoryDescriptionTextArgs, 'locale'>>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<CategoryDescriptionTitleArgs, 'locale'>>;
};

export type CategoryErasePayloadResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['CategoryErasePayload'] = ResolversParentTypes['CategoryErasePayload']> = {
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  erasure?: Resolver<Maybe<ResolversTypes['Erasure']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['ErasureError']>, ParentType, ContextType>;
};

export type ConditionResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['Condition'] = ResolversParentTypes['Condition']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ConsentResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['Consent'] = ResolversParentTypes['Consent']> = {
  category?: Resolver<ResolversTypes['DataCategory'], ParentType, ContextType>;
  isOpen?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  purpose?: Resolver<ResolversTypes['Purpose'], ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ConsentState'], ParentType, ContextType>;
  stateText?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<ConsentStateTextArgs, 'locale'>>;
  validUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type ConsentCellsErrorResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['ConsentCellsError'] = ResolversParentTypes['ConsentCellsError']> = {
  code?: Resolver<ResolversTypes['ConsentCellsErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ConsentCellsPayloadResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['ConsentCellsPayload'] = ResolversParentTypes['ConsentCellsPayload']> = {
  consents?: Resolver<Array<ResolversTypes['Consent']>, ParentType, ContextType>;
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['ConsentCellsError']>, ParentType, ContextType>;
};

export type ConsentChangeErrorResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['ConsentChangeError'] = ResolversParentTypes['ConsentChangeError']> = {
  code?: Resolver<ResolversTypes['ConsentChangeErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ConsentChangePayloadResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['ConsentChangePayload'] = ResolversParentTypes['ConsentChangePayload']> = {
  consent?: Resolver<Maybe<ResolversTypes['Consent']>, ParentType, ContextType>;
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['ConsentChangeError']>, ParentType, ContextType>;
};

export type ConsentEventResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['ConsentEvent'] = ResolversParentTypes['ConsentEvent']> = {
  actor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  category?: Resolver<ResolversTypes['DataCategory'], ParentType, ContextType>;
  claimedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  documentation?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  eventId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  hash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  keepsData?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  method?: Resolver<ResolversTypes['ConsentMethod'], ParentType, ContextType>;
  noticeHash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  previousHash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  purpose?: Resolver<ResolversTypes['Purpose'], ParentType, ContextType>;
  purposeVersion?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  receipt?: Resolver<Maybe<ResolversTypes['ConsentReceipt']>, ParentType, ContextType>;
  recordedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ConsentState'], ParentType, ContextType>;
  stateText?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<ConsentEventStateTextArgs, 'locale'>>;
  validUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ConsentEventConnectionResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['ConsentEventConnection'] = ResolversParentTypes['ConsentEventConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ConsentEventEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['ConsentEvent']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ConsentEventEdgeResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['ConsentEventEdge'] = ResolversParentTypes['ConsentEventEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ConsentEvent'], ParentType, ContextType>;
};

export type ConsentReceiptResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['ConsentReceipt'] = ResolversParentTypes['ConsentReceipt']> = {
  issuedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  jws?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  keyId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ConsentReceiptConnectionResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['ConsentReceiptConnection'] = ResolversParentTypes['ConsentReceiptConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ConsentReceiptEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['ConsentReceipt']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ConsentReceiptEdgeResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['ConsentReceiptEdge'] = ResolversParentTypes['ConsentReceiptEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ConsentReceipt'], ParentType, ContextType>;
};

export type ContactBudgetResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['ContactBudget'] = ResolversParentTypes['ContactBudget']> = {
  channel?: Resolver<ResolversTypes['ContactChannel'], ParentType, ContextType>;
  contactsPerWeek?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  isSet?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  keptPlannedAt?: Resolver<Array<ResolversTypes['DateTime']>, ParentType, ContextType>;
  plannedAt?: Resolver<Array<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type ContactLimitSetErrorResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['ContactLimitSetError'] = ResolversParentTypes['ContactLimitSetError']> = {
  code?: Resolver<ResolversTypes['ContactLimitSetErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ContactLimitSetPayloadResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['ContactLimitSetPayload'] = ResolversParentTypes['ContactLimitSetPayload']> = {
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['ContactLimitSetError']>, ParentType, ContextType>;
};

export type ContactPlanErrorResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['ContactPlanError'] = ResolversParentTypes['ContactPlanError']> = {
  code?: Resolver<ResolversTypes['ContactPlanErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  nextPossibleAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  path?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ContactPlanPayloadResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['ContactPlanPayload'] = ResolversParentTypes['ContactPlanPayload']> = {
  errors?: Resolver<Array<ResolversTypes['ContactPlanError']>, ParentType, ContextType>;
  list?: Resolver<Maybe<ResolversTypes['RecommendationList']>, ParentType, ContextType>;
};

export type ContributionResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['Contribution'] = ResolversParentTypes['Contribution']> = {
  evidenceIds?: Resolver<Array<ResolversTypes['ID']>, ParentType, ContextType>;
  parts?: Resolver<Array<ResolversTypes['ContributionPart']>, ParentType, ContextType>;
  signal?: Resolver<ResolversTypes['Signal'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type ContributionPartResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['ContributionPart'] = ResolversParentTypes['ContributionPart']> = {
  evidenceIds?: Resolver<Array<ResolversTypes['ID']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type CorrectionErrorResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['CorrectionError'] = ResolversParentTypes['CorrectionError']> = {
  code?: Resolver<ResolversTypes['CorrectionErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CustomerResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['Customer'] = ResolversParentTypes['Customer']> = {
  callRecords?: Resolver<ResolversTypes['CallRecordConnection'], ParentType, ContextType, RequireFields<CustomerCallRecordsArgs, 'first'>>;
  consentEpoch?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  consentHistory?: Resolver<ResolversTypes['ConsentEventConnection'], ParentType, ContextType, RequireFields<CustomerConsentHistoryArgs, 'first'>>;
  consents?: Resolver<Array<ResolversTypes['Consent']>, ParentType, ContextType>;
  contactBudgets?: Resolver<Array<ResolversTypes['ContactBudget']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  emailCorrections?: Resolver<Array<ResolversTypes['EmailCorrectionDay']>, ParentType, ContextType>;
  erasures?: Resolver<Array<ResolversTypes['Erasure']>, ParentType, ContextType>;
  evidence?: Resolver<ResolversTypes['EvidenceEntryConnection'], ParentType, ContextType, RequireFields<CustomerEvidenceArgs, 'first'>>;
  externalIds?: Resolver<Array<ResolversTypes['ExternalId']>, ParentType, ContextType>;
  factChanges?: Resolver<Array<ResolversTypes['FactChange']>, ParentType, ContextType>;
  facts?: Resolver<Array<ResolversTypes['Fact']>, ParentType, ContextType>;
  guesses?: Resolver<Array<ResolversTypes['Guess']>, ParentType, ContextType, RequireFields<CustomerGuessesArgs, 'first'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  interactions?: Resolver<ResolversTypes['InteractionConnection'], ParentType, ContextType, RequireFields<CustomerInteractionsArgs, 'first'>>;
  isRestricted?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  mergedCustomers?: Resolver<Array<ResolversTypes['MergedCustomer']>, ParentType, ContextType>;
  preferences?: Resolver<Array<ResolversTypes['DeclaredPreference']>, ParentType, ContextType>;
  profileResets?: Resolver<Array<ResolversTypes['ProfileReset']>, ParentType, ContextType>;
  quiet?: Resolver<Maybe<ResolversTypes['Quiet']>, ParentType, ContextType>;
  receipts?: Resolver<ResolversTypes['ConsentReceiptConnection'], ParentType, ContextType, RequireFields<CustomerReceiptsArgs, 'first'>>;
  recommendationLists?: Resolver<ResolversTypes['ShownListConnection'], ParentType, ContextType, RequireFields<CustomerRecommendationListsArgs, 'first'>>;
  recommendations?: Resolver<ResolversTypes['RecommendationList'], ParentType, ContextType, RequireFields<CustomerRecommendationsArgs, 'first' | 'placement'>>;
  refusedAttempts?: Resolver<ResolversTypes['RefusedAttemptConnection'], ParentType, ContextType, RequireFields<CustomerRefusedAttemptsArgs, 'first'>>;
  restrictedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  struckGuesses?: Resolver<Array<ResolversTypes['StruckGuess']>, ParentType, ContextType>;
  weights?: Resolver<Maybe<ResolversTypes['Weights']>, ParentType, ContextType>;
  whoUsedMyData?: Resolver<ResolversTypes['DataUseConnection'], ParentType, ContextType, RequireFields<CustomerWhoUsedMyDataArgs, 'first'>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CustomerErasePayloadResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['CustomerErasePayload'] = ResolversParentTypes['CustomerErasePayload']> = {
  erasure?: Resolver<Maybe<ResolversTypes['Erasure']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['ErasureError']>, ParentType, ContextType>;
};

export type CustomerExportResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['CustomerExport'] = ResolversParentTypes['CustomerExport']> = {
  document?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  fileName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  mediaType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sha256?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type CustomerExportErrorResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['CustomerExportError'] = ResolversParentTypes['CustomerExportError']> = {
  code?: Resolver<ResolversTypes['CustomerExportErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CustomerExportPayloadResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['CustomerExportPayload'] = ResolversParentTypes['CustomerExportPayload']> = {
  errors?: Resolver<Array<ResolversTypes['CustomerExportError']>, ParentType, ContextType>;
  export?: Resolver<Maybe<ResolversTypes['CustomerExport']>, ParentType, ContextType>;
};

export type CustomerMergeErrorResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['CustomerMergeError'] = ResolversParentTypes['CustomerMergeError']> = {
  code?: Resolver<ResolversTypes['CustomerMergeErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CustomerMergePayloadResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['CustomerMergePayload'] = ResolversParentTypes['CustomerMergePayload']> = {
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  customerId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['CustomerMergeError']>, ParentType, ContextType>;
  isMerged?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type CustomerUpsertErrorResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['CustomerUpsertError'] = ResolversParentTypes['CustomerUpsertError']> = {
  code?: Resolver<ResolversTypes['CustomerUpsertErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CustomerUpsertPayloadResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['CustomerUpsertPayload'] = ResolversParentTypes['CustomerUpsertPayload']> = {
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  customerId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  droppedFields?: Resolver<Array<ResolversTypes['FactField']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['CustomerUpsertError']>, ParentType, ContextType>;
  isCreated?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  suppressedFields?: Resolver<Array<ResolversTypes['FactField']>, ParentType, ContextType>;
};

export type DataUseResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['DataUse'] = ResolversParentTypes['DataUse']> = {
  actorKind?: Resolver<ResolversTypes['ActorKind'], ParentType, ContextType>;
  actorName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  category?: Resolver<ResolversTypes['DataCategory'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  day?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  firstAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  lastAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  purpose?: Resolver<ResolversTypes['Purpose'], ParentType, ContextType>;
};

export type DataUseConnectionResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['DataUseConnection'] = ResolversParentTypes['DataUseConnection']> = {
  edges?: Resolver<Array<ResolversTypes['DataUseEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['DataUse']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type DataUseEdgeResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['DataUseEdge'] = ResolversParentTypes['DataUseEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['DataUse'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DeclaredPreferenceResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['DeclaredPreference'] = ResolversParentTypes['DeclaredPreference']> = {
  declaredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sentiment?: Resolver<ResolversTypes['PreferenceSentiment'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['EvidenceStatus'], ParentType, ContextType>;
  target?: Resolver<ResolversTypes['PreferenceTarget'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EmailCorrectionDayResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['EmailCorrectionDay'] = ResolversParentTypes['EmailCorrectionDay']> = {
  attempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  day?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  refusals?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ErasureResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['Erasure'] = ResolversParentTypes['Erasure']> = {
  category?: Resolver<Maybe<ResolversTypes['DataCategory']>, ParentType, ContextType>;
  endedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  evidenceId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  from?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  recordCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  requestedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  requestedBy?: Resolver<ResolversTypes['ErasureRequester'], ParentType, ContextType>;
  scope?: Resolver<ResolversTypes['ErasureScope'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ErasureState'], ParentType, ContextType>;
  to?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  undoableUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ErasureErrorResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['ErasureError'] = ResolversParentTypes['ErasureError']> = {
  code?: Resolver<ResolversTypes['ErasureErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ErasureUndoPayloadResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['ErasureUndoPayload'] = ResolversParentTypes['ErasureUndoPayload']> = {
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  erasure?: Resolver<Maybe<ResolversTypes['Erasure']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['ErasureError']>, ParentType, ContextType>;
};

export type EvidenceEntryResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['EvidenceEntry'] = ResolversParentTypes['EvidenceEntry']> = {
  capturedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  category?: Resolver<ResolversTypes['DataCategory'], ParentType, ContextType>;
  evidence?: Resolver<ResolversTypes['Node'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['EvidenceKind'], ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes['Provenance'], ParentType, ContextType>;
  recordedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  retainedUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  source?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['EvidenceStatus'], ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  uses?: Resolver<Array<ResolversTypes['EvidenceUse']>, ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type EvidenceEntryConnectionResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['EvidenceEntryConnection'] = ResolversParentTypes['EvidenceEntryConnection']> = {
  edges?: Resolver<Array<ResolversTypes['EvidenceEntryEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['EvidenceEntry']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type EvidenceEntryEdgeResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['EvidenceEntryEdge'] = ResolversParentTypes['EvidenceEntryEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['EvidenceEntry'], ParentType, ContextType>;
};

export type EvidenceErasePayloadResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['EvidenceErasePayload'] = ResolversParentTypes['EvidenceErasePayload']> = {
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  erasure?: Resolver<Maybe<ResolversTypes['Erasure']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['ErasureError']>, ParentType, ContextType>;
};

export type EvidenceExcludePayloadResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['EvidenceExcludePayload'] = ResolversParentTypes['EvidenceExcludePayload']> = {
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['CorrectionError']>, ParentType, ContextType>;
  evidence?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType>;
};

export type EvidenceUseResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['EvidenceUse'] = ResolversParentTypes['EvidenceUse']> = {
  basis?: Resolver<ResolversTypes['LegalBasis'], ParentType, ContextType>;
  consentSequence?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  isInUse?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  purpose?: Resolver<ResolversTypes['Purpose'], ParentType, ContextType>;
};

export type ExplanationResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['Explanation'] = ResolversParentTypes['Explanation']> = {
  baseline?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  contributions?: Resolver<Array<ResolversTypes['Contribution']>, ParentType, ContextType>;
  summary?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<ExplanationSummaryArgs, 'locale'>>;
  without?: Resolver<ResolversTypes['Alternative'], ParentType, ContextType, RequireFields<ExplanationWithoutArgs, 'signal'>>;
};

export type ExternalIdResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['ExternalId'] = ResolversParentTypes['ExternalId']> = {
  externalId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  system?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  valueState?: Resolver<ResolversTypes['ValueState'], ParentType, ContextType>;
};

export type FactResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['Fact'] = ResolversParentTypes['Fact']> = {
  category?: Resolver<ResolversTypes['DataCategory'], ParentType, ContextType>;
  changes?: Resolver<Array<ResolversTypes['FactChange']>, ParentType, ContextType>;
  evidence?: Resolver<Array<ResolversTypes['FactEvidence']>, ParentType, ContextType>;
  field?: Resolver<ResolversTypes['FactField'], ParentType, ContextType>;
  isCorrected?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes['Provenance'], ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  valueState?: Resolver<ResolversTypes['ValueState'], ParentType, ContextType>;
};

export type FactChangeResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['FactChange'] = ResolversParentTypes['FactChange']> = {
  changedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  changedBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<ResolversTypes['FactField'], ParentType, ContextType>;
  from?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['FactChangeKind'], ParentType, ContextType>;
  to?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type FactCorrectPayloadResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['FactCorrectPayload'] = ResolversParentTypes['FactCorrectPayload']> = {
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['CorrectionError']>, ParentType, ContextType>;
  fact?: Resolver<Maybe<ResolversTypes['Fact']>, ParentType, ContextType>;
};

export type FactEvidenceResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['FactEvidence'] = ResolversParentTypes['FactEvidence']> = {
  capturedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  field?: Resolver<ResolversTypes['FactField'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isCorrection?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes['Provenance'], ParentType, ContextType>;
  recordedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  source?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  statedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['EvidenceStatus'], ParentType, ContextType>;
  statusChangedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  statusChangedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  valueState?: Resolver<ResolversTypes['ValueState'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type FactStrikePayloadResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['FactStrikePayload'] = ResolversParentTypes['FactStrikePayload']> = {
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['CorrectionError']>, ParentType, ContextType>;
};

export type FieldParametersResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['FieldParameters'] = ResolversParentTypes['FieldParameters']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sentence?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<FieldParametersSentenceArgs, 'locale'>>;
  verdict?: Resolver<ResolversTypes['ParameterVerdict'], ParentType, ContextType>;
  weight?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  worth?: Resolver<Maybe<ResolversTypes['MeasuredWorth']>, ParentType, ContextType>;
};

export type GuessResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['Guess'] = ResolversParentTypes['Guess']> = {
  evidenceIds?: Resolver<Array<ResolversTypes['ID']>, ParentType, ContextType>;
  expected?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['GuessKind'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  observed?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes['Provenance'], ParentType, ContextType>;
  sentence?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<GuessSentenceArgs, 'locale'>>;
  strength?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type GuessRestoreErrorResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['GuessRestoreError'] = ResolversParentTypes['GuessRestoreError']> = {
  code?: Resolver<ResolversTypes['GuessRestoreErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type GuessRestorePayloadResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['GuessRestorePayload'] = ResolversParentTypes['GuessRestorePayload']> = {
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['GuessRestoreError']>, ParentType, ContextType>;
};

export type GuessStrikeErrorResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['GuessStrikeError'] = ResolversParentTypes['GuessStrikeError']> = {
  code?: Resolver<ResolversTypes['GuessStrikeErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type GuessStrikePayloadResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['GuessStrikePayload'] = ResolversParentTypes['GuessStrikePayload']> = {
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['GuessStrikeError']>, ParentType, ContextType>;
};

export type HistoryErasePayloadResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['HistoryErasePayload'] = ResolversParentTypes['HistoryErasePayload']> = {
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  erasure?: Resolver<Maybe<ResolversTypes['Erasure']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['ErasureError']>, ParentType, ContextType>;
};

export interface IdempotencyKeyScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['IdempotencyKey'], any> {
  name: 'IdempotencyKey';
}

export type InteractionResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['Interaction'] = ResolversParentTypes['Interaction']> = {
  at?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  context?: Resolver<Array<ResolversTypes['Condition']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isTimeKnown?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  item?: Resolver<ResolversTypes['CatalogueItem'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['InteractionKind'], ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes['Provenance'], ParentType, ContextType>;
  recordedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  source?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['EvidenceStatus'], ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InteractionConnectionResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['InteractionConnection'] = ResolversParentTypes['InteractionConnection']> = {
  edges?: Resolver<Array<ResolversTypes['InteractionEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Interaction']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type InteractionEdgeResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['InteractionEdge'] = ResolversParentTypes['InteractionEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Interaction'], ParentType, ContextType>;
};

export type InteractionResultResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['InteractionResult'] = ResolversParentTypes['InteractionResult']> = {
  interaction?: Resolver<Maybe<ResolversTypes['Interaction']>, ParentType, ContextType>;
  verdict?: Resolver<ResolversTypes['InteractionVerdict'], ParentType, ContextType>;
};

export type InteractionsRecordErrorResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['InteractionsRecordError'] = ResolversParentTypes['InteractionsRecordError']> = {
  code?: Resolver<ResolversTypes['InteractionsRecordErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InteractionsRecordPayloadResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['InteractionsRecordPayload'] = ResolversParentTypes['InteractionsRecordPayload']> = {
  errors?: Resolver<Array<ResolversTypes['InteractionsRecordError']>, ParentType, ContextType>;
  results?: Resolver<Array<ResolversTypes['InteractionResult']>, ParentType, ContextType>;
};

export interface LongTextScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['LongText'], any> {
  name: 'LongText';
}

export type MeasuredWorthResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['MeasuredWorth'] = ResolversParentTypes['MeasuredWorth']> = {
  gain?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  gainHigh?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  gainLow?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  gainOverShuffledLow?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  requestCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type MergedCustomerResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['MergedCustomer'] = ResolversParentTypes['MergedCustomer']> = {
  consentHistory?: Resolver<ResolversTypes['ConsentEventConnection'], ParentType, ContextType, RequireFields<MergedCustomerConsentHistoryArgs, 'first'>>;
  mergedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  mergedBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type MoneyResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amountMinor?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type MoodParametersResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['MoodParameters'] = ResolversParentTypes['MoodParameters']> = {
  effectCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  verdict?: Resolver<ResolversTypes['ParameterVerdict'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  catalogueItemsUpsert?: Resolver<ResolversTypes['CatalogueItemsUpsertPayload'], ParentType, ContextType, RequireFields<MutationCatalogueItemsUpsertArgs, 'input'>>;
  categoryErase?: Resolver<ResolversTypes['CategoryErasePayload'], ParentType, ContextType, RequireFields<MutationCategoryEraseArgs, 'input'>>;
  consentGrant?: Resolver<ResolversTypes['ConsentChangePayload'], ParentType, ContextType, RequireFields<MutationConsentGrantArgs, 'input'>>;
  consentPause?: Resolver<ResolversTypes['ConsentCellsPayload'], ParentType, ContextType, RequireFields<MutationConsentPauseArgs, 'input'>>;
  consentRefuse?: Resolver<ResolversTypes['ConsentChangePayload'], ParentType, ContextType, RequireFields<MutationConsentRefuseArgs, 'input'>>;
  consentRequest?: Resolver<ResolversTypes['ConsentChangePayload'], ParentType, ContextType, RequireFields<MutationConsentRequestArgs, 'input'>>;
  consentResume?: Resolver<ResolversTypes['ConsentCellsPayload'], ParentType, ContextType, RequireFields<MutationConsentResumeArgs, 'input'>>;
  consentWithdraw?: Resolver<ResolversTypes['ConsentChangePayload'], ParentType, ContextType, RequireFields<MutationConsentWithdrawArgs, 'input'>>;
  contactLimitSet?: Resolver<ResolversTypes['ContactLimitSetPayload'], ParentType, ContextType, RequireFields<MutationContactLimitSetArgs, 'input'>>;
  contactPlan?: Resolver<ResolversTypes['ContactPlanPayload'], ParentType, ContextType, RequireFields<MutationContactPlanArgs, 'input'>>;
  customerErase?: Resolver<ResolversTypes['CustomerErasePayload'], ParentType, ContextType, RequireFields<MutationCustomerEraseArgs, 'input'>>;
  customerExport?: Resolver<ResolversTypes['CustomerExportPayload'], ParentType, ContextType, RequireFields<MutationCustomerExportArgs, 'input'>>;
  customerMerge?: Resolver<ResolversTypes['CustomerMergePayload'], ParentType, ContextType, RequireFields<MutationCustomerMergeArgs, 'input'>>;
  customerUpsert?: Resolver<ResolversTypes['CustomerUpsertPayload'], ParentType, ContextType, RequireFields<MutationCustomerUpsertArgs, 'input'>>;
  erasureUndo?: Resolver<ResolversTypes['ErasureUndoPayload'], ParentType, ContextType, RequireFields<MutationErasureUndoArgs, 'input'>>;
  evidenceErase?: Resolver<ResolversTypes['EvidenceErasePayload'], ParentType, ContextType, RequireFields<MutationEvidenceEraseArgs, 'input'>>;
  evidenceExclude?: Resolver<ResolversTypes['EvidenceExcludePayload'], ParentType, ContextType, RequireFields<MutationEvidenceExcludeArgs, 'input'>>;
  factCorrect?: Resolver<ResolversTypes['FactCorrectPayload'], ParentType, ContextType, RequireFields<MutationFactCorrectArgs, 'input'>>;
  factStrike?: Resolver<ResolversTypes['FactStrikePayload'], ParentType, ContextType, RequireFields<MutationFactStrikeArgs, 'input'>>;
  guessRestore?: Resolver<ResolversTypes['GuessRestorePayload'], ParentType, ContextType, RequireFields<MutationGuessRestoreArgs, 'input'>>;
  guessStrike?: Resolver<ResolversTypes['GuessStrikePayload'], ParentType, ContextType, RequireFields<MutationGuessStrikeArgs, 'input'>>;
  historyErase?: Resolver<ResolversTypes['HistoryErasePayload'], ParentType, ContextType, RequireFields<MutationHistoryEraseArgs, 'input'>>;
  interactionsRecord?: Resolver<ResolversTypes['InteractionsRecordPayload'], ParentType, ContextType, RequireFields<MutationInteractionsRecordArgs, 'input'>>;
  objectionRaise?: Resolver<ResolversTypes['ConsentCellsPayload'], ParentType, ContextType, RequireFields<MutationObjectionRaiseArgs, 'input'>>;
  objectionWithdraw?: Resolver<ResolversTypes['ConsentCellsPayload'], ParentType, ContextType, RequireFields<MutationObjectionWithdrawArgs, 'input'>>;
  preferencesDeclare?: Resolver<ResolversTypes['PreferencesDeclarePayload'], ParentType, ContextType, RequireFields<MutationPreferencesDeclareArgs, 'input'>>;
  processingRestrict?: Resolver<ResolversTypes['RightPayload'], ParentType, ContextType, RequireFields<MutationProcessingRestrictArgs, 'input'>>;
  profileReset?: Resolver<ResolversTypes['RightPayload'], ParentType, ContextType, RequireFields<MutationProfileResetArgs, 'input'>>;
  profileResetUndo?: Resolver<ResolversTypes['RightPayload'], ParentType, ContextType, RequireFields<MutationProfileResetUndoArgs, 'input'>>;
  quietSet?: Resolver<ResolversTypes['RightPayload'], ParentType, ContextType, RequireFields<MutationQuietSetArgs, 'input'>>;
  recommendationFeedback?: Resolver<ResolversTypes['RecommendationFeedbackPayload'], ParentType, ContextType, RequireFields<MutationRecommendationFeedbackArgs, 'input'>>;
  weightsSet?: Resolver<ResolversTypes['WeightsSetPayload'], ParentType, ContextType, RequireFields<MutationWeightsSetArgs, 'input'>>;
};

export type NodeResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'CatalogueItem' | 'ConsentEvent' | 'Customer' | 'DeclaredPreference' | 'Erasure' | 'FactEvidence' | 'Interaction' | 'ProfileReset' | 'ShownList', ParentType, ContextType>;
};

export type NotShownResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['NotShown'] = ResolversParentTypes['NotShown']> = {
  reason?: Resolver<ResolversTypes['NotShownReason'], ParentType, ContextType>;
  sentence?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<NotShownSentenceArgs, 'locale'>>;
};

export type PageInfoResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export interface PageSizeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['PageSize'], any> {
  name: 'PageSize';
}

export type PolicyResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['Policy'] = ResolversParentTypes['Policy']> = {
  categories?: Resolver<Array<ResolversTypes['CategoryDescription']>, ParentType, ContextType>;
  cells?: Resolver<Array<ResolversTypes['PolicyCell']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PolicyCellResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['PolicyCell'] = ResolversParentTypes['PolicyCell']> = {
  basis?: Resolver<ResolversTypes['ProcessingBasis'], ParentType, ContextType>;
  category?: Resolver<ResolversTypes['DataCategory'], ParentType, ContextType>;
  isGrantable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  operations?: Resolver<Array<ResolversTypes['DataOperation']>, ParentType, ContextType>;
  purpose?: Resolver<ResolversTypes['Purpose'], ParentType, ContextType>;
  retention?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<PolicyCellRetentionArgs, 'locale'>>;
  retentionDays?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type PreferencesDeclarePayloadResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['PreferencesDeclarePayload'] = ResolversParentTypes['PreferencesDeclarePayload']> = {
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['CorrectionError']>, ParentType, ContextType>;
};

export type ProfileResetResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['ProfileReset'] = ResolversParentTypes['ProfileReset']> = {
  erasedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  resetAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  undoUntil?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  undoneAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  weights?: Resolver<Maybe<ResolversTypes['Weights']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PurposeDescriptionResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['PurposeDescription'] = ResolversParentTypes['PurposeDescription']> = {
  consentCategories?: Resolver<Array<ResolversTypes['DataCategory']>, ParentType, ContextType>;
  noticeHash?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<PurposeDescriptionNoticeHashArgs, 'locale'>>;
  purpose?: Resolver<ResolversTypes['Purpose'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<PurposeDescriptionTextArgs, 'locale'>>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  catalogueItem?: Resolver<Maybe<ResolversTypes['CatalogueItem']>, ParentType, ContextType, RequireFields<QueryCatalogueItemArgs, 'sku'>>;
  catalogueItems?: Resolver<ResolversTypes['CatalogueItemConnection'], ParentType, ContextType, RequireFields<QueryCatalogueItemsArgs, 'first'>>;
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType, Partial<QueryCustomerArgs>>;
  erasures?: Resolver<Array<ResolversTypes['Erasure']>, ParentType, ContextType>;
  me?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  policy?: Resolver<ResolversTypes['Policy'], ParentType, ContextType>;
  purposes?: Resolver<Array<ResolversTypes['PurposeDescription']>, ParentType, ContextType>;
  recommenderParameters?: Resolver<ResolversTypes['RecommenderParameters'], ParentType, ContextType>;
};

export type QuietResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['Quiet'] = ResolversParentTypes['Quiet']> = {
  since?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  until?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type RankerWeightResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['RankerWeight'] = ResolversParentTypes['RankerWeight']> = {
  isLearned?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type RecommendationResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['Recommendation'] = ResolversParentTypes['Recommendation']> = {
  dueOn?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  explanation?: Resolver<Maybe<ResolversTypes['Explanation']>, ParentType, ContextType>;
  item?: Resolver<ResolversTypes['CatalogueItem'], ParentType, ContextType>;
  rank?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  score?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  slot?: Resolver<ResolversTypes['RecommendationSlot'], ParentType, ContextType>;
  sources?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
};

export type RecommendationFeedbackPayloadResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['RecommendationFeedbackPayload'] = ResolversParentTypes['RecommendationFeedbackPayload']> = {
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['CorrectionError']>, ParentType, ContextType>;
  interaction?: Resolver<Maybe<ResolversTypes['Interaction']>, ParentType, ContextType>;
};

export type RecommendationListResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['RecommendationList'] = ResolversParentTypes['RecommendationList']> = {
  consentEpoch?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  items?: Resolver<Array<ResolversTypes['Recommendation']>, ParentType, ContextType>;
  listId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  mode?: Resolver<ResolversTypes['RecommendationMode'], ParentType, ContextType>;
  modelVersion?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  moodToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notShown?: Resolver<Maybe<ResolversTypes['NotShown']>, ParentType, ContextType, RequireFields<RecommendationListNotShownArgs, 'sku'>>;
  seed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type RecommenderParametersResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['RecommenderParameters'] = ResolversParentTypes['RecommenderParameters']> = {
  customerCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  easeItemCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  eventCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  fields?: Resolver<Array<ResolversTypes['FieldParameters']>, ParentType, ContextType>;
  learnedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  likedAbove?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  lowRatingInterest?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  modelVersion?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  moods?: Resolver<Array<ResolversTypes['MoodParameters']>, ParentType, ContextType>;
  repeatShare?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  signals?: Resolver<Array<ResolversTypes['SignalParameters']>, ParentType, ContextType>;
};

export type RefusedAttemptResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['RefusedAttempt'] = ResolversParentTypes['RefusedAttempt']> = {
  attemptedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  operation?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type RefusedAttemptConnectionResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['RefusedAttemptConnection'] = ResolversParentTypes['RefusedAttemptConnection']> = {
  edges?: Resolver<Array<ResolversTypes['RefusedAttemptEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['RefusedAttempt']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type RefusedAttemptEdgeResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['RefusedAttemptEdge'] = ResolversParentTypes['RefusedAttemptEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['RefusedAttempt'], ParentType, ContextType>;
};

export type RightErrorResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['RightError'] = ResolversParentTypes['RightError']> = {
  code?: Resolver<ResolversTypes['RightErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RightPayloadResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['RightPayload'] = ResolversParentTypes['RightPayload']> = {
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['RightError']>, ParentType, ContextType>;
};

export interface ShortTextScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['ShortText'], any> {
  name: 'ShortText';
}

export type ShownListResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['ShownList'] = ResolversParentTypes['ShownList']> = {
  candidateCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  context?: Resolver<Array<ResolversTypes['Condition']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  mode?: Resolver<ResolversTypes['RecommendationMode'], ParentType, ContextType>;
  modelVersion?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  placement?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  seed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  shownAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  slots?: Resolver<Array<ResolversTypes['ShownSlot']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['EvidenceStatus'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ShownListConnectionResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['ShownListConnection'] = ResolversParentTypes['ShownListConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ShownListEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['ShownList']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ShownListEdgeResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['ShownListEdge'] = ResolversParentTypes['ShownListEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ShownList'], ParentType, ContextType>;
};

export type ShownSlotResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['ShownSlot'] = ResolversParentTypes['ShownSlot']> = {
  propensity?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  rank?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  replacedSku?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sku?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type SignalParametersResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['SignalParameters'] = ResolversParentTypes['SignalParameters']> = {
  sentence?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<SignalParametersSentenceArgs, 'locale'>>;
  signal?: Resolver<ResolversTypes['Signal'], ParentType, ContextType>;
  verdict?: Resolver<ResolversTypes['ParameterVerdict'], ParentType, ContextType>;
  weights?: Resolver<Array<ResolversTypes['RankerWeight']>, ParentType, ContextType>;
  worth?: Resolver<Maybe<ResolversTypes['MeasuredWorth']>, ParentType, ContextType>;
};

export type StruckGuessResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['StruckGuess'] = ResolversParentTypes['StruckGuess']> = {
  kind?: Resolver<ResolversTypes['GuessKind'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  struckAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type UserErrorResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  __resolveType: TypeResolveFn<'CatalogueItemsUpsertError' | 'ConsentCellsError' | 'ConsentChangeError' | 'ContactLimitSetError' | 'ContactPlanError' | 'CorrectionError' | 'CustomerExportError' | 'CustomerMergeError' | 'CustomerUpsertError' | 'ErasureError' | 'GuessRestoreError' | 'GuessStrikeError' | 'InteractionsRecordError' | 'RightError' | 'WeightsSetError', ParentType, ContextType>;
};

export type WeightsResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['Weights'] = ResolversParentTypes['Weights']> = {
  context?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  history?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  isSet?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  mood?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  setAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  surprise?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type WeightsSetErrorResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['WeightsSetError'] = ResolversParentTypes['WeightsSetError']> = {
  code?: Resolver<ResolversTypes['WeightsSetErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type WeightsSetPayloadResolvers<ContextType = RequestScope, ParentType extends ResolversParentTypes['WeightsSetPayload'] = ResolversParentTypes['WeightsSetPayload']> = {
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['WeightsSetError']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = RequestScope> = {
  Alternative?: AlternativeResolvers<ContextType>;
  CallRecord?: CallRecordResolvers<ContextType>;
  CallRecordConnection?: CallRecordConnectionResolvers<ContextType>;
  CallRecordEdge?: CallRecordEdgeResolvers<ContextType>;
  CatalogueItem?: CatalogueItemResolvers<ContextType>;
  CatalogueItemConnection?: CatalogueItemConnectionResolvers<ContextType>;
  CatalogueItemEdge?: CatalogueItemEdgeResolvers<ContextType>;
  CatalogueItemsUpsertError?: CatalogueItemsUpsertErrorResolvers<ContextType>;
  CatalogueItemsUpsertPayload?: CatalogueItemsUpsertPayloadResolvers<ContextType>;
  CategoryDescription?: CategoryDescriptionResolvers<ContextType>;
  CategoryErasePayload?: CategoryErasePayloadResolvers<ContextType>;
  Condition?: ConditionResolvers<ContextType>;
  Consent?: ConsentResolvers<ContextType>;
  ConsentCellsError?: ConsentCellsErrorResolvers<ContextType>;
  ConsentCellsPayload?: ConsentCellsPayloadResolvers<ContextType>;
  ConsentChangeError?: ConsentChangeErrorResolvers<ContextType>;
  ConsentChangePayload?: ConsentChangePayloadResolvers<ContextType>;
  ConsentEvent?: ConsentEventResolvers<ContextType>;
  ConsentEventConnection?: ConsentEventConnectionResolvers<ContextType>;
  ConsentEventEdge?: ConsentEventEdgeResolvers<ContextType>;
  ConsentReceipt?: ConsentReceiptResolvers<ContextType>;
  ConsentReceiptConnection?: ConsentReceiptConnectionResolvers<ContextType>;
  ConsentReceiptEdge?: ConsentReceiptEdgeResolvers<ContextType>;
  ContactBudget?: ContactBudgetResolvers<ContextType>;
  ContactLimitSetError?: ContactLimitSetErrorResolvers<ContextType>;
  ContactLimitSetPayload?: ContactLimitSetPayloadResolvers<ContextType>;
  ContactPlanError?: ContactPlanErrorResolvers<ContextType>;
  ContactPlanPayload?: ContactPlanPayloadResolvers<ContextType>;
  Contribution?: ContributionResolvers<ContextType>;
  ContributionPart?: ContributionPartResolvers<ContextType>;
  CorrectionError?: CorrectionErrorResolvers<ContextType>;
  Customer?: CustomerResolvers<ContextType>;
  CustomerErasePayload?: CustomerErasePayloadResolvers<ContextType>;
  CustomerExport?: CustomerExportResolvers<ContextType>;
  CustomerExportError?: CustomerExportErrorResolvers<ContextType>;
  CustomerExportPayload?: CustomerExportPayloadResolvers<ContextType>;
  CustomerMergeError?: CustomerMergeErrorResolvers<ContextType>;
  CustomerMergePayload?: CustomerMergePayloadResolvers<ContextType>;
  CustomerUpsertError?: CustomerUpsertErrorResolvers<ContextType>;
  CustomerUpsertPayload?: CustomerUpsertPayloadResolvers<ContextType>;
  DataUse?: DataUseResolvers<ContextType>;
  DataUseConnection?: DataUseConnectionResolvers<ContextType>;
  DataUseEdge?: DataUseEdgeResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  DeclaredPreference?: DeclaredPreferenceResolvers<ContextType>;
  EmailCorrectionDay?: EmailCorrectionDayResolvers<ContextType>;
  Erasure?: ErasureResolvers<ContextType>;
  ErasureError?: ErasureErrorResolvers<ContextType>;
  ErasureUndoPayload?: ErasureUndoPayloadResolvers<ContextType>;
  EvidenceEntry?: EvidenceEntryResolvers<ContextType>;
  EvidenceEntryConnection?: EvidenceEntryConnectionResolvers<ContextType>;
  EvidenceEntryEdge?: EvidenceEntryEdgeResolvers<ContextType>;
  EvidenceErasePayload?: EvidenceErasePayloadResolvers<ContextType>;
  EvidenceExcludePayload?: EvidenceExcludePayloadResolvers<ContextType>;
  EvidenceUse?: EvidenceUseResolvers<ContextType>;
  Explanation?: ExplanationResolvers<ContextType>;
  ExternalId?: ExternalIdResolvers<ContextType>;
  Fact?: FactResolvers<ContextType>;
  FactChange?: FactChangeResolvers<ContextType>;
  FactCorrectPayload?: FactCorrectPayloadResolvers<ContextType>;
  FactEvidence?: FactEvidenceResolvers<ContextType>;
  FactStrikePayload?: FactStrikePayloadResolvers<ContextType>;
  FieldParameters?: FieldParametersResolvers<ContextType>;
  Guess?: GuessResolvers<ContextType>;
  GuessRestoreError?: GuessRestoreErrorResolvers<ContextType>;
  GuessRestorePayload?: GuessRestorePayloadResolvers<ContextType>;
  GuessStrikeError?: GuessStrikeErrorResolvers<ContextType>;
  GuessStrikePayload?: GuessStrikePayloadResolvers<ContextType>;
  HistoryErasePayload?: HistoryErasePayloadResolvers<ContextType>;
  IdempotencyKey?: GraphQLScalarType;
  Interaction?: InteractionResolvers<ContextType>;
  InteractionConnection?: InteractionConnectionResolvers<ContextType>;
  InteractionEdge?: InteractionEdgeResolvers<ContextType>;
  InteractionResult?: InteractionResultResolvers<ContextType>;
  InteractionsRecordError?: InteractionsRecordErrorResolvers<ContextType>;
  InteractionsRecordPayload?: InteractionsRecordPayloadResolvers<ContextType>;
  LongText?: GraphQLScalarType;
  MeasuredWorth?: MeasuredWorthResolvers<ContextType>;
  MergedCustomer?: MergedCustomerResolvers<ContextType>;
  Money?: MoneyResolvers<ContextType>;
  MoodParameters?: MoodParametersResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  NotShown?: NotShownResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  PageSize?: GraphQLScalarType;
  Policy?: PolicyResolvers<ContextType>;
  PolicyCell?: PolicyCellResolvers<ContextType>;
  PreferencesDeclarePayload?: PreferencesDeclarePayloadResolvers<ContextType>;
  ProfileReset?: ProfileResetResolvers<ContextType>;
  PurposeDescription?: PurposeDescriptionResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Quiet?: QuietResolvers<ContextType>;
  RankerWeight?: RankerWeightResolvers<ContextType>;
  Recommendation?: RecommendationResolvers<ContextType>;
  RecommendationFeedbackPayload?: RecommendationFeedbackPayloadResolvers<ContextType>;
  RecommendationList?: RecommendationListResolvers<ContextType>;
  RecommenderParameters?: RecommenderParametersResolvers<ContextType>;
  RefusedAttempt?: RefusedAttemptResolvers<ContextType>;
  RefusedAttemptConnection?: RefusedAttemptConnectionResolvers<ContextType>;
  RefusedAttemptEdge?: RefusedAttemptEdgeResolvers<ContextType>;
  RightError?: RightErrorResolvers<ContextType>;
  RightPayload?: RightPayloadResolvers<ContextType>;
  ShortText?: GraphQLScalarType;
  ShownList?: ShownListResolvers<ContextType>;
  ShownListConnection?: ShownListConnectionResolvers<ContextType>;
  ShownListEdge?: ShownListEdgeResolvers<ContextType>;
  ShownSlot?: ShownSlotResolvers<ContextType>;
  SignalParameters?: SignalParametersResolvers<ContextType>;
  StruckGuess?: StruckGuessResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
  Weights?: WeightsResolvers<ContextType>;
  WeightsSetError?: WeightsSetErrorResolvers<ContextType>;
  WeightsSetPayload?: WeightsSetPayloadResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = RequestScope> = {
  impersonal?: ImpersonalDirectiveResolver<any, any, ContextType>;
  personal?: PersonalDirectiveResolver<any, any, ContextType>;
  uses?: UsesDirectiveResolver<any, any, ContextType>;
};
