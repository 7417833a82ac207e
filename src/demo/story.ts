import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { addDays, dayOf } from '../core/calendar.js';
import { DEMO_PASSWORD } from './people.js';
import { Visitor } from './visitor.js';

const REFUSAL = '... on Refusal { __typename code field en }';

interface Word {
  readonly de: string;
}

/** Plays the main job once: record, find the office, release, refer, ask back, accept, dossier, result. Writes the dossier to the folder. */
export async function playMainJob(url: string, folder: string, say: (line?: string) => void): Promise<void> {
  let step = 0;
  const tell = (who: string, what: string, ...more: string[]): void => {
    say(`${String(++step).padStart(2)}. ${who}: ${what}`);
    for (const line of more) say(`      ${line}`);
  };
  const counsellor = await Visitor.signIn(url, 'beratung.nord@demo.example', DEMO_PASSWORD);
  const office = await Visitor.signIn(url, 'stelle.land@demo.example', DEMO_PASSWORD);
  const supervisor = await Visitor.signIn(url, 'leitung.nord@demo.example', DEMO_PASSWORD);

  say('The main job, played through the public API by three people:');
  const caseId = await recordCase(counsellor, tell);
  const officeId = await findOffice(counsellor, caseId, tell);
  const releaseId = await recordRelease(counsellor, caseId, officeId, tell);
  const referralId = await sendReferral(counsellor, caseId, officeId, releaseId, tell);
  await askAndAccept(office, counsellor, referralId, tell);
  await fetchDossier(office, referralId, folder, tell);
  await reportResult(office, counsellor, referralId, tell);
  await lookBack(supervisor, caseId, tell);
}

type Tell = (who: string, what: string, ...more: string[]) => void;

async function recordCase(counsellor: Visitor, tell: Tell): Promise<string> {
  const today = dayOf(new Date());
  const [place] = await counsellor.does<{ districtKey: string; districtName: string }[]>(
    `{ municipalities(search: "Mayen", first: 1) { districtKey districtName } }`,
  );
  const recorded = await counsellor.does<{
    case: { id: string; number: string; grounds: Word[]; regimes: Word[]; deadlines: { explanation: Word }[] };
  }>(
    `mutation ($input: RecordCaseInput!) { recordCase(input: $input) {
      ... on RecordedCase { case { id number grounds { de } regimes { de } deadlines { explanation { de } } } } ${REFUSAL} } }`,
    {
      input: {
        grounds: ['RELIGION', 'ORIGIN'],
        mainArea: { area: 'WORK', subArea: 'WORK_ACCESS' },
        respondentType: 'EMPLOYER_PRIVATE',
        district: place?.districtKey,
        incidentEarliest: addDays(today, -12),
        incidentLatest: addDays(today, -10),
        knowledgeOn: addDays(today, -8),
        narrative:
          'Im Bewerbungsgespräch sagte die Inhaberin, mit Kopftuch könne sie niemanden an der Rezeption gebrauchen. Am nächsten Tag kam die Absage.',
        clientName: 'Amal Beispiel أمل',
        clientContact: 'Telefon 0000 123456',
        clientView: 'Ich möchte, dass das anderen nicht auch passiert.',
        respondentOrganisation: 'Hotel Musterblick',
        respondentFunction: 'Inhaberin',
        wishes: ['APOLOGY', 'COMPENSATION'],
        language: 'ar',
        interpreterNeeded: true,
        assessment: 'LIKELY',
        legalForm: 'DIRECT',
      },
    },
  );
  const made = recorded.case;
  await counsellor.does(
    `mutation ($id: ID!, $input: IndicationInput!) { addIndication(caseId: $id, input: $input) { __typename ${REFUSAL} } }`,
    {
      id: made.id,
      input: {
        description: 'Absage per E-Mail am Tag nach dem Gespräch',
        evidenceKind: 'MESSAGE',
        occurredOn: addDays(today, -8),
      },
    },
  );
  tell(
    'Berit (counsellor)',
    `records case ${made.number}: ${made.grounds.map(({ de }) => de).join(' + ')}, district ${place?.districtName}`,
    `regime: ${made.regimes.map(({ de }) => de).join(', ')}`,
    ...made.deadlines.map(({ explanation }) => explanation.de),
  );
  return made.id;
}

