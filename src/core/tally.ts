import type { CountingRecord } from './counting-record.js';
import type { Lattice } from './lattice.js';
import { Placing } from './placing.js';
import {
  boundsOf,
  coinOf,
  published,
  recordNumber,
  type KeyedHash,
  type PublicationMode,
  type PublishedNumber,
} from './rounding.js';

/**
 * Counts records into the cells of a lattice, one after the other: the cost is that of the records, and nothing of them is kept but sums.
 * Who a client is matters only while a cell is smaller than a client could dominate.
 */
export class Tally {
  private readonly placing: Placing;
  private readonly counts: Uint32Array;
  private readonly high: Uint32Array;
  private readonly low: Uint32Array;
  private readonly services: (Map<string, number> | undefined)[] = [];
  private readonly clients: (Map<string, number> | undefined)[] = [];
  private total = 0;

  constructor(
    private readonly lattice: Lattice,
    private readonly keyed: KeyedHash,
  ) {
    this.placing = new Placing(lattice);
    this.counts = new Uint32Array(lattice.cells.length);
    this.high = new Uint32Array(lattice.cells.length);
    this.low = new Uint32Array(lattice.cells.length);
  }

  get size(): number {
    return this.total;
  }

  add(record: CountingRecord): void {
    this.total++;
    const number = recordNumber(this.keyed, record.key);
    this.placing.visit(this.placing.categoriesOf(record.facets), (cell) =>
      this.addTo(cell, number.high, number.low, record),
    );
  }

  countOf(cell: number): number {
    return this.counts[cell] ?? 0;
  }

  coinOf(cell: number): number {
    return coinOf(this.keyed, { high: this.high[cell] ?? 0, low: this.low[cell] ?? 0 });
  }

  /** The mode in which a cell is published before any audit. */
  firstMode(cell: number): PublicationMode {
    const { base, exactFrom } = this.lattice.programme.thresholds;
    const count = this.countOf(cell);
    if (count >= base && this.isDominated(cell)) return 'DOMINATED';
    if (this.lattice.cells[cell]?.mayBeExact === true && count >= exactFrom) return 'EXACT';
    return this.tellsTooMuchToItsService(cell) ? 'COARSE' : 'ROUNDED';
  }

  /** A service that has most of a small cell could narrow down what the others have: fewer numbers than the rule asks for would be left. */
  private tellsTooMuchToItsService(cell: number): boolean {
    const { thresholds } = this.lattice.programme;
    const { min, max } = boundsOf(this.publish(cell, 'ROUNDED'), thresholds);
    const own = Math.max(0, ...(this.services[cell]?.values() ?? []));
    return max - Math.max(min, own) + 1 < thresholds.possible;
  }

  publish(cell: number, mode: PublicationMode): PublishedNumber {
    return published(this.countOf(cell), this.coinOf(cell), mode, this.lattice.programme.thresholds);
  }

  /** Below the base the rounding alone hides who it is; a rule that acted there would itself tell that somebody is there. */
  private isDominated(cell: number): boolean {
    const { servicePercent, clientPercent } = this.lattice.programme.thresholds;
    const share = (most: Map<string, number> | undefined): number =>
      (100 * Math.max(0, ...(most?.values() ?? []))) / this.countOf(cell);
    return share(this.services[cell]) > servicePercent || share(this.clients[cell]) > clientPercent;
  }

  private addTo(cell: number, high: number, low: number, { service, client }: CountingRecord): void {
    const sum = (this.low[cell] ?? 0) + low;
    this.low[cell] = sum % 2 ** 32;
    this.high[cell] = ((this.high[cell] ?? 0) + high + (sum >= 2 ** 32 ? 1 : 0)) % 2 ** 32;
    const count = (this.counts[cell] ?? 0) + 1;
    this.counts[cell] = count;
    const services = (this.services[cell] ??= new Map<string, number>());
    services.set(service, (services.get(service) ?? 0) + 1);
    if (count > this.clientsMatterUpTo) {
      this.clients[cell] = undefined;
      return;
    }
    const clients = (this.clients[cell] ??= new Map<string, number>());
    clients.set(client, (clients.get(client) ?? 0) + 1);
  }

  /** No client counts more than `perClient` times a year, so that in a larger cell none can have the share. */
  private get clientsMatterUpTo(): number {
    const { perClient, clientPercent } = this.lattice.programme.thresholds;
    return Math.floor((perClient * 100) / clientPercent);
  }
}
