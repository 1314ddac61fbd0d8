/** Twelve recommendations with everything that the schema says about their computation. */
export const EXPLAINED_LIST = `query ($mode: RecommendationMode, $first: PageSize! = 12, $seed: Int,
  $context: ContextInput, $mood: MoodInput) {
  me {
    recommendations(placement: "home", first: $first, mode: $mode, context: $context, mood: $mood,
      seed: $seed) {
      mode modelVersion consentEpoch seed
      items {
        rank score sources slot dueOn
        item { id sku title categories tags isAvailable }
        explanation {
          baseline summary
          contributions { signal value evidenceIds parts { name value evidenceIds } }
        }
      }
    }
  }
}`;

/** A list for a mood, or for the token in which an earlier answer sealed it. */
export const LIST_WITH_TOKEN = `query ($mood: MoodInput, $moodToken: String) {
  me { recommendations(placement: "home", mood: $mood, moodToken: $moodToken) { moodToken } }
}`;
