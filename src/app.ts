import type { GraphQLSchema } from "graphql";
import type { DataSource } from "typeorm";
import type { Tokens } from "./access/tokens.ts";
import type { Viewer } from "./access/viewer.ts";
import { createCatalogueLoaders } from "./catalogue/catalogue.loaders.ts";
import { catalogueResolvers } from "./catalogue/catalogue.resolvers.ts";
import { CatalogueService } from "./catalogue/catalogue.service.ts";
import { consentResolvers } from "./consents/consent.resolvers.ts";
import { ConsentService } from "./consents/consent.service.ts";
import { createCorrectionLoaders } from "./corrections/correction.loaders.ts";
import { correctionResolvers } from "./corrections/correction.resolvers.ts";
import { CorrectionService } from "./corrections/correction.service.ts";
import { createCustomerLoaders } from "./customers/customer.loaders.ts";
import { customerResolvers } from "./customers/customer.resolvers.ts";
import { CustomerService } from "./customers/customer.service.ts";
import { CustomerMergeService } from "./customers/customer-merge.service.ts";
import { Transactions } from "./db/transactions.ts";
import { createFactLoaders } from "./facts/fact.loaders.ts";
import { factResolvers } from "./facts/fact.resolvers.ts";
import { nodeResolvers } from "./graphql/node.resolvers.ts";
import type { Loaders, RequestScope, Services } from "./graphql/request-scope.ts";
import { buildSchema } from "./graphql/schema.ts";
import { createGuessLoaders } from "./guesses/guess.loaders.ts";
import { guessResolvers } from "./guesses/guess.resolvers.ts";
import { GuessService } from "./guesses/guess.service.ts";
import { createInteractionLoaders } from "./interactions/interaction.loaders.ts";
import { interactionResolvers } from "./interactions/interaction.resolvers.ts";
import { InteractionService } from "./interactions/interaction.service.ts";
import type { Logger } from "./log.ts";
import { createContactLoaders } from "./recommendations/contact.loaders.ts";
import { contactResolvers } from "./recommendations/contact.resolvers.ts";
import { ContactService } from "./recommendations/contact.service.ts";
import { parametersResolvers } from "./recommendations/parameters.resolvers.ts";
import { recommendationResolvers } from "./recommendations/recommendation.resolvers.ts";
import { RecommendationService } from "./recommendations/recommendation.service.ts";
import { ShelfService } from "./recommendations/shelf.service.ts";
import { ShownListService } from "./recommendations/shown-list.service.ts";
import { createWeightsLoaders } from "./recommendations/weights.loaders.ts";
import { weightsResolvers } from "./recommendations/weights.resolvers.ts";
import { WeightsService } from "./recommendations/weights.service.ts";

/** The resolvers of all features. */
export const resolvers = [
  nodeResolvers,
  customerResolvers,
  factResolvers,
  consentResolvers,
  catalogueResolvers,
  interactionResolvers,
  recommendationResolvers,
  weightsResolvers,
  contactResolvers,
  parametersResolvers,
  correctionResolvers,
  guessResolvers,
];

/** What an app is made of. */
export interface AppParts {
  readonly dataSource: DataSource;
  readonly tokens: Tokens;
  readonly logger: Logger;
  /** Milliseconds since 1970; tests pass a clock of their own. */
  readonly now?: () => number;
}

/** Everything wired: what an HTTP server needs to answer. */
export interface App {
  readonly schema: GraphQLSchema;
  readonly services: Services;
  readonly shelves: ShelfService;
  readonly tokens: Tokens;
  /** What the resolvers of one request share. */
  scopeOf(viewer: Viewer, requestId: string): RequestScope;
}

/** The composition root: the only place where parts are constructed and wired. */
export function createApp({ dataSource, tokens, logger, now = Date.now }: AppParts): App {
  const transactions = new Transactions(dataSource);
  const shelves = new ShelfService(dataSource, logger);
  const shownLists = new ShownListService(transactions, now);
  const recommendations = new RecommendationService(transactions, shelves, shownLists, now);
  const services: Services = {
    catalogue: new CatalogueService(transactions),
    consents: new ConsentService(transactions),
    contacts: new ContactService(transactions, recommendations, now),
    corrections: new CorrectionService(transactions),
    customerMerges: new CustomerMergeService(transactions),
    customers: new CustomerService(transactions),
    guesses: new GuessService(transactions, shelves, now),
    interactions: new InteractionService(transactions),
    recommendations,
    weights: new WeightsService(transactions),
  };
  return {
    schema: buildSchema(resolvers),
    services,
    shelves,
    tokens,
    scopeOf: (viewer, requestId) => ({
      viewer,
      services,
      loaders: createLoaders(transactions),
      requestId,
    }),
  };
}

function createLoaders({ manager }: Transactions): Loaders {
  return {
    ...createCatalogueLoaders(manager),
    ...createContactLoaders(manager),
    ...createCorrectionLoaders(manager),
    ...createCustomerLoaders(manager),
    ...createFactLoaders(manager),
    ...createGuessLoaders(manager),
    ...createInteractionLoaders(manager),
    ...createWeightsLoaders(manager),
  };
}
