import type { PublishedTable } from './published-table.js';

interface Listed {
  readonly id: string;
  readonly publisher: string;
  readonly licence: string;
  readonly publishedOn: string;
  readonly address: string;
  readonly tables: readonly PublishedTable[];
  /** What GovData assigned to whoever delivers to it (convention 12); null: none. */
  readonly contributorId: string | null;
}

const licences: Readonly<Record<string, string>> = {
  'CC BY 4.0': 'http://dcat-ap.de/def/licenses/cc-by/4.0',
  'CC0 1.0': 'http://dcat-ap.de/def/licenses/cc-zero',
  'dl-de/by-2-0': 'http://dcat-ap.de/def/licenses/dl-by-de/2.0',
  'dl-de/zero-2-0': 'http://dcat-ap.de/def/licenses/dl-zero-de/2.0',
};

const keywords = ['Antidiskriminierung', 'Diskriminierung', 'Beratung', 'Gleichbehandlung'].map((word) => ({
  '@language': 'de',
  '@value': word,
}));

const formats = [
  ['csv', 'CSV', 'text/csv'],
  ['xlsx', 'XLSX', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['json', 'JSON', 'application/json'],
] as const;

const fileTypes = 'http://publications.europa.eu/resource/authority/file-type/';

/**
 * A release as a dataset in DCAT-AP.de 2.0 (JSON-LD), for open-data portals: each table in each format is a distribution. Without a contributor the portal that collects
 * adds its own.
 */
export function dcatDataset(listed: Listed): Record<string, unknown> {
  const { id, publisher, licence, publishedOn, address, tables, contributorId } = listed;
  const text = (de: string, en: string): object[] => [
    { '@language': 'de', '@value': de },
    { '@language': 'en', '@value': en },
  ];
  const [, year = '', quarter = ''] = /^(\d{4})-Q(\d)$/.exec(id) ?? [];
  const first = 3 * Number(quarter) - 2;
  const month = (at: number): string => String(at).padStart(2, '0');
  const last = new Date(Date.UTC(Number(year), first + 2, 0)).getUTCDate();
  const theLicence = licences[licence];
  return {
    '@context': {
      dcat: 'http://www.w3.org/ns/dcat#',
      dct: 'http://purl.org/dc/terms/',
      dcatde: 'http://dcat-ap.de/def/dcatde/',
      foaf: 'http://xmlns.com/foaf/0.1/',
      xsd: 'http://www.w3.org/2001/XMLSchema#',
    },
    '@id': address,
    '@type': 'dcat:Dataset',
    'dct:identifier': id,
    'dct:title': text(
      `Dokumentierte Diskriminierung in Rheinland-Pfalz, ${id}`,
      `Documented discrimination in Rhineland-Palatinate, ${id}`,
    ),
    'dct:description': text(
      'Gerundete Zahlen aus der Antidiskriminierungsberatung, gegen Rückschlüsse auf Personen geprüft.',
      'Rounded numbers from anti-discrimination advice, audited against conclusions about persons.',
    ),
    'dct:publisher': { '@type': ['foaf:Agent', 'foaf:Organization'], 'foaf:name': publisher },
    'dcat:keyword': keywords,
    'dct:issued': { '@type': 'xsd:date', '@value': publishedOn },
    // A release never changes after its day of publication.
    'dct:modified': { '@type': 'xsd:date', '@value': publishedOn },
    'dct:accrualPeriodicity': { '@id': 'http://publications.europa.eu/resource/authority/frequency/QUARTERLY' },
    'dct:accessRights': { '@id': 'http://publications.europa.eu/resource/authority/access-right/PUBLIC' },
    'dct:language': ['DEU', 'ENG'].map((code) => ({
      '@id': `http://publications.europa.eu/resource/authority/language/${code}`,
    })),
    'dcat:theme': { '@id': 'http://publications.europa.eu/resource/authority/data-theme/SOCI' },
    'dcatde:politicalGeocodingURI': { '@id': 'http://dcat-ap.de/def/politicalGeocoding/stateKey/07' },
    'dcatde:politicalGeocodingLevelURI': { '@id': 'http://dcat-ap.de/def/politicalGeocoding/Level/state' },
    'dct:temporal': {
      '@type': 'dct:PeriodOfTime',
      'dcat:startDate': { '@type': 'xsd:date', '@value': `${year}-${month(first)}-01` },
      'dcat:endDate': { '@type': 'xsd:date', '@value': `${year}-${month(first + 2)}-${month(last)}` },
    },
    'dcat:landingPage': { '@id': address },
    ...(contributorId === null ? {} : { 'dcatde:contributorID': { '@id': contributorId } }),
    'dcat:distribution': tables.flatMap(({ table, period }) =>
      formats.map(([extension, format, mediaType]) => {
        const file = `${address}/${table.code}.${extension}?period=${period}`;
        return {
          '@id': file,
          '@type': 'dcat:Distribution',
          'dct:title': text(`${table.de}, ${period} (${format})`, `${table.en}, ${period} (${format})`),
          'dcat:accessURL': { '@id': file },
          'dcat:downloadURL': { '@id': file },
          'dcat:mediaType': { '@id': `https://www.iana.org/assignments/media-types/${mediaType}` },
          'dct:format': { '@id': fileTypes + format },
          'dct:license':
            theLicence === undefined ? { '@type': 'dct:LicenseDocument', 'dct:title': licence } : { '@id': theLicence },
          'dcatde:licenseAttributionByText': `${publisher}, ${id}`,
        };
      }),
    ),
  };
}
