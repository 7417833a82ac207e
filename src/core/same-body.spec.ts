import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldBody, isBody } from './same-body.js';

describe('the respondent is the own carrier', () => {
  it.each([
    ['Träger Muster e. V.', 'Träger Muster'],
    ['TRAEGER MUSTER', 'Träger Muster e.V.'],
    ['Träger  Muster gGmbH', 'Träger Muster e. V.'],
    ['Träger Muster e. V., Kita Sonne', 'Träger Muster e. V.'],
    ['Pflegeheim des Trägers Muster; Träger Muster', 'Träger Muster'],
    ['Musterwerk für die Stadt Beispiel', 'Musterwerk Stadt Beispiel'],
    ['Tra\u0308ger Muster', 'Träger Muster'],
  ])('when "%s" is written and it is called "%s"', (respondent, carrier) => {
    expect(isBody(respondent, carrier)).toBe(true);
  });

  it.each([
    ['Wohnbau Beispiel GmbH', 'Träger Muster e. V.'],
    ['Träger Musterstadt', 'Träger Muster'],
    ['Muster', 'Träger Muster e. V.'],
    ['Hilfswerk Nord', 'Nord'],
    ['', 'Träger Muster'],
    ['e. V.', 'GmbH'],
    ['Träger Muster', ''],
  ])('but not when "%s" is written and it is called "%s"', (respondent, carrier) => {
    expect(isBody(respondent, carrier)).toBe(false);
  });
});

describe('names of bodies', () => {
  it('are themselves, however they are written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (name) => {
        expect(isBody(name, name)).toBe(foldBody(name) !== '');
      }),
    );
  });
});
