import type { Viewer } from "../access/viewer.ts";
import type { createCatalogueLoaders } from "../catalogue/catalogue.loaders.ts";
import type { CatalogueService } from "../catalogue/catalogue.service.ts";
import type { ConsentService } from "../consents/consent.service.ts";
import type { createCorrectionLoaders } from "../corrections/correction.loaders.ts";
import type { CorrectionService } from "../corrections/correction.service.ts";
import type { createCustomerLoaders } from "../customers/customer.loaders.ts";
import type { CustomerService } from "../customers/customer.service.ts";
import type { CustomerMergeService } from "../customers/customer-merge.service.ts";
import type { createFactLoaders } from "../facts/fact.loaders.ts";
import type { createGuessLoaders } from "../guesses/guess.loaders.ts";
import type { GuessService } from "../guesses/guess.service.ts";
import type { createInteractionLoaders } from "../interactions/interaction.loaders.ts";
import type { InteractionService } from "../interactions/interaction.service.ts";
import type { createContactLoaders } from "../recommendations/contact.loaders.ts";
import type { ContactService } from "../recommendations/contact.service.ts";
import type { RecommendationService } from "../recommendations/recommendation.service.ts";
import type { createWeightsLoaders } from "../recommendations/weights.loaders.ts";
import type { WeightsService } from "../recommendations/weights.service.ts";

/** The services that resolvers may call. */
export interface Services {
  readonly catalogue: CatalogueService;
  readonly consents: ConsentService;
  readonly contacts: ContactService;
  readonly corrections: CorrectionService;
  readonly customerMerges: CustomerMergeService;
  readonly customers: CustomerService;
  readonly guesses: GuessService;
  readonly interactions: InteractionService;
  readonly recommendations: RecommendationService;
  readonly weights: WeightsService;
}

/** Batching loaders of one request; they live exactly as long as it does. */
export type Loaders = ReturnType<typeof createCatalogueLoaders> &
  ReturnType<typeof createContactLoaders> &
  ReturnType<typeof createCorrectionLoaders> &
  ReturnType<typeof createCustomerLoaders> &
  ReturnType<typeof createFactLoaders> &
  ReturnType<typeof createGuessLoaders> &
  ReturnType<typeof createInteractionLoaders> &
  ReturnType<typeof createWeightsLoaders>;

/**
 * What the resolvers of one request share. graphql-js calls it the context; here *context* is the
 * customer's situation.
 */
export interface RequestScope {
  readonly viewer: Viewer;
  readonly services: Services;
  readonly loaders: Loaders;
  /** The id in the answer's `x-request-id`, for log lines. */
  readonly requestId: string;
}
