import { tagKey } from "../scoring/catalogue.ts";
import { type EffectTable, emptyEffects } from "../scoring/model.ts";

/** How often items with a tag were shown and taken under a mood, summed over at least 20 people. */
export interface MoodCount {
  readonly mood: string;
  readonly tag: string;
  readonly shown: number;
  readonly accepted: number;
}

/**
 * Effects of moods on tags, from anonymous counts alone.
 *
 * Expected is what independence of mood and tag gives: shown × rate of the tag × rate of the mood /
 * rate of all. A mood is believed only as far as its tags differ by more than chance: with z the
 * standardised residuals of its m tags, where Σ z² <= m + 1.645 sqrt(2 m) it has no effect at all
 * (the upper 5 % bound of chance), else θ = residual / (variance + λ), λ = mean variance / excess
 * of Σ z² over m (empirical Bayes).
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
    return indexOfGroup.has(tagKey(tag)) && shown > 0 && accepted >= 0 && accepted <= shown;
  });
  const rates = marginsOf(usable);
  const moods = [...new Set(usable.map(({ mood }) => mood))].sort();
  if (moods.length === 0) return { moods, moodEffects: emptyEffects(0) };
  const starts = new Int32Array(moods.length + 1);
  const targets: number[] = [];
  const effects: number[] = [];
  for (const [index, mood] of moods.entries()) {
    const cells = usable
      .filter((count) => count.mood === mood)
      .map((count) => cellOf(count, rates));
    for (const { tag, effect } of shrunk(cells)) {
      targets.push(itemCount + indexOfGroup.get(tagKey(tag))!);
      effects.push(effect);
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

interface Cell {
  readonly tag: string;
  readonly residual: number;
  readonly variance: number;
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

function cellOf({ mood, tag, shown, accepted }: MoodCount, rates: ReturnType<typeof marginsOf>) {
  const rateOfAll = rateOf(rates.all);
  const rate = (rateOf(rates.byTag.get(tag)!) * rateOf(rates.byMood.get(mood)!)) / rateOfAll;
  // Half an observation away from 0 and 1, where a variance would vanish.
  const p = Math.min(1 - 0.5 / (shown + 1), Math.max(0.5 / (shown + 1), rate || 0));
  return { tag, residual: accepted - shown * p, variance: shown * p * (1 - p) };
}

function rateOf({ shown, accepted }: Margin): number {
  return accepted / shown;
}

function shrunk(cells: readonly Cell[]): { tag: string; effect: number }[] {
  const chiSquare = cells.reduce((sum, cell) => sum + cell.residual ** 2 / cell.variance, 0);
  const excess = chiSquare - cells.length;
  if (excess <= 1.645 * Math.sqrt(2 * cells.length)) return [];
  const varianceMean = cells.reduce((sum, cell) => sum + cell.variance, 0) / cells.length;
  const prior = (varianceMean * cells.length) / excess;
  return cells.map(({ tag, residual, variance }) => ({
    tag,
    effect: residual / (variance + prior),
  }));
}