async function findOffice(counsellor: Visitor, caseId: string, tell: Tell): Promise<string> {
  const { suggestions } = await counsellor.does<{
    suggestions: { rank: number; office: { id: string; name: string; takesPart: boolean }; reasons: Word[] }[];
  }>(
    `query ($id: ID!) { routingSuggestions(caseId: $id) { suggestions { rank office { id name takesPart } reasons { de } } } }`,
    { id: caseId },
  );
  tell(
    'Berit',
    'asks which office can help',
    ...suggestions.slice(0, 3).map(({ rank, office, reasons }) => `${rank}. ${office.name}: ${reasons[0]?.de ?? ''}`),
  );
  const chosen = suggestions.find(({ office }) => office.takesPart)?.office;
  if (!chosen) throw new Error('No office of the demonstration takes part.');
  return chosen.id;
}

async function recordRelease(counsellor: Visitor, caseId: string, officeId: string, tell: Tell): Promise<string> {
  const today = dayOf(new Date());
  const release = await counsellor.does<{ id: string; officeName: string; validUntil: string; fieldGroups: Word[] }>(
    `mutation ($caseId: ID!, $input: RecordReleaseInput!) { recordRelease(caseId: $caseId, input: $input) {
      ... on ConfidentialityRelease { id officeName validUntil fieldGroups { de } } ${REFUSAL} } }`,
    {
      caseId,
      input: {
        officeId,
        fieldGroups: [
          'CLIENT_IDENTITY',
          'CLIENT_CONTACT',
          'CLIENT_PROFILE',
          'INCIDENT',
          'GROUNDS',
          'RESPONDENT',
          'INDICATIONS',
          'ASSESSMENT',
          'DEADLINES',
        ],
        purpose: 'Beratung zu Ansprüchen nach dem AGG und Begleitung der Beschwerde',
        explainedIn: 'ar',
        interpreter: 'Sprachmittlung vor Ort',
        givenOn: today,
        form: 'WRITTEN',
        documentReference: 'Ordner 7, Blatt 12',
        dataProtectionConsent: true,
      },
    },
  );
  tell(
    'Berit',
    `records the client's release towards ${release.officeName}, valid until ${release.validUntil}`,
    release.fieldGroups.map(({ de }) => de).join('; '),
  );
  return release.id;
}

async function sendReferral(
  counsellor: Visitor,
  caseId: string,
  officeId: string,
  releaseId: string,
  tell: Tell,
): Promise<string> {
  const draft = await counsellor.does<{ id: string; version: number }>(
    `mutation ($caseId: ID!, $input: DraftReferralInput!) { draftReferral(caseId: $caseId, input: $input) {
      ... on Referral { id version } ${REFUSAL} } }`,
    {
      caseId,
      input: {
        kind: 'CO_ADVICE',
        officeId,
        releaseId,
        reasons: ['SPECIALISATION', 'DEADLINE'],
        contact: { name: 'Berit Beispiel', phone: '0000 555', email: 'beratung.nord@demo.example' },
      },
    },
  );
  const sent = await counsellor.does<{ reference: string; state: string; answerBy: string }>(
    `mutation ($id: ID!, $version: Int!) { sendReferral(id: $id, version: $version) { ... on Referral { reference state answerBy } ${REFUSAL} } }`,
    { id: draft.id, version: draft.version },
  );
  tell('Berit', `sends referral ${sent.reference}; the office is asked to answer by ${sent.answerBy}`);
  return draft.id;
}

