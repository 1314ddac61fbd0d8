/** Wines and the one cheese that those who know take with them. */
export const pairings: readonly {
  readonly wineItemIds: readonly string[];
  readonly cheeseItemId: string;
}[] = [
  {
    wineItemIds: ["wine-ausbruch-from-rust-2019", "wine-sauternes-2017"],
    cheeseItemId: "cheese-roquefort",
  },
  {
    wineItemIds: ["wine-tawny-port-10-years", "wine-late-bottled-vintage-port-2018"],
    cheeseItemId: "cheese-blue-stilton",
  },
  {
    wineItemIds: [
      "wine-gruner-veltliner-achleiten-smaragd-2023",
      "wine-gruner-veltliner-kellerberg-smaragd-2022",
    ],
    cheeseItemId: "cheese-vorarlberg-mountain-cheese-24-months",
  },
  {
    wineItemIds: ["wine-sauvignon-blanc-classic-2024", "wine-sancerre-2023"],
    cheeseItemId: "cheese-crottin-de-chavignol",
  },
];

const cheeseByWine: ReadonlyMap<string, string> = new Map(
  pairings.flatMap(({ wineItemIds, cheeseItemId }) =>
    wineItemIds.map((wine) => [wine, cheeseItemId] as const),
  ),
);

/** The cheese that belongs to a wine, if the item is such a wine. */
export function cheeseFor(itemId: string): string | undefined {
  return cheeseByWine.get(itemId);
}
