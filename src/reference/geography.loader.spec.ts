import { describe, expect, it } from '@jest/globals';
import { loadGeography } from './geography.loader.js';

describe('the geography of Rhineland-Palatinate', () => {
  const geography = loadGeography();
  const names = (text: string, limit = 10) => geography.findMunicipalities(text, limit).map(({ name }) => name);

  it('has 36 districts in three regions, told by the third digit of the key', () => {
    expect(geography.districts).toHaveLength(36);
    expect(geography.regions).toEqual([
      { key: '071', name: 'Koblenz' },
      { key: '072', name: 'Trier' },
      { key: '073', name: 'Rheinhessen-Pfalz' },
    ]);
    for (const { key, regionKey } of geography.districts) expect(key.slice(0, 3)).toBe(regionKey);
  });

  it('places every municipality in one of the districts', () => {
    const keys = new Set(geography.districts.map(({ key }) => key));
    expect(geography.municipalities).toHaveLength(2301);
    expect(geography.municipalities.filter(({ districtKey }) => !keys.has(districtKey))).toEqual([]);
  });

  it.each(['Bad Dürkheim', 'bad duerkheim', 'BAD DURKHEIM', 'bad-dürk', ' Bad  Du\u0308rkheim '])(
    'finds Bad Dürkheim when somebody types "%s"',
    (typed) => expect(names(typed)[0]).toBe('Bad Dürkheim'),
  );

  it('reads ß and ss alike', () => {
    expect(names('strasse')).toEqual(names('straße'));
    expect(names('strasse').length).toBeGreaterThan(0);
  });

  it('gives the exact name first, then names that begin with the text, then the others', () => {
    const found = names('Mainz', 50);
    expect(found[0]).toBe('Mainz');
    expect(names('heim', 50).every((name) => name.toLowerCase().includes('heim'))).toBe(true);
    const begins = names('Neu', 200).map((name) => name.startsWith('Neu'));
    expect(begins.indexOf(false)).toBe(begins.lastIndexOf(true) + 1);
  });

  it('tells the district and stops at the limit', () => {
    expect(geography.findMunicipalities('Remagen', 1)[0]).toMatchObject({
      districtKey: '07131',
      districtName: 'Ahrweiler',
    });
    expect(names('a', 7)).toHaveLength(7);
    expect(names('a', 0)).toEqual([]);
  });

  it('finds nothing for an empty text and for nonsense', () => {
    expect(names('  ')).toEqual([]);
    expect(names('%')).toEqual([]);
    expect(names('xyzxyz')).toEqual([]);
  });
});
