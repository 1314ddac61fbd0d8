import { expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  type Evidence,
  guessInterests,
  guessSentence,
  type InterestName,
  type PersonalRequest,
  prepareCatalogue,
  recommendPersonal,
  recommendProfileFree,
  scoreAll,
  signals,
} from "../../src/scoring/index.ts";
import { now } from "./house.ts";
import { anyHouse, type House } from "./random-house.ts";
import {
  answer,
  anyDial,
  anyEvidence,
  anyInterestName,
  anyRequest,
  anySituation,
  contentOf,
  wholeList,
} from "./requests.ts";

const withStruck = (request: PersonalRequest, ...struck: readonly InterestName[]) => ({
  ...request,
  evidence: { ...request.evidence, struck },
});

/** Groups of an item, as the guesses name them. */
const namesOf = ({ items }: House, itemId: string) => {
  const { categories = [], tags = [] } = items.find(({ id }) => id === itemId) ?? {};
  return [...categories.map((name) => `CATEGORY:${name}`), ...tags.map((name) => `TAG:${name}`)];
};
const keyOf = ({ kind, name }: InterestName) => `${kind}:${name}`;

const housed = fc.record({
  house: anyHouse,
  evidence: anyEvidence.map((evidence) => ({ ...evidence, struck: [] })),
  situation: anySituation,
  dial: anyDial,
});

/** What HISTORY says of every item of the catalogue, by id. */
function historyOf({ catalogue, model }: Omit<House, "items">, evidence: Evidence) {
  const without = signals.filter((signal) => signal !== "HISTORY");
  const scores = scoreAll({ catalogue, model, evidence, context: {}, mood: null, now, without });
  return new Map(catalogue.ids.map((id, index) => [id, scores[index]!]));
}

test("a guess is what the ranker counts: its strength makes the part `affinity`", () => {
  let compared = 0;
  fc.assert(
    fc.property(housed, ({ house, evidence, situation, dial }) => {
      const request = { ...situation, ...house, evidence, dial };
      const guesses = guessInterests(request);
      const strengths = new Map(guesses.map((guess) => [keyOf(guess), guess]));
      for (const { strength, observed, expected } of guesses) {
        expect(strength).toBeGreaterThan(0);
        expect(strength).toBe((observed - expected) / (expected + 5));
      }
      for (const { itemId, contributions } of recommendPersonal(wholeList(request)).items) {
        const names = namesOf(house, itemId);
        const parts = contributions[0]!.parts.filter(({ name }) => name.startsWith("affinity:"));
        const guessed = names.map((name) => strengths.get(name));
        if (parts.length < 2 || guessed.some((guess) => guess === undefined)) continue;
        const mean = guessed.reduce((sum, guess) => sum + guess!.strength, 0) / names.length;
        const value = parts.reduce((sum, part) => sum + part.value, 0);
        expect(value).toBeCloseTo(dial.history * house.model.weights.affinity * mean, 12);
        const cited = parts.flatMap(({ evidenceIds }) => evidenceIds).sort();
        expect(cited).toEqual(guessed.flatMap((guess) => guess!.evidenceIds).sort());
        compared += 1;
      }
    }),
    { numRuns: 300 },
  );
  expect(compared).toBeGreaterThan(100);
});

test("a struck liking is guessed no more and explains nothing", () => {
  let struckGuesses = 0;
  fc.assert(
    fc.property(housed, anyInterestName, ({ house, evidence, situation, dial }, name) => {
      const request = { ...situation, ...house, evidence, dial };
      if (guessInterests(request).some((guess) => keyOf(guess) === keyOf(name))) struckGuesses += 1;
      const struck = withStruck(request, name);
      expect(guessInterests(struck).map(keyOf)).not.toContain(keyOf(name));
      for (const { contributions } of recommendPersonal(wholeList(struck)).items) {
        const parts = contributions.flatMap(({ parts }) => parts.map((part) => part.name));
        expect(parts).not.toContain(`affinity:${name.name}`);
      }
    }),
    { numRuns: 300 },
  );
  expect(struckGuesses).toBeGreaterThan(30);
});

test("a struck category is nothing that a list widens to", () => {
  const others = ["house", "light", "rich", "red"].map((name): InterestName => {
    // What spans several categories would be another way to the items of the struck one.
    return { kind: name === "house" ? "CATEGORY" : "TAG", name };
  });
  const anyLeaf = fc.constantFrom("cheese", "wine", "dessert", "shoes", "socks");
  let widened = 0;
  fc.assert(
    fc.property(housed, anyLeaf, ({ house, evidence, situation, dial }, name) => {
      const request = { ...situation, ...house, evidence, dial };
      const struck = wholeList(withStruck(request, { kind: "CATEGORY", name }, ...others));
      for (const { itemId, sources } of recommendPersonal(struck).items) {
        if (!sources.includes("widen")) continue;
        widened += 1;
        expect(namesOf(house, itemId)).not.toContain(`CATEGORY:${name}`);
      }
    }),
    { numRuns: 200 },
  );
  expect(widened).toBeGreaterThan(100);
});