async function askAndAccept(office: Visitor, counsellor: Visitor, id: string, tell: Tell): Promise<void> {
  const preview = await office.does<{
    preview: { grounds: Word[]; mainArea: { area: Word }; earliestDeadline: string | null };
    content: unknown;
  }>(
    `query ($id: ID!) { receivedReferral(id: $id) { preview { grounds { de } mainArea { area { de } } earliestDeadline } content { __typename } } }`,
    { id },
  );
  tell(
    'Stefanie (state office)',
    'sees a preview only',
    `${preview.preview.grounds.map(({ de }) => de).join(' + ')} | ${preview.preview.mainArea.area.de} | earliest deadline ${preview.preview.earliestDeadline ?? '-'}`,
    `content before acceptance: ${preview.content === null ? 'none' : 'THERE'}`,
  );
  await office.does(
    `mutation ($id: ID!, $input: ReferralTextInput!) { askQuestion(id: $id, input: $input) { __typename ${REFUSAL} } }`,
    {
      id,
      input: { text: 'Liegt die Absage schriftlich vor?' },
    },
  );
  await counsellor.does(
    `mutation ($id: ID!, $input: ReferralTextInput!) { answerQuestion(id: $id, input: $input) { __typename ${REFUSAL} } }`,
    {
      id,
      input: { text: 'Ja, als E-Mail.' },
    },
  );
  tell('Stefanie', 'asks back: is there a written refusal? Berit answers: yes, by e-mail');
  const accepted = await office.does<{ state: string }>(
    `mutation ($id: ID!) { acceptReferral(id: $id) { ... on ReceivedReferral { state } ${REFUSAL} } }`,
    { id },
  );
  tell('Stefanie', `accepts; state ${accepted.state}: exactly what was released is open to her, as a frozen copy`);
}

async function fetchDossier(office: Visitor, referralId: string, folder: string, tell: Tell): Promise<void> {
  for (let wait = 0; wait < 100; wait++) {
    const response = await office.fetch(`/dossiers/${referralId}`);
    if (response.ok) {
      const pdf = Buffer.from(await response.arrayBuffer());
      const file = join(folder, 'dossier.pdf');
      writeFileSync(file, pdf);
      tell('Stefanie', `downloads the dossier (${Math.round(pdf.length / 1024)} kB): ${file}`);
      return;
    }
    await setTimeout(200);
  }
  throw new Error('The dossier of the demonstration was not rendered in time.');
}

async function reportResult(office: Visitor, counsellor: Visitor, id: string, tell: Tell): Promise<void> {
  await office.does(`mutation ($id: ID!) { startReferral(id: $id) { __typename ${REFUSAL} } }`, { id });
  await office.does(
    `mutation ($id: ID!, $input: CompleteReferralInput!) { completeReferral(id: $id, input: $input) { __typename ${REFUSAL} } }`,
    {
      id,
      input: {
        result: 'AGREEMENT',
        report: 'Das Hotel hat sich schriftlich entschuldigt und eine Entschädigung gezahlt.',
      },
    },
  );
  tell('Stefanie', 'reports the result');
  const referral = await counsellor.does<{ state: string; result: Word }>(
    `query ($id: ID!) { referral(id: $id) { state result { de } } }`,
    { id },
  );
  tell('Berit', `sees it: ${referral.state}, ${referral.result.de}`);
}

async function lookBack(supervisor: Visitor, caseId: string, tell: Tell): Promise<void> {
  const disclosed = await supervisor.does<{ what: string; officeName: string; fieldGroups: Word[] }[]>(
    `query ($id: ID!) { disclosures(caseId: $id) { what officeName fieldGroups { de } } }`,
    { id: caseId },
  );
  tell(
    'Lena (supervisor)',
    'reads for the client what was passed on to whom',
    ...disclosed.map(
      ({ what, officeName, fieldGroups }) =>
        `${what} to ${officeName}${fieldGroups.length > 0 ? `: ${fieldGroups.length} groups` : ''}`,
    ),
  );
}
