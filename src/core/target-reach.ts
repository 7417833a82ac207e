import type { Chance } from './facet-drawing.js';
import type { ReleaseTarget } from './release-targets.js';
import type { Bounds } from './rounding.js';
import type { Spot } from './world.js';
import type { WorldSearch } from './world-search.js';

/** How many values of a target are asked for. */
const tries = 12;

/** Asks for one value of a target at a time. */
export class Reach {
  constructor(
    private readonly search: WorldSearch,
    private readonly chance: Chance,
  ) {}

  /** The target's value in the present set of records. */
  valueOf({ spot, minus }: ReleaseTarget): number {
    return this.search.world.countAt(spot) - (minus ? this.search.world.countAt(minus) : 0);
  }

  /**
   * Values that the published bounds allow, near one first: they are the easiest to reach.
   * @param least what it is at least, for whoever knows some of the records
   */
  wantedValues(target: ReleaseTarget, from: number, least = 0): readonly number[] {
    const { min, max } = this.rangeOf(target);
    const steps = Array.from({ length: tries }, (_, at) => (at % 2 === 0 ? 1 : -1) * (Math.floor(at / 2) + 1));
    return steps.map((step) => from + step).filter((value) => value >= Math.max(min, least) && value <= max);
  }

  /** Moves records until the target has the value and all else fits. Whether it came to that; if not, the records are anyhow. */
  attempt(target: ReleaseTarget, value: number, steps: number): boolean {
    const { world } = this.search;
    const spots = target.minus ? [target.spot, target.minus] : [target.spot];
    const bounds = spots.map((spot) => world.boundsAt(spot));
    const part = target.minus ? this.partFor(target.spot, target.minus, value) : 0;
    if (part === null) return false;
    world.setBounds(target.spot, { min: part + value, max: part + value });
    if (target.minus) world.setBounds(target.minus, { min: part, max: part });
    const reached = this.search.mend(steps);
    spots.forEach((spot, at) => world.setBounds(spot, bounds[at] ?? { min: 0, max: Infinity }));
    return reached;
  }

  private rangeOf({ spot, minus }: ReleaseTarget): Bounds {
    const whole = this.search.world.boundsAt(spot);
    const part = minus ? this.search.world.boundsAt(minus) : { min: 0, max: 0 };
    return { min: Math.max(0, whole.min - part.max), max: whole.max - part.min };
  }

  /** How large the part is to be so that the rest has the value: some size that both sides allow. */
  private partFor(spot: Spot, minus: Spot, value: number): number | null {
    const { world } = this.search;
    const [whole, part] = [world.boundsAt(spot), world.boundsAt(minus)];
    const min = Math.max(part.min, whole.min - value);
    const max = Math.min(part.max, whole.max - value);
    if (min > max) return null;
    const now = Math.min(Math.max(world.countAt(minus), min), max);
    return this.chance() < 0.7 || max === Infinity ? now : min + Math.floor(this.chance() * (max - min + 1));
  }
}
