import { cellarShelves } from "./assortment/cellar.ts";
import { counterShelves } from "./assortment/counter.ts";
import { dessertShelves } from "./assortment/desserts.ts";
import { houseShelves } from "./assortment/house.ts";
import { kitchenShelves } from "./assortment/kitchen.ts";
import { larderShelves } from "./assortment/larder.ts";
import type { Article, Shelf } from "./assortment/shelf.ts";
import { whiteWineShelf } from "./assortment/white-wines.ts";
import { worldKitchenShelves } from "./assortment/world-kitchen.ts";
import { DAY_MS, type Day } from "./calendar.ts";
import type { Random } from "./random.ts";
import type { DemoItem } from "./types.ts";

const shelves: readonly Shelf[] = [
  ...kitchenShelves,
  ...worldKitchenShelves,
  ...dessertShelves,
  whiteWineShelf,
  ...cellarShelves,
  ...counterShelves,
  ...larderShelves,
  ...houseShelves,
];

/** Arrived while the house was already open, beside the niche: shown as new. */
const NEW_SHARE = 0.04;
const SOLD_OUT_SHARE = 0.025;

/** The niche whose new bottles the expert finds first. */
export const nicheLeaf = "natural-wines";

/** Shelves that a planted truth rests on: always on sale, and there from the first day. */
const steadyLeaves: ReadonlySet<string> = new Set([
  "milk",
  "rich-desserts",
  "light-desserts",
  "running-shoes",
  "running-socks",
  "thai-kitchen",
  "sweet-wines",
  "blue-cheeses",
  "white-wines",
  "hard-cheeses",
  "goat-and-fresh-cheeses",
]);

/** The whole assortment, in the order of its shelves. */
export function demoItems(random: Random, days: readonly Day[]): DemoItem[] {
  const openedAt = days[0]!.startsAt;
  return shelves.flatMap((shelf) =>
    shelf.articles.map((article, place) => {
      const isSteady = steadyLeaves.has(shelf.leaf);
      const isNew = !isSteady && random.chance(NEW_SHARE);
      const isSoldOut = !isSteady && random.chance(SOLD_OUT_SHARE);
      const standingDays = random.whole(90, 900);
      const isNiche = shelf.leaf === nicheLeaf;
      return {
        ...itemFrom(shelf, article),
        // A new bottle in the niche every four days from the fourth on; see the expert's truth.
        addedAt: isNiche
          ? openedAt + (4 + 4 * place) * DAY_MS
          : isNew
            ? openedAt + random.whole(5, 50) * DAY_MS
            : openedAt - standingDays * DAY_MS,
        isAvailable: isNiche || isNew || !isSoldOut,
      };
    }),
  );
}

function itemFrom(shelf: Shelf, article: Article): Omit<DemoItem, "addedAt" | "isAvailable"> {
  const [de, en, priceCents, tags = ""] = article;
  return {
    id: `${shelf.kind.toLowerCase()}-${slug(en)}`,
    kind: shelf.kind,
    title: { de, en },
    categories: [shelf.leaf, shelf.group],
    tags: [...new Set(`${shelf.tags ?? ""} ${tags}`.split(" ").filter((tag) => tag !== ""))],
    priceCents,
    currency: "EUR",
  };
}

/** `Crème brûlée with Bourbon vanilla` -> `creme-brulee-with-bourbon-vanilla`. */
function slug(title: string): string {
  return title
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
