import type { DossierInput } from '../../src/core/dossier.js';
import { fieldGroups, type FrozenContent } from '../../src/core/release.js';

/** A dossier with something in every field; all persons and organisations are invented. */
export const fullDossier = (changes: Partial<FrozenContent> = {}): DossierInput => ({
  content: {
    format: 'beistand-dossier',
    version: 1,
    codebookVersion: 1,
    fieldGroups,
    clientIdentity: { name: 'Nguyễn Thị Ánh Tuyết' },
    clientContact: { contact: 'ruft nur abends zurück' },
    clientProfile: {
      affectedRole: 'SELF',
      ageBand: 'A27_39',
      gender: null,
      language: 'vi',
      interpreterNeeded: true,
    },
    incident: {
      narrative: 'Am Telefon war die Wohnung noch frei. Nach dem Namen war sie vergeben.',
      earliest: '2026-03-01',
      latest: '2026-03-12',
      district: '07111',
      mainArea: { area: 'HOUSING', subArea: 'HOUSING_SEARCH' },
      furtherAreas: [{ area: 'NEIGHBOURHOOD', subArea: null }],
      incidentForms: ['REFUSAL'],
      recurrence: null,
    },
    grounds: { grounds: ['ORIGIN', 'NAME'], phenomena: ['ANTI_ASIAN'], multiple: true },
    respondent: { type: 'HOUSING_COMPANY', organisation: 'Wohnbau Musterheim (erfunden)', function: null },
    respondentPerson: { name: 'Herr Erfunden', reason: 'hat den Brief unterschrieben' },
    clientView: { view: 'Andere sollen das nicht erleben.', wishes: ['INFORMATION'] },
    assessment: {
      assessment: 'LIKELY',
      reason: 'Der zeitliche Zusammenhang ist deutlich.',
      legalForm: 'DIRECT',
      level: null,
      regimes: ['AGG_CIVIL'],
    },
    indications: [{ description: 'Nachricht der Verwaltung', evidenceKind: 'MESSAGE', occurredOn: '2026-03-12' }],
    witnesses: {
      witnesses: [{ name: 'Дарина Вигадана', contact: null, observation: 'hat mitgehört' }],
      comparisonPersons: [{ description: 'bekam am selben Tag einen Termin' }],
    },
    measures: {
      measures: [{ kind: 'CLAIM_LETTER', takenOn: '2026-03-20', result: null }],
      reactions: [{ kind: 'DENIAL', occurredOn: '2026-03-27', detail: 'schriftlich' }],
    },
    deadlines: [
      {
        regime: 'AGG_CIVIL',
        endsOn: '2026-05-02',
        movedTo: '2026-05-04',
        source: '§ 21 Abs. 5 AGG',
        explanation: 'Zwei Monate nach dem Ende des Vorfalls.',
      },
    ],
    attachments: [
      {
        name: 'absage.pdf',
        description: 'Absage der Verwaltung',
        mediaType: 'application/pdf',
        bytes: 48_213,
        sha256: 'a3'.repeat(32),
      },
    ],
    ...changes,
  },
  cover: {
    kind: 'CO_ADVICE',
    reasons: ['SPECIALISATION'],
    sentOn: '2026-03-22',
    answerBy: '2026-04-05',
    sender: {
      service: 'Anlaufstelle Nord & Süd (erfunden)',
      carrier: 'Träger Beispiel e. V.',
      contact: { name: 'Kim Muster', phone: '0000 99887', email: 'kim@anlaufstelle.example' },
    },
    recipient: 'Landesstelle (erfunden)',
    purpose: 'Prüfung der Ansprüche nach dem AGG',
  },
  release: {
    fieldGroups,
    explainedIn: 'vi',
    interpreter: 'Frau Beispiel',
    givenOn: '2026-03-20',
    validUntil: '2026-09-20',
    form: 'WRITTEN',
    guardian: null,
    dataProtectionConsent: true,
  },
});
