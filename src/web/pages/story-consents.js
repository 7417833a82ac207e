import { byId } from './ask.js';
import { dayOf, el, fieldSentences, link, makeVoice, openPage, outcome, say, turnAway } from './page.js';
import { readConsents, readWords, recordConsent, withdrawConsent } from './story-operations.js';
import { consentStates, listed } from './story-words.js';

const words = {
  title: { de: 'Einwilligung in eine Fallgeschichte', en: 'Consent to a case story' },
  back: { de: 'Fallgeschichten', en: 'Case stories' },
  lead: {
    de: 'Diese Einwilligung ist freiwillig, etwas anderes als die Schweigepflichtentbindung und nie eine Bedingung für die Beratung. Sie kann jederzeit widerrufen werden; dann verschwindet die Geschichte sofort überall.',
    en: 'This consent is voluntary, another thing than the release from confidentiality, and never a condition of advice. It can be withdrawn at any time; the story is then gone everywhere at once.',
  },
  given: { de: 'Einwilligungen zu diesem Fall', en: 'Consents in this case' },
  none: { de: 'Es ist noch keine festgehalten.', en: 'None is recorded yet.' },
  write: { de: 'Geschichte schreiben', en: 'Write a story' },
  withdraw: { de: 'Widerrufen', en: 'Withdraw' },
  withdrawNote: {
    de: 'Jede Geschichte auf dieser Einwilligung ist dann sofort gelöscht, auch für Kampagnen. Das lässt sich nicht rückgängig machen.',
    en: 'Every story on this consent is then deleted at once, for campaigns, too. That cannot be undone.',
  },
  withdrawSure: { de: 'Ja, Widerruf festhalten', en: 'Yes, record the withdrawal' },
  withdrawn: {
    de: 'Der Widerruf ist festgehalten; die Geschichten sind gelöscht.',
    en: 'The withdrawal is recorded; the stories are deleted.',
  },
  record: { de: 'Eine Einwilligung festhalten', en: 'Record a consent' },
  uses: { de: 'Wofür', en: 'What for' },
  givenOn: { de: 'Gegeben am', en: 'Given on' },
  validUntil: { de: 'Letzter Tag (leer: bis zum Widerruf)', en: 'Last day (empty: until it is withdrawn)' },
  form: { de: 'Form', en: 'Form' },
  written: { de: 'schriftlich', en: 'in writing' },
  oral: { de: 'mündlich', en: 'orally' },
  document: {
    de: 'Wo das unterschriebene Blatt liegt (bei schriftlich)',
    en: 'Where the signed paper is kept (in writing)',
  },
  reason: { de: 'Warum mündlich (bei mündlich)', en: 'Why orally (orally)' },
  explained: { de: 'In welcher Sprache erklärt', en: 'In which language it was explained' },
  interpreter: { de: 'Gedolmetscht von (leer: niemand)', en: 'Interpreted by (empty: nobody)' },
  guardian: { de: 'Bei Minderjährigen: wer zugestimmt hat', en: 'For a minor: who agreed' },
  outlives: {
    de: 'Eine freigegebene Geschichte darf bleiben, wenn der Fall gelöscht wird.',
    en: 'A story that is signed off may stay when the case is erased.',
  },
  save: { de: 'Festhalten', en: 'Record' },
  recorded: { de: 'Die Einwilligung ist festgehalten.', en: 'The consent is recorded.' },
};

const main = document.querySelector('main');
const voice = makeVoice();
const body = el('div');
const caseId = new URLSearchParams(location.search).get('case') ?? '';

const labels = {
  uses: words.uses,
  givenOn: words.givenOn,
  validUntil: words.validUntil,
  documentReference: words.document,
  oralReason: words.reason,
  guardian: words.guardian,
};

const does = async (send, said, form = body) => {
  const { value, problems, code } = outcome(await send());
  if (!value)
    return code === 'NOT_SIGNED_IN' ? turnAway(code, voice) : voice.complain(fieldSentences(problems, labels, form));
  await show();
  voice.tell(say(said));
  byId('given').focus();
};

const withdrawing = (id) => {
  const submit = (event) => {
    event.preventDefault();
    void does(() => withdrawConsent(id), words.withdrawn);
  };
  return el(
    'details',
    {},
    el('summary', {}, say(words.withdraw)),
    el(
      'form',
      { submit },
      el('p', {}, say(words.withdrawNote)),
      el('button', { type: 'submit' }, say(words.withdrawSure)),
    ),
  );
};

