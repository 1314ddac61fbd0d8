import type { ApolloServerPlugin } from "@apollo/server";
import type { GraphQLSchema } from "graphql";
import type { DataSource } from "typeorm";
import { DataUses } from "./access/data-uses.ts";
import { RefusalService } from "./access/refusal.service.ts";
import type { Tokens } from "./access/tokens.ts";
import type { Viewer } from "./access/viewer.ts";
import { accessLogResolvers } from "./access-log/access-log.resolvers.ts";
import { AccessLogService } from "./access-log/access-log.service.ts";
import { createCatalogueLoaders } from "./catalogue/catalogue.loaders.ts";
import { catalogueResolvers } from "./catalogue/catalogue.resolvers.ts";
import { CatalogueService } from "./catalogue/catalogue.service.ts";
import { consentResolvers } from "./consents/consent.resolvers.ts";
import { ConsentService } from "./consents/consent.service.ts";
import { ObjectionService } from "./consents/objection.service.ts";
import { policyResolvers } from "./consents/policy.resolvers.ts";
import { createReceiptLoaders } from "./consents/receipt.loaders.ts";
import { type Issuer, ReceiptService } from "./consents/receipt.service.ts";
import { createCorrectionLoaders } from "./corrections/correction.loaders.ts";
import { correctionResolvers } from "./corrections/correction.resolvers.ts";
import { CorrectionService } from "./corrections/correction.service.ts";
import { createCustomerLoaders } from "./customers/customer.loaders.ts";
import { customerResolvers } from "./customers/customer.resolvers.ts";
import { CustomerService } from "./customers/customer.service.ts";
import { CustomerMergeService } from "./customers/customer-merge.service.ts";
import type { Connections } from "./db/roles.ts";
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
import { accessRecorder } from "./graphql/access-recorder.ts";
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
import { AnswerBasis, AnswerService } from "./recommendations/answer.service.ts";
import { createContactLoaders } from "./recommendations/contact.loaders.ts";
import { contactResolvers } from "./recommendations/contact.resolvers.ts";
import { ContactService } from "./recommendations/contact.service.ts";
import { MoodTokens } from "./recommendations/mood-token.service.ts";
import { parametersResolvers } from "./recommendations/parameters.resolvers.ts";
import { recommendationResolvers } from "./recommendations/recommendation.resolvers.ts";
import { RecommendationService } from "./recommendations/recommendation.service.ts";
import { ShelfService } from "./recommendations/shelf.service.ts";
import { createWeightsLoaders } from "./recommendations/weights.loaders.ts";
import { weightsResolvers } from "./recommendations/weights.resolvers.ts";
import { WeightsService } from "./recommendations/weights.service.ts";
import { evidenceResolvers } from "./rights/evidence.resolvers.ts";
import { EvidenceService } from "./rights/evidence.service.ts";
import { ExportService } from "./rights/export.service.ts";
import { createRightsLoaders } from "./rights/rights.loaders.ts";
import { rightsResolvers } from "./rights/rights.resolvers.ts";
import { RightsService } from "./rights/rights.service.ts";

/** The resolvers of all features. */
export const resolvers = [
  nodeResolvers,
  customerResolvers,
  factResolvers,
  consentResolvers,
  policyResolvers,
  catalogueResolvers,
  interactionResolvers,
  recommendationResolvers,
  weightsResolvers,
  contactResolvers,
  parametersResolvers,
  correctionResolvers,
  guessResolvers,
  accessLogResolvers,
  rightsResolvers,
  evidenceResolvers,
  erasureResolvers,
];

/** What an app is made of. */
export interface AppParts {
  readonly connections: Connections;
  readonly tokens: Tokens;
  readonly logger: Logger;
  /** Who signs receipts, and in whose name. */
  readonly issuer: Issuer;
  /** Milliseconds since 1970; tests pass a clock of their own. */
  readonly now?: () => number;
}

