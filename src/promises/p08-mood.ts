import type { TrustPromise } from "./promise.ts";

export const moodPromise: TrustPromise = {
  id: "P-8",
  name: "x",
  check: async () => ({ holds: false, figure: "not built yet" }),
};
