import { categoryKey, tagKey } from "../scoring/catalogue.ts";
import { type EffectTable, emptyEffects } from "../scoring/model.ts";
import { normalQuantile } from "./statistics.ts";

/** How often items with a tag were shown and taken under a mood, summed over at least 20 people. */
export interface MoodCount {
  readonly mood: string;
  readonly tag: string;
  readonly shown: number;
  readonly accepted: number;
}

/** Strength of the prior of an effect, in verdicts' variance; the same as for contexts. */
const prior = 30;

/** Chance of believing any one of all tags of all moods by accident. */
const errorOfMoods = 0.05;

/**
 * Effects of moods on tags, from anonymous counts alone.
 *
 * What a mood does to a tag is measured against the tag in other moods and the mood on other tags:
 * expected = shown × rate(tag elsewhere) × rate(mood elsewhere) / rate(all elsewhere). A cell is
 * believed only where its residual exceeds chance by far: |z| above the normal quantile for 5 %
 * over all tags of all moods (Bonferroni), the uncertainty of the expectation included. Then
 * θ = residual / (shown p (1 - p) + 30).
 *
 * Measured on the demo house, where guests take Thai dishes twice as often when festive: a test of
 * all tags of a mood together (chi-square) drowned that one tag among 69 and found nothing.
 *
 * @param groups keys of the model's groups; a count whose tag is none of them is left out
 * @param itemCount items of the model: targets of groups begin there
 */
export function moodEffectsOf(
  counts: readonly MoodCount[],
  groups: readonly string[],
  itemCount: number,
): { moods: string[]; moodEffects: EffectTable } {
  const indexOfGroup = new Map(groups.map((key, index) => [key, index]));
  const usable = counts.filter(({ tag, shown, accepted }) => {
    return indexOfGroup.has(groupKeyOf(tag)) && shown > 0 && accepted >= 0 && accepted <= shown;
  });
  const rates = marginsOf(usable);
  const moods = [...new Set(usable.map(({ mood }) => mood))].sort();
  if (moods.length === 0) return { moods, moodEffects: emptyEffects(0) };
  const starts = new Int32Array(moods.length + 1);
  const targets: number[] = [];
  const effects: number[] = [];
  for (const [index, mood] of moods.entries()) {
    const ofMood = usable.filter((count) => count.mood === mood);
    const zMin = normalQuantile(1 - errorOfMoods / (2 * ofMood.length * moods.length));
    for (const count of ofMood) {
      const cell = cellOf(count, rates);
      if (cell === null || Math.abs(cell.z) < zMin) continue;
      targets.push(itemCount + indexOfGroup.get(groupKeyOf(count.tag))!);
      effects.push(cell.effect);
    }
    starts[index + 1] = targets.length;
  }
  return {
    moods,
    moodEffects: {
      starts,
      targets: Int32Array.from(targets),
      effects: Float32Array.from(effects),
    },
  };
}

const categoryPrefix = "category=";

/** Counts name a category as the tag `category=NAME`. */
function groupKeyOf(tag: string): string {
  return tag.startsWith(categoryPrefix)
    ? categoryKey(tag.slice(categoryPrefix.length))
    : tagKey(tag);
}

interface Margin {
  shown: number;
  accepted: number;
}

function marginsOf(counts: readonly MoodCount[]) {
  const all: Margin = { shown: 0, accepted: 0 };
  const byMood = new Map<string, Margin>();
  const byTag = new Map<string, Margin>();
  for (const { mood, tag, shown, accepted } of counts) {
    for (const margin of [all, marginAt(byMood, mood), marginAt(byTag, tag)]) {
      margin.shown += shown;
      margin.accepted += accepted;
    }
  }
  return { all, byMood, byTag };
}

function marginAt(margins: Map<string, Margin>, key: string): Margin {
  const margin = margins.get(key) ?? { shown: 0, accepted: 0 };
  margins.set(key, margin);
  return margin;
}

/** How far a cell is from what the others make one expect; null where there are no others. */
function cellOf(count: MoodCount, margins: ReturnType<typeof marginsOf>) {
  const { shown, accepted } = count;
  const ofTag = without(margins.byTag.get(count.tag)!, count);
  const ofMood = without(margins.byMood.get(count.mood)!, count);
  const ofAll = without(without(margins.all, margins.byTag.get(count.tag)!), ofMood);
  if (Math.min(ofTag.shown, ofMood.shown, ofAll.shown) === 0) return null;
  const expected = (rateOf(ofTag) * rateOf(ofMood)) / rateOf(ofAll);
  // Half an observation away from 0 and 1, where a variance would vanish.
  const p = Math.min(1 - 0.5 / (shown + 1), Math.max(0.5 / (shown + 1), expected));
  const residual = accepted - shown * p;
  const variance = shown * p * (1 - p);
  // The tag elsewhere is the scarcest of the three rates; its error is passed on to p.
  const variancePassedOn = (shown * shown * p * (1 - p)) / ofTag.shown;
  return {
    z: residual / Math.sqrt(variance + variancePassedOn),
    effect: residual / (variance + prior),
  };
}

function without(margin: Margin, part: Margin): Margin {
  return { shown: margin.shown - part.shown, accepted: margin.accepted - part.accepted };
}

/** With half an observation of each kind added, so that no rate is 0. */
function rateOf({ shown, accepted }: Margin): number {
  return (accepted + 0.5) / (shown + 1);
}
