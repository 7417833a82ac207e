import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { findTerm, vocabularies } from '../core/codebook.js';
import { fieldGroups } from '../core/release.js';
import { loadCodebook, readCodebook } from './codebook.loader.js';

const yaml = readFileSync(new URL('./data/codebook.yaml', import.meta.url), 'utf8');

describe('the codebook that ships', () => {
  const codebook = loadCodebook();

  it('gives every vocabulary at least two terms, each with a German and an English label', () => {
    for (const name of vocabularies) {
      expect([name, codebook.terms[name].length >= 2]).toEqual([name, true]);
      for (const { code, de, en } of codebook.terms[name]) expect([code, de, en]).not.toContain('');
    }
  });

  it('knows the eighteen grounds and what § 1 AGG says to each', () => {
    expect(codebook.grounds).toHaveLength(18);
    expect(codebook.grounds.filter(({ core }) => core).map(({ code }) => code)).toEqual([
      'ORIGIN',
      'SKIN_COLOUR',
      'RELIGION',
      'NATIONALITY',
    ]);
    expect(codebook.grounds.find(({ code }) => code === 'LANGUAGE')?.agg).toBe('indirect');
    expect(codebook.grounds.find(({ code }) => code === 'AGE')?.agg).toBe('yes');
  });

  it('lists sub-areas under their area and flat', () => {
    expect(codebook.areas.find(({ code }) => code === 'WORK')?.sub?.map(({ code }) => code)).toContain('WORK_ACCESS');
    expect(findTerm(codebook, 'subAreas', 'POLICE_STATE')?.de).toBe('Landespolizei');
  });

  it('finds the vocabularies of the referral in their nested place', () => {
    expect(findTerm(codebook, 'referralKinds', 'HANDOVER')?.en).toBe('handover');
    expect(findTerm(codebook, 'referralReasons', 'CLIENT_WISH')).toBeDefined();
    expect(findTerm(codebook, 'declineReasons', 'CAPACITY')).toBeDefined();
  });

  it('labels exactly the field groups that a release can tick', () => {
    expect(codebook.terms.fieldGroups.map(({ code }) => code)).toEqual([...fieldGroups]);
  });
});

describe('a faulty codebook', () => {
  it('is refused with every fault named', () => {
    const faulty = yaml
      .replace('code: SKIN_COLOUR', 'code: ORIGIN')
      .replace('en: "nationality"', 'en: ""')
      .replace('{ code: AGE,             de: "Lebensalter"', '{ code: AGE, validUntil: soon, de: "Lebensalter"');
    const read = () => readCodebook(faulty);
    expect(read).toThrow('grounds: ORIGIN stands there twice');
    expect(read).toThrow('grounds[3].en: missing');
    expect(read).toThrow('grounds[13].validUntil');
  });

  it('is refused when a sub-area has the code of a sub-area elsewhere', () => {
    expect(() => readCodebook(yaml.replace('code: HOUSING_SEARCH', 'code: WORK_ACCESS'))).toThrow(
      'subAreas: WORK_ACCESS stands there twice',
    );
  });

  it('is refused when a vocabulary is missing', () => {
    expect(() => readCodebook(yaml.replace(/^genders:/m, 'gendersOld:'))).toThrow('genders: missing or empty');
  });

  it('keeps a retired code with its last day', () => {
    const retired = readCodebook(yaml.replace('{ code: NAME, ', '{ code: NAME, validUntil: 2027-12-31, '));
    expect(findTerm(retired, 'grounds', 'NAME')?.validUntil).toBe('2027-12-31');
  });
});
