import type { Resolvers } from "../graphql/generated/resolvers-types.ts";
import { CATEGORIES, isGrantable, POLICY_CELLS, POLICY_VERSION, RETENTION_DAYS } from "./policy.ts";
import { CATEGORY_TEXTS, RETENTION_TEXTS } from "./policy-texts.ts";

export const policyResolvers: Resolvers = {
  Query: {
    policy: () => ({
      version: POLICY_VERSION,
      categories: [...CATEGORIES],
      cells: [...POLICY_CELLS],
    }),
  },
  CategoryDescription: {
    category: (category) => category,
    title: (category, { locale }) => CATEGORY_TEXTS[category].title[locale],
    text: (category, { locale }) => CATEGORY_TEXTS[category].text[locale],
    source: (category, { locale }) => CATEGORY_TEXTS[category].source[locale],
  },
  PolicyCell: {
    operations: ({ operations }) => [...operations],
    retention: ({ retention }, { locale }) => RETENTION_TEXTS[retention][locale],
    retentionDays: ({ retention }) => RETENTION_DAYS[retention],
    isGrantable: ({ purpose, category }) => isGrantable(purpose, category),
  },
};
