import type { KeyScope } from './data-key.js';

/** A table with sealed columns: how its rows are found, and which key opens them. */
export interface SealedColumns {
  readonly table: string;
  /** The column that names the row beside its organisation. */
  readonly row: string;
  readonly scope: KeyScope;
  /** The column that names the key's subject. */
  readonly subject: string;
  readonly columns: readonly string[];
  /** Of these, those that hold bytes or JSON instead of a text. */
  readonly kind?: Readonly<Record<string, 'bytes' | 'json'>>;
}

const ofCase = (table: string, ...columns: string[]): SealedColumns => ({
  table,
  row: 'id',
  scope: 'CASE',
  subject: 'case_id',
  columns,
});

const ofReferral = (table: string, scope: KeyScope, row: string, ...columns: string[]): SealedColumns => ({
  table,
  row,
  scope,
  subject: 'referral_id',
  columns,
  ...(table === 'referral_content' ? { kind: { content: 'json' } } : {}),
  ...(table === 'dossier' ? { kind: { pdf: 'bytes' } } : {}),
});

/** Every sealed text of the house: what an earlier version has written in plain is sealed by this list. */
export const sealedColumns: readonly SealedColumns[] = [
  {
    ...ofCase(
      'case_text',
      'narrative',
      'client_view',
      'assessment_reason',
      'client_name',
      'client_contact',
      'respondent_organisation',
      'respondent_function',
      'respondent_person',
      'respondent_person_reason',
      'campaign',
      'closing_note',
    ),
    row: 'case_id',
  },
  ofCase('case_indication', 'description'),
  ofCase('case_witness', 'name', 'contact', 'observation'),
  ofCase('case_comparison_person', 'description'),
  ofCase('case_measure', 'result'),
  ofCase('case_reaction', 'detail'),
  ofCase('case_note', 'text'),
  ofCase('case_review', 'comment'),
  ofCase('confidentiality_release', 'purpose', 'interpreter', 'oral_reason', 'document_reference', 'guardian'),
  ofCase('referral', 'question'),
  ofReferral('referral_content', 'CONTENT', 'referral_id', 'content', 'purpose'),
  ofReferral('dossier', 'CONTENT', 'referral_id', 'pdf'),
  ofReferral('disclosure', 'CONTENT', 'id', 'purpose'),
  ofReferral('referral_message', 'CONVERSATION', 'id', 'text'),
  ofReferral('referral_note', 'NOTES', 'id', 'text'),
  {
    table: 'access_answer',
    row: 'request_id',
    scope: 'ANSWER',
    subject: 'request_id',
    columns: ['pdf', 'json'],
    kind: { pdf: 'bytes', json: 'bytes' },
  },
  {
    table: 'story_consent',
    row: 'id',
    scope: 'STORY',
    subject: 'id',
    columns: ['oral_reason', 'document_reference', 'interpreter', 'guardian'],
  },
  { table: 'story', row: 'id', scope: 'STORY', subject: 'consent_id', columns: ['title', 'text', 'remark'] },
  { table: 'pool_story', row: 'id', scope: 'POOL', subject: 'id', columns: ['title', 'text'] },
  {
    table: 'import_file',
    row: 'id',
    scope: 'LISTS',
    subject: 'organisation_id',
    columns: ['content'],
    kind: { content: 'bytes' },
  },
  {
    table: 'import_run',
    row: 'id',
    scope: 'LISTS',
    subject: 'organisation_id',
    columns: ['content', 'mapping'],
    kind: { content: 'bytes' },
  },
  {
    table: 'carrier_sign_in',
    row: 'organisation_id',
    scope: 'SIGN_IN',
    subject: 'organisation_id',
    columns: ['client_secret'],
  },
];
