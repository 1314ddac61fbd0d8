import type { ContributionPart, InteractionKind, ScoredItem, Signal } from "./types.ts";

export type SummaryLocale = "de" | "en";

/** What a sentence needs to know besides the numbers. */
export interface SummarySources {
  readonly titleOf: (itemId: string) => string;
  /** What a cited evidence id is about, or null where it is not an event. */
  readonly eventOf: (
    evidenceId: string,
  ) => { readonly itemId: string; readonly kind: InteractionKind } | null;
}

interface Phrases {
  readonly chosen: (deed: string, title: string) => string;
  readonly deeds: Readonly<Record<"PURCHASE" | "RATING" | "LIKE" | "CART" | "other", string>>;
  readonly severalChosen: string;
  readonly often: string;
  readonly boughtBefore: string;
  readonly popular: string;
  readonly liked: string;
  readonly trend: string;
  readonly expert: string;
  readonly fresh: string;
  readonly context: (words: string) => string;
  readonly mood: (words: string) => string;
  readonly declared: (name: string) => string;
  readonly nothing: string;
  readonly words: Readonly<Record<string, string>>;
}

const english: Phrases = {
  chosen: (deed, title) => `Because you ${deed} ${title}, and people who do often choose this too.`,
  deeds: {
    PURCHASE: "bought",
    RATING: "rated",
    LIKE: "like",
    CART: "put in your cart",
    other: "looked at",
  },
  severalChosen: "Because it goes with several things that you chose before.",
  often: "Because you often choose things of this kind.",
  boughtBefore: "Because you chose this before, and it may be time again.",
  popular: "Because many people here choose it.",
  liked: "Because most people who tried it liked it.",
  trend: "Because more people than usual choose it at the moment.",
  expert: "Because somebody with a nose for such finds chose it, and others followed.",
  fresh: "Because it is new here.",
  context: (words) => `Because it suits the moment (${words}).`,
  mood: (words) => `Because it suits the mood that you told us (${words}).`,
  declared: (name) => `Because you told us that you like ${name}.`,
  nothing: "Nothing in particular speaks for it; it is simply part of the house.",
  words: { IN_A_HURRY: "in a hurry", JUST_THE_ESSENTIALS: "just the essentials" },
};

const german: Phrases = {
  chosen: (deed, title) =>
    `Weil Sie ${title} ${deed} haben und viele, die das tun, auch hierzu greifen.`,
  deeds: {
    PURCHASE: "gekauft",
    RATING: "bewertet",
    LIKE: "für gut befunden",
    CART: "in den Warenkorb gelegt",
    other: "angesehen",
  },
  severalChosen: "Weil es zu mehreren Dingen passt, die Sie früher gewählt haben.",
  often: "Weil Sie oft Dinge dieser Art wählen.",
  boughtBefore: "Weil Sie es schon einmal gewählt haben und es wieder so weit sein könnte.",
  popular: "Weil viele hier es wählen.",
  liked: "Weil es den meisten gefallen hat, die es versucht haben.",
  trend: "Weil es im Augenblick mehr Menschen wählen als sonst.",
  expert: "Weil jemand mit Gespür für solche Funde es gewählt hat und andere gefolgt sind.",
  fresh: "Weil es neu im Haus ist.",
  context: (words) => `Weil es zum Augenblick passt (${words}).`,
  mood: (words) => `Weil es zu der Stimmung passt, die Sie genannt haben (${words}).`,
  declared: (name) => `Weil Sie uns gesagt haben, dass Sie ${name} mögen.`,
  nothing: "Nichts Besonderes spricht dafür; es gehört einfach zum Haus.",
  words: {
    weather: "Wetter",
    hot: "heiß",
    warm: "warm",
    mild: "mild",
    rain: "Regen",
    cold: "kalt",
    daypart: "Tageszeit",
    morning: "Morgen",
    noon: "Mittag",
    afternoon: "Nachmittag",
    evening: "Abend",
    night: "Nacht",
    occasion: "Anlass",
    everyday: "Alltag",
    celebration: "Feier",
    business: "Geschäft",
    season: "Jahreszeit",
    weekday: "Wochentag",
    month: "Monat",
    country: "Land",
    CURIOUS: "neugierig",
    CALM: "ruhig",
    FESTIVE: "festlich",
    IN_A_HURRY: "in Eile",
    JUST_THE_ESSENTIALS: "nur das Nötige",
  },
};

