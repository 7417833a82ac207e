import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { readPolicy } from '../support/matrix/policy.js';
import { buildMatrixWorld, type MatrixWorld } from '../support/matrix/world.js';

describe('the tenancy matrix', () => {
  let house: TestHouse;
  let world: MatrixWorld;
  beforeAll(async () => {
    house = await openTestHouse();
    const t=performance.now();
    world = await buildMatrixWorld(house, readPolicy());
    console.log(performance.now()-t, world.own, world.foreign);
  }, 120_000);
  afterAll(() => house.close());
  it('x', () => expect(world).toBeTruthy());
});
