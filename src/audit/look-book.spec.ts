import { describe, expect, it } from '@jest/globals';
import { LookBook, type NotedLook } from './look-book.js';

const look = (action: string): NotedLook => ({
  organisation: 'one',
  carrier: 'one',
  person: null,
  action,
  subjectType: 'case',
  subject: null,
  details: {},
});

/** A database whose writes end when the test says so. */
class Slow {
  readonly asked: {
    readonly actions: readonly string[];
    readonly done: () => void;
    readonly fail: (error: Error) => void;
  }[] = [];
  readonly write = (looks: readonly NotedLook[]): Promise<void> =>
    new Promise((done, fail) => this.asked.push({ actions: looks.map(({ action }) => action), done, fail }));

  get actions(): readonly (readonly string[])[] {
    return this.asked.map(({ actions }) => actions);
  }
}

const settled = (): Promise<void> => new Promise((done) => setImmediate(done));
const withCode = (code: string): Error => Object.assign(new Error('refused'), { code });

describe('looks that are put on record', () => {
  it('wait for those before them, go together, and are told when they are written, not before', async () => {
    const slow = new Slow();
    const book = new LookBook(slow.write);
    const told: string[] = [];
    for (const action of ['a', 'b', 'c']) void book.note(look(action)).then(() => told.push(action));
    expect(slow.actions).toEqual([['a']]);
    await settled();
    expect(told).toEqual([]);
    slow.asked[0]!.done();
    await settled();
    expect([told, slow.actions]).toEqual([['a'], [['a'], ['b', 'c']]]);
    slow.asked[1]!.done();
    await settled();
    expect(told).toEqual(['a', 'b', 'c']);
    void book.note(look('d'));
    expect(slow.actions[2]).toEqual(['d']);
  });

  it('are not kept from it by one that is wrong', async () => {
    const slow = new Slow();
    const book = new LookBook(slow.write);
    const notes = ['a', 'wrong', 'c'].map((action) => book.note(look(action)));
    const ends = Promise.allSettled(notes);
    slow.asked[0]!.done();
    await settled();
    slow.asked[1]!.fail(withCode('23503'));
    await settled();
    expect(slow.actions.slice(2)).toEqual([['wrong']]);
    slow.asked[2]!.fail(withCode('23503'));
    await settled();
    slow.asked[3]!.done();
    expect((await ends).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('all fail with a database that is lost, at once, and later ones are written again', async () => {
    const slow = new Slow();
    const book = new LookBook(slow.write);
    const ends = Promise.allSettled(['a', 'b', 'c'].map((action) => book.note(look(action))));
    slow.asked[0]!.fail(withCode('57P01'));
    await settled();
    slow.asked[1]!.fail(withCode('57P01'));
    expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(slow.asked).toHaveLength(2);
    const again = book.note(look('again'));
    slow.asked[2]!.done();
    await again;
  });
});
