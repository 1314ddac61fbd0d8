import type {
  ContributionPart,
  InteractionKind,
  NotShownReason,
  ScoredItem,
  Signal,
} from "./types.ts";

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
  readonly goesWith: (title: string) => string;
  readonly lookedAt: (title: string) => string;
  readonly deeds: Readonly<Record<"PURCHASE" | "RATING" | "LIKE" | "CART" | "other", string>>;
  readonly severalChosen: string;
  readonly often: string;
  readonly boughtBefore: string;
  readonly due: (day: string) => string;
  readonly widens: string;
  readonly byChance: string;
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
  readonly dayFormat: Intl.DateTimeFormat;
  readonly notShown: Readonly<Record<NotShownReason, string>>;
}

const day = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" } as const;

const english: Phrases = {
  chosen: (deed, title) => `Because you ${deed} ${title}, and people who do often choose this too.`,
  deeds: {
    PURCHASE: "bought",
    RATING: "rated",
    LIKE: "like",
    CART: "put in your cart",
    other: "looked at",
  },
  goesWith: (title) => `Because it goes well with ${title}, which you bought a short while ago.`,
  lookedAt: (title) => `Because people who look at ${title}, as you just did, go on to this.`,
  severalChosen: "Because it goes with several things that you chose before.",
  often: "Because you often choose things of this kind.",
  boughtBefore: "Because you chose this before, and it may be time again.",
  due: (date) => `Because you buy it again and again; the next time would be about ${date}.`,
  widens: "Because it would be new to you, and people with a taste like yours choose it as well.",
  byChance:
    "This place was drawn by lot among what may suit you, so that the house goes on learning.",
  popular: "Because many people here choose it.",
  liked: "Because most people who tried it liked it.",
  trend: "Because more people than usual choose it at the moment.",
  expert: "Because people who are often the first to find good things have chosen it.",
  fresh: "Because it is new here and deserves a chance.",
  context: (words) => `Because it suits the moment (${words}).`,
  mood: (words) => `Because it suits the mood that you told us (${words}).`,
  declared: (name) => `Because you told us that you like ${name}.`,
  nothing: "Nothing in particular speaks for it; it is simply part of the house.",
  words: { IN_A_HURRY: "in a hurry", JUST_THE_ESSENTIALS: "just the essentials" },
  dayFormat: new Intl.DateTimeFormat("en-GB", day),
  notShown: {
    SHOWN: "It is in the list.",
    UNKNOWN_ITEM: "We do not have anything of this name.",
    UNAVAILABLE: "It cannot be had at the moment.",
    DISLIKED: "You told us that you do not like it, or nothing of its kind.",
    JUST_BOUGHT: "You have just got it and will hardly need another so soon.",
    SUBSTITUTE_JUST_BOUGHT: "You have just got something of its kind and will hardly need two.",
    NOT_A_CANDIDATE: "Nothing that we know speaks for it at the moment.",
    BELOW_RELEVANCE: "Too much speaks against it to take your time with it.",
    OTHERS_RANK_HIGHER: "Other things suit you better at the moment.",
  },
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
  goesWith: (title) => `Weil es gut zu ${title} passt, das Sie vor Kurzem gekauft haben.`,
  lookedAt: (title) => `Weil viele, die wie Sie eben ${title} ansehen, auch hierzu kommen.`,
  severalChosen: "Weil es zu mehreren Dingen passt, die Sie früher gewählt haben.",
  often: "Weil Sie oft Dinge dieser Art wählen.",
  boughtBefore: "Weil Sie es schon einmal gewählt haben und es wieder so weit sein könnte.",
  due: (date) => `Weil Sie es immer wieder kaufen; das nächste Mal wäre etwa am ${date}.`,
  widens: "Weil es für Sie neu wäre und Menschen mit ähnlichem Geschmack es auch wählen.",
  byChance: "Dieser Platz wurde unter Passendem verlost, damit das Haus weiter dazulernt.",
  popular: "Weil viele hier es wählen.",
  liked: "Weil es den meisten gefallen hat, die es versucht haben.",
  trend: "Weil es im Augenblick mehr Menschen wählen als sonst.",
  expert: "Weil Menschen, die oft als Erste Gutes finden, es gewählt haben.",
  fresh: "Weil es neu hier ist und eine Gelegenheit verdient.",
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
  dayFormat: new Intl.DateTimeFormat("de-AT", day),
  notShown: {
    SHOWN: "Es ist in der Liste.",
    UNKNOWN_ITEM: "Etwas mit diesem Namen haben wir nicht.",
    UNAVAILABLE: "Es ist zurzeit nicht zu haben.",
    DISLIKED: "Sie haben uns gesagt, dass Sie es oder Dinge dieser Art nicht mögen.",
    JUST_BOUGHT: "Sie haben es eben erst bekommen und brauchen kaum so bald ein zweites.",
    SUBSTITUTE_JUST_BOUGHT: "Sie haben eben erst etwas dieser Art bekommen und brauchen kaum zwei.",
    NOT_A_CANDIDATE: "Nichts, was wir wissen, spricht zurzeit dafür.",
    BELOW_RELEVANCE: "Zu viel spricht dagegen, um Ihre Zeit damit zu beanspruchen.",
    OTHERS_RANK_HIGHER: "Anderes passt zurzeit besser zu Ihnen.",
  },
};

