import { consentBasis, type LegalBasis } from './release-form.js';

/** How the law that a carrier works under calls what every data-protection law has. Church law follows the GDPR with numbers of its own. */
export interface DataProtectionLaw {
  readonly name: string;
  readonly nameEn: string;
  /** Lawfulness of the work itself, and of special categories; the client's consent stands in `consent`. */
  readonly lawfulness: string;
  readonly specialCategories: string;
  readonly consent: string;
  readonly access: string;
  readonly rectification: string;
  readonly erasure: string;
  readonly restriction: string;
  readonly notifyingRecipients: string;
  readonly portability: string;
  readonly objection: string;
  readonly complaint: string;
  readonly officer: string;
  readonly record: string;
  /** Who supervises, where the carrier has not entered it. */
  readonly usualBody: string;
  /** Paragraphs that a lawyer has still to confirm. */
  readonly check: boolean;
}

/** GDPR: Regulation (EU) 2016/679. KDG: law on church data protection of the Catholic dioceses. DSG-EKD: of the Protestant church. */
export const dataProtectionLaws: { readonly [B in LegalBasis]: DataProtectionLaw } = {
  GDPR: {
    name: 'Datenschutz-Grundverordnung (DSGVO)',
    nameEn: 'General Data Protection Regulation (GDPR)',
    lawfulness: 'Art. 6 Abs. 1 Buchst. a und b DSGVO',
    specialCategories: 'Art. 9 DSGVO',
    consent: consentBasis.GDPR,
    access: 'Art. 15 DSGVO',
    rectification: 'Art. 16 DSGVO',
    erasure: 'Art. 17 DSGVO',
    restriction: 'Art. 18 DSGVO',
    notifyingRecipients: 'Art. 19 DSGVO',
    portability: 'Art. 20 DSGVO',
    objection: 'Art. 21 DSGVO',
    complaint: 'Art. 77 DSGVO',
    officer: 'Art. 37 DSGVO',
    record: 'Art. 30 DSGVO',
    usualBody: 'Der Landesbeauftragte für den Datenschutz und die Informationsfreiheit Rheinland-Pfalz',
    check: false,
  },
  KDG: {
    name: 'Gesetz über den Kirchlichen Datenschutz (KDG)',
    nameEn: 'Law on Church Data Protection of the Catholic dioceses (KDG)',
    lawfulness: '§ 6 Abs. 1 Buchst. b und c KDG',
    specialCategories: '§ 11 KDG',
    consent: consentBasis.KDG,
    access: '§ 17 KDG',
    rectification: '§ 18 KDG',
    erasure: '§ 19 KDG',
    restriction: '§ 20 KDG',
    notifyingRecipients: '§ 21 KDG',
    portability: '§ 22 KDG',
    objection: '§ 23 KDG',
    complaint: '§ 48 KDG',
    officer: '§ 36 KDG',
    record: '§ 31 KDG',
    usualBody: 'Katholisches Datenschutzzentrum Frankfurt/M.',
    check: true,
  },
  DSG_EKD: {
    name: 'Kirchengesetz über den Datenschutz der Evangelischen Kirche in Deutschland (DSG-EKD)',
    nameEn: 'Data Protection Act of the Protestant Church in Germany (DSG-EKD)',
    lawfulness: '§ 6 Nr. 2 und 5 DSG-EKD',
    specialCategories: '§ 13 DSG-EKD',
    consent: consentBasis.DSG_EKD,
    access: '§ 19 DSG-EKD',
    rectification: '§ 20 DSG-EKD',
    erasure: '§ 21 DSG-EKD',
    restriction: '§ 22 DSG-EKD',
    notifyingRecipients: '§ 23 DSG-EKD',
    portability: '§ 24 DSG-EKD',
    objection: '§ 25 DSG-EKD',
    complaint: '§ 46 DSG-EKD',
    officer: '§ 36 DSG-EKD',
    record: '§ 31 DSG-EKD',
    usualBody: 'Der Beauftragte für den Datenschutz der EKD',
    check: true,
  },
};
