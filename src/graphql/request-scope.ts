import type { DataUses } from "../access/data-uses.ts";
import type { RefusalService } from "../access/refusal.service.ts";
import type { Viewer } from "../access/viewer.ts";
import type { AccessLogService } from "../access-log/access-log.service.ts";
import type { createCatalogueLoaders } from "../catalogue/catalogue.loaders.ts";
import type { CatalogueService } from "../catalogue/catalogue.service.ts";
import type { ConsentService } from "../consents/consent.service.ts";
import type { ObjectionService } from "../consents/objection.service.ts";
import type { createReceiptLoaders } from "../consents/receipt.loaders.ts";
import type { ReceiptService } from "../consents/receipt.service.ts";
import type { createCorrectionLoaders } from "../corrections/correction.loaders.ts";
import type { CorrectionService } from "../corrections/correction.service.ts";
import type { createCustomerLoaders } from "../customers/customer.loaders.ts";
import type { CustomerService } from "../customers/customer.service.ts";
import type { CustomerMergeService } from "../customers/customer-merge.service.ts";
import type { createErasureLoaders } from "../erasure/erasure.loaders.ts";
import type { ErasureService } from "../erasure/erasure.service.ts";
import type { createFactLoaders } from "../facts/fact.loaders.ts";
import type { createGuessLoaders } from "../guesses/guess.loaders.ts";
import type { GuessService } from "../guesses/guess.service.ts";
import type { createInteractionLoaders } from "../interactions/interaction.loaders.ts";
import type { InteractionService } from "../interactions/interaction.service.ts";
import type { AnswerBasis } from "../recommendations/answer.service.ts";
import type { createContactLoaders } from "../recommendations/contact.loaders.ts";
import type { ContactService } from "../recommendations/contact.service.ts";
import type { MoodTokens } from "../recommendations/mood-token.service.ts";
import type { RecommendationService } from "../recommendations/recommendation.service.ts";
import type { createWeightsLoaders } from "../recommendations/weights.loaders.ts";
import type { WeightsService } from "../recommendations/weights.service.ts";
import type { EvidenceService } from "../rights/evidence.service.ts";
import type { ExportService } from "../rights/export.service.ts";
import type { createRightsLoaders } from "../rights/rights.loaders.ts";
import type { RightsService } from "../rights/rights.service.ts";

/** The services that resolvers may call. */
export interface Services {
  readonly accessLog: AccessLogService;
  readonly catalogue: CatalogueService;
  readonly consents: ConsentService;
  readonly contacts: ContactService;
  readonly corrections: CorrectionService;
  readonly customerMerges: CustomerMergeService;
  readonly customers: CustomerService;
  readonly guesses: GuessService;
  readonly evidence: EvidenceService;
  readonly exports: ExportService;
  readonly erasures: ErasureService;
  readonly interactions: InteractionService;
  readonly moodTokens: MoodTokens;
  readonly objections: ObjectionService;
  readonly receipts: ReceiptService;
  readonly recommendations: RecommendationService;
  readonly refusals: RefusalService;
  readonly rights: RightsService;
  readonly weights: WeightsService;
}

/** Batching loaders of one request; they live exactly as long as it does. */
export type Loaders = ReturnType<typeof createCatalogueLoaders> &
  ReturnType<typeof createContactLoaders> &
  ReturnType<typeof createCorrectionLoaders> &
  ReturnType<typeof createCustomerLoaders> &
  ReturnType<typeof createErasureLoaders> &
  ReturnType<typeof createFactLoaders> &
  ReturnType<typeof createGuessLoaders> &
  ReturnType<typeof createInteractionLoaders> &
  ReturnType<typeof createReceiptLoaders> &
  ReturnType<typeof createRightsLoaders> &
  ReturnType<typeof createWeightsLoaders>;

/**
 * What the resolvers of one request share. graphql-js calls it the context; here *context* is the
 * customer's situation.
 */
export interface RequestScope {
  readonly viewer: Viewer;
  readonly services: Services;
  readonly loaders: Loaders;
  /** Learns what the answer rests on; it leaves only where that is confirmed. */
  readonly basis: AnswerBasis;
  /** Whose data was used; whatever gives personal data out notes it. */
  readonly uses: DataUses;
  /** The id in the answer's `x-request-id`, for log lines. */
  readonly requestId: string;
}