/**
 * One plain sentence that names the true main reason. A place that was kept for something names
 * that: chance, or the day on which the item is due. All others name the largest part of the
 * largest contribution; where none speaks for the item, the sentence says so. A part whose evidence
 * the caller no longer knows is described without naming the item.
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
  if (scored.slot === "EXPLORE") return phrases.byChance;
  if (scored.slot === "DUE" && scored.dueAt !== null) {
    return phrases.due(phrases.dayFormat.format(scored.dueAt));
  }
  if (scored.slot === "WIDEN" && (main === null || main.signal === "CROWD")) return phrases.widens;
  if (main === null) return phrases.nothing;
  switch (main.signal) {
    case "HISTORY":
      return historySentence(main.part, scored.dueAt, phrases, sources);
    case "CONTEXT":
      return phrases.context(conditionWords(main.part.name, phrases));
    case "MOOD":
      return phrases.mood(wordOf(main.part.name.slice("mood=".length), phrases));
    case "NOVELTY":
      return phrases.fresh;
    case "DECLARED":
      return phrases.declared(declaredName(main.part.name, scored.itemId, sources));
    default:
      return crowdSentence(main.part.name, phrases);
  }
}

/** Why an item is not in a list, as one plain sentence. */
export function explainNotShown(reason: NotShownReason, locale: SummaryLocale): string {
  return (locale === "de" ? german : english).notShown[reason];
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

function historySentence(
  part: ContributionPart,
  dueAt: number | null,
  phrases: Phrases,
  sources: SummarySources,
): string {
  if (part.name === "ownRepeat") {
    return dueAt === null ? phrases.boughtBefore : phrases.due(phrases.dayFormat.format(dueAt));
  }
  if (part.name.startsWith("affinity:")) return phrases.often;
  const events = part.evidenceIds.map(sources.eventOf).filter((event) => event !== null);
  if (events.length === 0) return phrases.severalChosen;
  const title = sources.titleOf(events[0]!.itemId);
  switch (part.name) {
    case "neighbour":
    case "together":
      return phrases.chosen(phrases.deeds[strongestDeed(events)], title);
    case "session":
      return phrases.lookedAt(title);
    case "complement":
      return phrases.goesWith(title);
    default:
      return phrases.severalChosen;
  }
}

/** The strongest deed is the one to name: who bought it has surely looked at it as well. */
function strongestDeed(events: readonly { readonly kind: InteractionKind }[]) {
  const kinds = ["PURCHASE", "LIKE", "RATING", "CART"] as const;
  return kinds.find((kind) => events.some((event) => event.kind === kind)) ?? "other";
}

function crowdSentence(name: string, phrases: Phrases): string {
  if (name === "trend") return phrases.trend;
  if (name === "expert") return phrases.expert;
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
