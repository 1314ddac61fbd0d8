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
import { Transactions } from "./db/transactions.ts";
import { Erasing } from "./erasure/erasing.service.ts";
import { createErasureLoaders } from "./erasure/erasure.loaders.ts";
import { erasureResolvers } from "./erasure/erasure.resolvers.ts";
import { ErasureService } from "./erasure/erasure.service.ts";
import { ErasureLog, ledgerFileOf } from "./erasure/erasure-log.service.ts";
import { ErasureWork } from "./erasure/erasure-work.service.ts";
import { FollowUpService } from "./erasure/follow-up.service.ts";
import { ErasureReplay } from "./erasure/replay.service.ts";
import { SuppressionService } from "./erasure/suppression.service.ts";
import { createFactLoaders } from "./facts/fact.loaders.ts";
import { factResolvers } from "./facts/fact.resolvers.ts";
import { nodeResolvers } from "./graphql/node.resolvers.ts";
import type { Loaders, RequestScope, Services } from "./graphql/request-scope.ts";
import { buildSchema } from "./graphql/schema.ts";
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
  erasureResolvers,
];

/** What an app is made of. */
export interface AppParts {
  readonly dataSource: DataSource;
  readonly tokens: Tokens;
  readonly logger: Logger;
  /** Digests contacts that must not come back, see `contactKeyOf`. */
  readonly contactKey: string;
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
export function createApp(parts: AppParts): App {
  const { dataSource, tokens, logger, contactKey, now = Date.now } = parts;
  const transactions = new Transactions(dataSource);
  const shelves = new ShelfService(dataSource, logger);
  const shownLists = new ShownListService(transactions, now);
  const recommendations = new RecommendationService(transactions, shelves, shownLists, now);
  const suppressions = new SuppressionService(contactKey);
  const services: Services = {
    catalogue: new CatalogueService(transactions),
    consents: new ConsentService(transactions),
    contacts: new ContactService(transactions, recommendations, now),
    corrections: new CorrectionService(transactions),
    customers: new CustomerService(transactions, suppressions),
    erasures: new ErasureService(transactions, new Erasing(suppressions), now),
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

/**
 * What erases outside of requests: for the worker and for commands.
 *
 * @param home the folder with the ledger file
 */
export function createErasureParts(parts: {
  readonly dataSource: DataSource;
  readonly contactKey: string;
  readonly home: string;
  readonly now?: () => number;
}) {
  const { dataSource, contactKey, home, now = Date.now } = parts;
  const transactions = new Transactions(dataSource);
  const suppressions = new SuppressionService(contactKey);
  const erasing = new Erasing(suppressions);
  const erasures = new ErasureService(transactions, erasing, now);
  const followUps = new FollowUpService(transactions, erasing);
  const log = new ErasureLog(transactions);
  const ledgerFile = ledgerFileOf(home);
  const work = new ErasureWork(dataSource, { erasures, followUps, log }, ledgerFile, now);
  const replay = new ErasureReplay(transactions, erasing, log, now);
  return { erasures, suppressions, followUps, log, ledgerFile, work, replay };
}

function createLoaders({ manager }: Transactions): Loaders {
  return {
    ...createCatalogueLoaders(manager),
    ...createContactLoaders(manager),
    ...createCorrectionLoaders(manager),
    ...createCustomerLoaders(manager),
    ...createErasureLoaders(manager),
    ...createFactLoaders(manager),
    ...createInteractionLoaders(manager),
    ...createWeightsLoaders(manager),
  };
}
