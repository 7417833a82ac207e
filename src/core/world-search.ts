import { facetValuesOf, type Chance, type FacetValues } from './facet-drawing.js';
import { isIn, World, type Member, type PossibleRecord, type PublishedPeriod, type Spot } from './world.js';
import { Moves, type Move } from './world-moves.js';
import { RecordDrawing } from './world-start.js';

/** Of how many moves the best is taken. */
const choices = 5;

/**
 * Looks for sets of records that fit everything published. It starts from the published totals and mends what does not fit, some records at a
 * time; from one fitting set it wanders on to others. It may fail to find what exists: then nothing is claimed. What it finds is checked
 * by addition elsewhere.
 */
export class WorldSearch {
  readonly world: World;
  private readonly values: FacetValues;
  private readonly moves: Moves;

  /** @param quarters the quarters that the published periods cover */
  constructor(
    periods: readonly PublishedPeriod[],
    private readonly quarters: readonly string[],
    private readonly chance: Chance,
  ) {
    this.world = new World(periods);
    this.values = facetValuesOf(periods.map(({ lattice }) => lattice));
    this.moves = new Moves(this.world, quarters, this.values, chance);
  }

  /** Begins with records that are given instead of drawn. */
  beginWith(records: readonly { readonly record: PossibleRecord; readonly knownBy: readonly number[] }[]): void {
    for (const { record, knownBy } of records) this.world.add(this.world.member(record, undefined, knownBy));
  }

  /** Begins with as many records as were published, and mends them. Whether a fitting set was found. */
  begin(steps: number): boolean {
    for (const quarter of this.quarters) {
      const drawing = new RecordDrawing(this.world.periods, quarter, this.values, this.chance);
      for (let missing = this.publishedSize(quarter); missing > 0; missing--) {
        this.world.add(this.world.member({ quarter, facets: drawing.draw() }));
      }
    }
    return this.mend(steps);
  }

  records(): readonly PossibleRecord[] {
    return this.world.members.map(({ record }) => record);
  }

  /** What this one knows stays as it is from now on; null: everything may move. */
  keep(keeper: number | null): void {
    this.moves.keep(keeper);
  }

  /** Goes back to records that were there before; cheap where few have changed. */
  restore(members: readonly Member[]): void {
    const { world } = this;
    while (world.members.length > members.length) world.removeAt(world.members.length - 1);
    members.forEach((member, place) => {
      if (place >= world.members.length) world.add(member);
      else if (world.members[place] !== member) world.replaceAt(place, member);
    });
  }

  /**
   * Moves records until everything fits, for some steps at most. A number that resists counts for more with each step, until others give way to
   * it (the breakout method, Morris 1993): so it leaves corners in which every single move makes something worse.
   */
  mend(steps: number): boolean {
    const { world } = this;
    for (let step = 0; step < steps && world.distance > 0; step++) {
      const spot = world.brokenSpot(Math.floor(this.chance() * world.brokenCount));
      if (!spot) break;
      const before = world.distance;
      const move = this.mendingMove(spot);
      const undo = move && this.moves.make(move);
      if (world.distance < before) continue;
      if (world.distance > before) undo?.();
      world.weigh(spot);
    }
    const fits = world.distance === 0;
    world.weighAlike();
    return fits;
  }

  /** Moves at random and keeps what still fits. */
  wander(steps: number): void {
    for (let step = 0; step < steps; step++) {
      const before = this.world.distance;
      const move = this.moves.any();
      if (!move) continue;
      const undo = this.moves.make(move);
      if (this.world.distance > before) undo();
    }
  }

  /** Of some moves that bring this number closer, the one after which most fits. */
  private mendingMove(spot: Spot): Move | null {
    const { world, moves } = this;
    const isShort = world.countAt(spot) < world.boundsAt(spot).min;
    const draw = (): Move | null => (isShort ? moves.into(spot) : moves.outOf(spot));
    let [best, least]: [Move | null, number] = [null, Infinity];
    for (let choice = 0; choice < choices; choice++) {
      const move = draw();
      if (!move) continue;
      const undo = moves.make(move);
      const { distance } = world;
      undo();
      if (distance < least) [best, least] = [move, distance];
      if (distance === 0) break;
    }
    return best;
  }

  private publishedSize(quarter: string): number {
    const bounds = this.world.periods.flatMap(({ period, lattice, bounds: all }) => {
      const cell = lattice.cells.findIndex(({ key }) => key === '');
      const own = all[cell];
      if (!own || !isIn(quarter, period) || own.max === Infinity) return [];
      const middle = Math.round((own.min + own.max) / 2);
      return [
        period === quarter ? middle : Math.round(middle / this.quarters.filter((one) => isIn(one, period)).length),
      ];
    });
    return bounds[0] ?? 0;
  }
}
