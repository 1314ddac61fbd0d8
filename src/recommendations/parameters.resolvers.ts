import type { Resolvers } from "../graphql/generated/resolvers-types.ts";
import { sentenceOf } from "./parameters.service.ts";

export const parametersResolvers: Resolvers = {
  Query: {
    recommenderParameters: (_root, _args, { services }) => services.recommendations.parameters(),
  },
  SignalParameters: {
    sentence: ({ verdict }, { locale }) => sentenceOf(verdict, locale),
  },
  FieldParameters: {
    sentence: ({ verdict }, { locale }) => sentenceOf(verdict, locale),
  },
};
