import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import type { HouseRequest } from '../access/request.js';
import type { Grouped } from './reading.service.js';

/** Gathers what the fields of one request ask for, so that a list of many costs one statement a field. */
@Injectable()
export class ReferralLoaders {
  private readonly ofRequests = new WeakMap<HouseRequest, Map<string, DataLoader<string, readonly unknown[]>>>();

  /** The rows of one subject. `name` tells one kind of rows from another. */
  async rowsOf<Row>(
    request: HouseRequest,
    name: string,
    id: string,
    read: (ids: readonly string[]) => Promise<Grouped<Row>>,
  ): Promise<readonly Row[]> {
    const loaders = this.ofRequests.get(request) ?? new Map<string, DataLoader<string, readonly unknown[]>>();
    this.ofRequests.set(request, loaders);
    const loader =
      loaders.get(name) ??
      new DataLoader<string, readonly unknown[]>(
        async (ids) => {
          const rows = await read(ids);
          return ids.map((key) => rows.get(key) ?? []);
        },
        // A mutation later in the same request must not be answered with what was read before it.
        { cache: false },
      );
    loaders.set(name, loader);
    return (await loader.load(id)) as readonly Row[];
  }
}
