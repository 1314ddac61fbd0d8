/**
 * Every cap on what comes in from outside, each with its reason. What goes beyond one is refused
 * with a typed answer; nothing is cut off silently.
 */
export const LIMITS = Object.freeze({
  /** 500 events of 1 KiB each, which is the largest call that the API allows, take half of it. */
  bodyBytesMax: 1024 * 1024,
  /** Node's own default is 16 KiB; tokens and tracing headers stay below 4 KiB. */
  headerBytesMax: 16 * 1024,
  /** Headers of one request; browsers behind two proxies send about 40. */
  headersMax: 100,
  /** A client that needs longer for its headers is stalling (slow loris). */
  headersTimeoutMs: 10_000,
  /** A full body at 35 KiB/s, the rate of a bad mobile line. */
  requestTimeoutMs: 30_000,
  /** Longer than the 60 s idle timeout of common load balancers, so that they close first. */
  keepAliveTimeoutMs: 65_000,
  /** How long the rest of a refused body is read, so that the client gets to see the refusal. */
  lingerTimeoutMs: 2_000,
  /** What a running request may still take when the server stops; orchestrators kill after 30 s. */
  drainTimeoutMs: 10_000,
  /** The readiness probe gives up on the database before the prober gives up on us. */
  readinessTimeoutMs: 2_000,

  /** Documents kept parsed and validated; an app has some dozens, and each takes up to 0.5 MB. */
  documentsKeptMax: 200,
  /** Only documents up to this text are kept: comments could make each of them a megabyte. */
  documentKeptLengthMax: 32 * 1024,
  /** Tokens of one document. The parser stops there, so that nothing later sees more. */
  documentTokensMax: 2_000,
  /** Operations of one document; an explorer sends all of its tabs. */
  operationsMax: 20,
  /** Fragments of one document. */
  fragmentsMax: 50,
  /** Nested fields. The standard introspection query needs 15, our deepest page 9. */
  depthMax: 16,
  /** Fields of one operation after its fragments are spread; a rich page needs about 150. */
  selectionsMax: 1_000,
  /** Aliases of one operation after its fragments are spread. */
  aliasesMax: 50,
  /** Top-level fields of one operation; each of them starts work of its own. */
  rootFieldsMax: 20,
  /** Directives of one document. */
  directivesMax: 50,
  /**
   * Fields that one answer may contain, estimated before it is computed. A hundred recommendations
   * with full explanations are estimated at 41,000, the standard introspection query at 52,000.
   */
  costMax: 60_000,
  /** Entries that a list without a page size is taken to have. */
  listEntriesAssumed: 10,
  /** Problems that one answer reports; finding more costs time and helps nobody. */
  errorsReportedMax: 10,

  /** Facts of one upsert; a customer has six fields, and a field may come from several sources. */
  factsPerCallMax: 50,
  /** Verified tokens kept in memory, 1 KiB each. */
  verifiedTokensMax: 10_000,
  /** Events of one call; measured by `bench`, 100 events are the size that pays. */
  interactionsPerCallMax: 500,
  /** Items of one call, sized like events. */
  itemsPerCallMax: 500,
  /** Categories or tags of one item; the busiest item of the known catalogues has 10. */
  labelsPerItemMax: 50,
  /** Preferences of one call; a questionnaire has about 30. */
  preferencesPerCallMax: 100,
  /** Guesses that one customer can have struck: every list reads them; catalogues have hundreds. */
  struckGuessesMax: 1_000,
  /** Conditions of one situation; the richest known data set has 13. */
  conditionsMax: 50,
  /**
   * Accesses counted in memory until they are written, 0.3 KiB each; a second of 1,000 customers
   * who each read everything of theirs has about as many.
   */
  accessesPendingMax: 10_000,
  /** A customer's newest events that one answer reads; heavy customers have about 1,500 a year. */
  evidencePerAnswerMax: 2_000,
  /**
   * Corrections of a customer's e-mail address in a day. A refusal could tell that somebody is a
   * customer, so nobody can try out a list; a person who mistypes needs three.
   */
  emailCorrectionsPerDayMax: 20,
  /** Customers with one e-mail address that a lookup reads; a large family's. */
  sharedEmailCustomersMax: 50,
  /** Contacts in seven days that a customer can allow on one channel: one a day. */
  contactsPerWeekMax: 7,
  /** A login that lies no further back lets a customer take out or erase what cannot be undone. */
  recentLoginMsMax: 15 * 60 * 1000,
  /** A visit's mood may be handed back so long, and has to be asked again then. */
  moodTokenMsMax: 30 * 60 * 1000,
  /** Facts, events, preferences and lists of one exported document; they take about 40 MB. */
  exportEvidenceMax: 100_000,
  /** A file with a customer's export: ten times the largest that an answer carries. */
  exportFileBytesMax: 400 * 1024 * 1024,
  /** How long an erasure can be undone where the customer wants it so: a night to sleep on it. */
  erasureUndoMs: 24 * 60 * 60 * 1000,
  /** How far ahead of ours a source's clock may be. */
  clockSkewMsMax: 5 * 60 * 1000,
  /**
   * How old a grant's claimed time may be: a device may have been offline for a month. An older
   * consent is not claimed but documented (`--consent-evidence` of an import).
   */
  claimedAgeMsMax: 30 * 24 * 60 * 60 * 1000,
  /** Grants of one operation; PERSONALISATION, the widest purpose, asks for six categories. */
  grantsPerOperationMax: 10,
  /** Consents, pauses and the like that end by themselves are written down so many at a time. */
  ledgersPerSweepMax: 200,
  /** Refused attempts are kept for so long: an attack is looked into within weeks. */
  refusalsKeptDays: 90,
  /**
   * Refused attempts of one caller at one operation that are noted within a minute: enough to see
   * an attack, and at most 28,800 rows a day, however fast it comes.
   */
  refusalsNotedPerMinuteMax: 20,
  /** A pause without an end would be a withdrawal that says something else. */
  pauseDaysMax: 366,
  /** One page; GitHub's and Shopify's APIs have the same cap. */
  pageSizeMax: 100,
  /** `ShortText`: names, labels, codes. */
  shortTextLengthMax: 200,
  /** `LongText`: values of facts, references to documents. */
  longTextLengthMax: 500,
  /** `IdempotencyKey`: a UUID has 36 characters, a composed key fits into 200. */
  idempotencyKeyLengthMax: 200,
  /** Any other text or id; the longest global id that can be made has 1,100 characters. */
  inputTextLengthMax: 2_000,
  /** Characters of an error's message; Apollo's longest has 340, longer ones quote the input. */
  errorMessageLengthMax: 400,
});
