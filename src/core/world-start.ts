import { isSingle, noFacets, type Facet, type Facets } from './counting-record.js';
import { satisfying, withDrawn, type Chance, type FacetValues } from './facet-drawing.js';
import type { Condition, Dimension } from './statistics-programme.js';
import { isIn, type PublishedPeriod } from './world.js';

/** A category and its published number, about. */
interface Weight {
  readonly when: Condition;
  readonly number: number;
}

/** The categories by which a facet is drawn, and of how many cases they are part. */
interface Draw {
  readonly facet: Facet;
  readonly weights: readonly Weight[];
  readonly all: number;
}

/**
 * Draws records of a quarter so that each facet by itself comes out as it was published, about: the less there is to mend. Numbers of one
 * category alone are looked at, and of all published periods that hold the quarter the one that says most about the facet.
 */
export class RecordDrawing {
  private readonly draws: readonly (Draw | Facet)[];

  constructor(
    periods: readonly PublishedPeriod[],
    quarter: string,
    private readonly values: FacetValues,
    private readonly chance: Chance,
  ) {
    const own = periods.filter(({ period }) => isIn(quarter, period));
    this.draws = [...values.keys()].map((facet) => finestOf(own, facet) ?? facet);
  }

  draw(): Facets {
    return this.draws.reduce<Facets>((now, draw) => {
      if (typeof draw === 'string') return withDrawn(now, draw, this.values, this.chance);
      return isSingle(draw.facet) ? this.one(now, draw) : this.several(now, draw);
    }, noFacets);
  }

  private one(facets: Facets, { weights }: Draw): Facets {
    let left = this.chance() * weights.reduce((sum, { number }) => sum + number, 0);
    const chosen = weights.find(({ number }) => (left -= number) <= 0);
    return chosen ? satisfying(facets, [chosen.when], this.values, this.chance) : facets;
  }

  private several(facets: Facets, { facet, weights, all }: Draw): Facets {
    const codes = weights.flatMap(({ when, number }) => {
      if (when.kind !== 'MENTIONS' || this.chance() * all >= number) return [];
      return when.codes.slice(0, 1);
    });
    return { ...facets, [facet]: codes.sort() };
  }
}

/** The dimension that says most about the facet. */
function finestOf(periods: readonly PublishedPeriod[], facet: Facet): Draw | null {
  const found = periods.flatMap((published) => {
    const all = middleAt(published, '');
    const dimensions = new Set(published.lattice.tables.flatMap((table) => table.dimensions));
    return [...dimensions]
      .filter((one) => one.facet === facet && (isSingle(facet) || saysMentions(one)))
      .map(({ code, categories }): Draw => {
        const weights = categories.map(({ code: category, when }) => ({
          when,
          number: middleAt(published, `${code}=${category}`),
        }));
        return { facet, weights, all };
      });
  });
  return found.toSorted((one, other) => other.weights.length - one.weights.length)[0] ?? null;
}

const saysMentions = ({ categories }: Dimension): boolean => categories.every(({ when }) => when.kind === 'MENTIONS');

/** The middle of what was published; where nothing was, next to nothing. */
function middleAt({ lattice, bounds }: PublishedPeriod, key: string): number {
  const own = bounds[lattice.cells.findIndex((cell) => cell.key === key)];
  if (!own) return 0;
  return own.max === Infinity ? own.min + 1 : (own.min + own.max) / 2;
}