/**
 * One plain sentence that names the true main reason: the largest part of the largest contribution.
 * Where none speaks for the item, it says so. A part whose evidence the caller no longer knows is
 * described without naming the item.
 *
 * @param locale English or German; words of contexts without a translation stay as they are
 */
export function explainSummary(
  scored: ScoredItem,
  locale: SummaryLocale,
  sources: SummarySources,
): string {
  const phrases = locale === "de" ? german : english;
  const main = mainPart(scored);
  if (main === null) return phrases.nothing;
  switch (main.signal) {
    case "HISTORY":
      return historySentence(main.part, phrases, sources);
    case "CONTEXT":
      return phrases.context(conditionWords(main.part.name, phrases));
    case "MOOD":
      return phrases.mood(wordOf(main.part.name.slice("mood=".length), phrases));
    case "DECLARED":
      return phrases.declared(declaredName(main.part.name, scored.itemId, sources));
    default:
      return crowdSentence(main.part.name, phrases);
  }
}

/** The part that says most for the item, of the signal that says most for it. */
function mainPart(scored: ScoredItem): { signal: Signal; part: ContributionPart } | null {
  const main = largest(scored.contributions);
  const part = main && largest(main.parts);
  return main && part ? { signal: main.signal, part } : null;
}

function largest<Share extends { readonly value: number }>(shares: readonly Share[]) {
  let best: Share | null = null;
  for (const share of shares) {
    if (share.value > (best?.value ?? 0)) best = share;
  }
  return best;
}

/** Parts that rest on one own item, which can be named. */
const partsOfOneItem: ReadonlySet<string> = new Set([
  "neighbour",
  "together",
  "session",
  "complement",
]);

function historySentence(part: ContributionPart, phrases: Phrases, sources: SummarySources) {
  if (part.name === "ownRepeat") return phrases.boughtBefore;
  if (part.name.startsWith("affinity:")) {
    return phrases.often;
  }
  if (!partsOfOneItem.has(part.name)) return phrases.severalChosen;
  const events = part.evidenceIds.map(sources.eventOf).filter((event) => event !== null);
  // The strongest deed is the one to name: who bought it has surely looked at it as well.
  const deed = (["PURCHASE", "LIKE", "RATING", "CART"] as const).find((kind) =>
    events.some((event) => event.kind === kind),
  );
  if (events.length === 0) return phrases.severalChosen;
  return phrases.chosen(phrases.deeds[deed ?? "other"], sources.titleOf(events[0]!.itemId));
}

function crowdSentence(name: string, phrases: Phrases): string {
  if (name === "trend") return phrases.trend;
  if (name === "expert") return phrases.expert;
  if (name === "fresh") return phrases.fresh;
  return name === "liking" ? phrases.liked : phrases.popular;
}

function conditionWords(name: string, phrases: Phrases): string {
  const at = name.indexOf("=");
  return `${wordOf(name.slice(0, at), phrases)}: ${wordOf(name.slice(at + 1), phrases)}`;
}

/** Known words are translated; other enum-like words are written as text. */
function wordOf(word: string, phrases: Phrases): string {
  const known = phrases.words[word];
  if (known !== undefined) return known;
  return /^[A-Z_]+$/.test(word) ? word.toLowerCase().replaceAll("_", " ") : word;
}

/** A liked item is called by its title, a category or tag by its own name. */
function declaredName(partName: string, itemId: string, sources: SummarySources): string {
  const name = partName.slice("likes:".length);
  return name === itemId ? sources.titleOf(itemId) : name;
}