/** Everything wired: what an HTTP server needs to answer. */
export interface App {
  readonly schema: GraphQLSchema;
  readonly services: Services;
  readonly shelves: ShelfService;
  readonly tokens: Tokens;
  /** What the GraphQL server does at each request, see `createGraphqlServer`. */
  readonly plugins: readonly ApolloServerPlugin<RequestScope>[];
  /** What the resolvers of one request share. */
  scopeOf(viewer: Viewer, requestId: string, isProfileFree?: boolean): RequestScope;
  /** Whether what was computed in this scope may still leave. */
  confirm(scope: RequestScope): Promise<boolean>;
}

/** The composition root: the only place where parts are constructed and wired. */
export function createApp(parts: AppParts): App {
  const { connections, tokens, logger, issuer, now = Date.now } = parts;
  const { served } = connections;
  const transactions = new Transactions(served);
  const shelves = new ShelfService(served, logger);
  const answers = new AnswerService(transactions);
  const recommendations = new RecommendationService(connections, shelves, now);
  const suppressions = new SuppressionService();
  const services: Services = {
    accessLog: new AccessLogService(transactions, logger, now),
    catalogue: new CatalogueService(transactions),
    consents: new ConsentService(transactions),
    contacts: new ContactService(transactions, recommendations, now),
    corrections: new CorrectionService(transactions),
    customerMerges: new CustomerMergeService(transactions),
    customers: new CustomerService(transactions, suppressions),
    guesses: new GuessService(transactions, connections, shelves, now),
    erasures: new ErasureService(transactions, new Erasing(suppressions), now),
    evidence: new EvidenceService(transactions),
    exports: new ExportService(transactions, tokens, now),
    interactions: new InteractionService(transactions),
    moodTokens: new MoodTokens(tokens.deriveKey("mood token 1"), now),
    objections: new ObjectionService(transactions),
    receipts: new ReceiptService(transactions, issuer),
    recommendations,
    refusals: new RefusalService(transactions),
    rights: new RightsService(transactions, now),
    weights: new WeightsService(transactions),
  };
  return {
    schema: buildSchema(resolvers),
    services,
    shelves,
    tokens,
    plugins: [accessRecorder()],
    scopeOf: (viewer, requestId, isProfileFree = false) => ({
      viewer,
      services,
      loaders: createLoaders(transactions, services, viewer),
      basis: new AnswerBasis(isProfileFree),
      uses: new DataUses(),
      requestId,
    }),
    confirm: ({ basis }) => answers.confirm(basis),
  };
}

/**
 * What erases outside of requests: for the worker and for commands.
 *
 * @param home the folder with the ledger file
 */
export function createErasureParts(parts: {
  readonly dataSource: DataSource;
  readonly home: string;
  readonly now?: () => number;
}) {
  const { dataSource, home, now = Date.now } = parts;
  const transactions = new Transactions(dataSource);
  const suppressions = new SuppressionService();
  const erasing = new Erasing(suppressions);
  const erasures = new ErasureService(transactions, erasing, now);
  const followUps = new FollowUpService(transactions, erasing);
  const log = new ErasureLog(transactions);
  const ledgerFile = ledgerFileOf(home);
  const work = new ErasureWork(dataSource, { erasures, followUps, log }, ledgerFile, now);
  const replay = new ErasureReplay(transactions, erasing, log, now);
  return { erasures, suppressions, followUps, log, ledgerFile, work, replay };
}

function createLoaders({ manager }: Transactions, { receipts }: Services, viewer: Viewer): Loaders {
  return {
    ...createCatalogueLoaders(manager),
    ...createContactLoaders(manager),
    ...createCorrectionLoaders(manager),
    ...createCustomerLoaders(manager, viewer),
    ...createErasureLoaders(manager),
    ...createFactLoaders(manager),
    ...createGuessLoaders(manager),
    ...createInteractionLoaders(manager),
    ...createReceiptLoaders(receipts, viewer),
    ...createRightsLoaders(manager),
    ...createWeightsLoaders(manager),
  };
}