const consentRow = ({ id, uses, givenOn, validUntil, state, withdrawnOn }) =>
  el(
    'li',
    {},
    el('p', { class: 'state' }, `${dayOf(givenOn)}: ${say(consentStates[state])}`),
    el('p', {}, listed(uses)),
    validUntil && el('p', { class: 'source' }, `${say(words.validUntil)}: ${dayOf(validUntil)}`),
    withdrawnOn && el('p', { class: 'source' }, `${say(words.withdraw)}: ${dayOf(withdrawnOn)}`),
    state === 'VALID' && el('p', {}, link(`/story?consent=${id}&case=${caseId}`, say(words.write))),
    state !== 'WITHDRAWN' && withdrawing(id),
  );

const field = (name, label, attributes = {}) => [
  el('label', { for: name }, say(label)),
  el('input', { id: name, name, autocomplete: 'off', ...attributes }),
];
const select = (name, label, options) => [
  el('label', { for: name }, say(label)),
  el(
    'select',
    { id: name, name },
    options.map(([value, text]) => el('option', { value }, text)),
  ),
];

const today = () => {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
};

const save = (event) => {
  event.preventDefault();
  const { elements } = event.target;
  const text = (name) => elements[name].value.trim() || null;
  const input = {
    uses: [...event.target.querySelectorAll('[name=uses]:checked')].map(({ value }) => value),
    givenOn: elements.givenOn.value,
    validUntil: text('validUntil'),
    form: elements.form.value,
    documentReference: text('documentReference'),
    oralReason: text('oralReason'),
    explainedIn: elements.explainedIn.value,
    interpreter: text('interpreter'),
    guardian: text('guardian'),
    outlivesCase: elements.outlivesCase.checked,
  };
  void does(() => recordConsent(caseId, input), words.recorded, event.target);
};

const formFor = ({ uses, languages }, isMinor) =>
  el(
    'form',
    { novalidate: true, submit: save },
    el(
      'fieldset',
      {},
      el('legend', {}, say(words.uses)),
      uses.map((use) =>
        el('label', { class: 'choice' }, el('input', { type: 'checkbox', name: 'uses', value: use.code }), say(use)),
      ),
    ),
    field('givenOn', words.givenOn, { type: 'date', max: today(), value: today(), required: true }),
    field('validUntil', words.validUntil, { type: 'date' }),
    select('form', words.form, [
      ['WRITTEN', say(words.written)],
      ['ORAL', say(words.oral)],
    ]),
    field('documentReference', words.document, { maxlength: '200' }),
    field('oralReason', words.reason, { maxlength: '1000' }),
    select(
      'explainedIn',
      words.explained,
      languages.map((term) => [term.code, say(term)]),
    ),
    field('interpreter', words.interpreter, { maxlength: '200' }),
    field('guardian', words.guardian, { maxlength: '200', required: isMinor }),
    el('label', { class: 'choice' }, el('input', { type: 'checkbox', name: 'outlivesCase' }), say(words.outlives)),
    el('button', { type: 'submit' }, say(words.save)),
  );

const show = async () => {
  const { data, errors } = await readConsents(caseId);
  if (!data) return turnAway(errors?.[0]?.extensions?.code, voice);
  const { value: codebook } = outcome(await readWords(['storyUses', 'languages']));
  const terms = (name) => codebook?.vocabularies.find((one) => one.name === name)?.terms ?? [];
  const { storyConsents: consents, case: kase } = data;
  body.replaceChildren(
    el('p', {}, say(words.lead)),
    el('h2', { id: 'given', tabindex: '-1' }, `${say(words.given)} ${kase.number}`),
    consents.length > 0 ? el('ul', { class: 'things' }, consents.map(consentRow)) : el('p', {}, say(words.none)),
    el('h2', {}, say(words.record)),
    formFor({ uses: terms('storyUses'), languages: terms('languages') }, kase.ageBand?.code === 'UNDER_18'),
  );
};

openPage(say(words.title), { path: '/stories', name: say(words.back) });
main.append(el('h1', {}, say(words.title)), ...voice.lines, body);
await show();