test("whatever evidence arrives, a struck liking equals evidence without that kind", () => {
  let differing = 0;
  fc.assert(
    fc.property(housed, anyInterestName, ({ house, evidence }, name) => {
      const own = new Set(evidence.events.map(({ itemId }) => itemId));
      const others = house.items.filter(({ id }) => !own.has(id)).map(({ id }) => id);
      const twin = prepareCatalogue(
        house.items.map((item) =>
          own.has(item.id)
            ? {
                ...item,
                categories: item.categories.filter((it) => keyOf(name) !== `CATEGORY:${it}`),
                tags: item.tags.filter((it) => keyOf(name) !== `TAG:${it}`),
              }
            : item,
        ),
      );
      const struck = { ...evidence, struck: [name] };
      const withKind = historyOf(house, struck);
      const withoutKind = historyOf({ ...house, catalogue: twin }, struck);
      const plain = historyOf(house, evidence);
      for (const id of others) {
        expect(withKind.get(id)).toBe(withoutKind.get(id));
        if (plain.get(id) !== withKind.get(id)) differing += 1;
      }
    }),
    { numRuns: 300 },
  );
  // The test can tell: where nothing is struck, the same evidence speaks.
  expect(differing).toBeGreaterThan(100);
});

test("striking a guess raises nothing of its kind and leaves all others as they were", () => {
  fc.assert(
    fc.property(housed, fc.nat(), ({ house, evidence }, pick) => {
      const guesses = guessInterests({ ...house, evidence, now });
      const guess = guesses[pick % Math.max(1, guesses.length)];
      if (guess === undefined) return;
      const before = historyOf(house, evidence);
      const after = historyOf(house, { ...evidence, struck: [guess] });
      for (const { id } of house.items) {
        if (namesOf(house, id).includes(keyOf(guess))) {
          expect(after.get(id)!).toBeLessThanOrEqual(before.get(id)!);
        } else {
          expect(after.get(id)).toBe(before.get(id));
        }
      }
    }),
    { numRuns: 300 },
  );
});

test("where all likings are struck, no mix of kinds is pursued: the list goes by score", () => {
  fc.assert(
    fc.property(housed, ({ house, evidence, situation, dial }) => {
      // Looking only: what is owned has places of its own.
      const events = evidence.events.map((event) => ({ ...event, kind: "VIEW" as const }));
      const struck = guessable(house);
      const request = {
        ...situation,
        ...house,
        evidence: { events, preferences: [], struck },
        dial: { ...dial, surprise: 0 },
      };
      const scores = recommendPersonal(request).items.map(({ score }) => score);
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
      expect(guessInterests(request)).toEqual([]);
    }),
  );
});

function guessable({ catalogue }: House): InterestName[] {
  return catalogue.groups.map((key) => {
    const [kind, name] = key.split(":") as ["category" | "tag", string];
    return { kind: kind === "tag" ? "TAG" : "CATEGORY", name };
  });
}

test("what is struck but not there changes nothing, byte for byte", () => {
  const foreign = [
    { kind: "TAG", name: "cheese" },
    { kind: "CATEGORY", name: "rich" },
    { kind: "CATEGORY", name: "category:cheese" },
    { kind: "TAG", name: "__proto__" },
    { kind: "TAG", name: "" },
  ] as const;
  fc.assert(
    fc.property(anyRequest, (request) => {
      const { struck = [] } = request.evidence;
      expect(JSON.stringify(answer(withStruck(request, ...struck, ...foreign)))).toBe(
        JSON.stringify(answer(request)),
      );
    }),
  );
});

test("who has done nothing and strikes everything gets the profile-free answer", () => {
  fc.assert(
    fc.property(anyHouse, anySituation, (house, situation) => {
      const request = { ...situation, ...house };
      const evidence = { events: [], preferences: [], struck: guessable(house) };
      const personal = recommendPersonal({ ...request, evidence });
      expect(JSON.stringify(contentOf(personal, house))).toBe(
        JSON.stringify(contentOf(recommendProfileFree(request), house)),
      );
    }),
  );
});

test("guesses do not depend on the order of the evidence or of what was struck", () => {
  fc.assert(
    fc.property(anyRequest, (request) => {
      const { events, preferences, struck = [] } = request.evidence;
      const reversed = {
        events: events.toReversed(),
        preferences,
        struck: struck.toReversed(),
      };
      const evidence = guessInterests(request);
      expect(guessInterests({ ...request, evidence: reversed })).toEqual(evidence);
    }),
  );
});

test("a guess says in both languages what it is and why", () => {
  const guess = {
    kind: "CATEGORY",
    name: "Käse",
    strength: 1,
    observed: 5,
    expected: 0,
    evidenceIds: ["a", "b"],
  } as const;
  expect(guessSentence(guess, "en")).toBe(
    "We guess that you like Käse: you chose or looked at things of this kind 2 times, more than is usual here.",
  );
  expect(guessSentence({ ...guess, evidenceIds: ["a"] }, "de")).toBe(
    "Wir vermuten, dass Sie Käse mögen: Sie haben einmal Dinge dieser Art gewählt oder angesehen, öfter als hier üblich.",
  );
});
