import type { TrustPromise } from "./promise.ts";

export const erasurePromise: TrustPromise = {
  id: "P-5",
  name: "erased values are found in no database file, log or dump",
  check: async () => ({ holds: false, figure: "not built yet" }),
};
