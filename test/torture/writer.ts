import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { quickRecord, RECORD_CASE } from '../support/cases.js';
import { say } from '../support/referrals.js';
import type { Acknowledged, Ledger } from './ledger.js';

/** So long a client waits before it takes a request for lost and sends it again. */
const PATIENCE = 15_000;
/** Now and then a client does not wait at all: the deed is done, and nobody has heard of it. */
const patience = (): number => (Math.random() < 0.15 ? 1 + Math.random() * 60 : PATIENCE);
/** So often a deed is sent twice at the same moment: the twin comes while nobody knows yet what becomes of the first. */
const TWINS = 0.25;
/** So often a deed that was confirmed is sent once more, the last one or an older one: between the two something may have been killed. */
const REPEATS = 0.3;
/** Longer than any fault lasts: a deed that is not done then will not be done. */
const GIVES_UP = 120_000;

/** `forgotten`: a new key each time, as if the product did not know them; for the control run. */
export type Keys = 'kept' | 'forgotten';

const KEY = 'idempotency-key';

type Confirmed = Omit<Acknowledged, 'writer'>;
/** Null: to be sent again. A refusal is nothing that a fault explains. */
type Answer = Confirmed | 'REFUSED' | null;

/** A deed with its id and key, made by the client before it is sent for the first time. */
interface Deed {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: () => string | FormData;
  /** What was confirmed; null: the answer confirms nothing. */
  readonly confirmed: (answer: unknown) => Confirmed | null;
}

interface Person {
  readonly cookie: string;
  /** A referral that an office has accepted, to write to. */
  readonly referralId: string;
}

/**
 * A counsellor at work: records cases, adds files to them, writes to an office. What is not answered, or with 5xx, is sent again with the same id
 * and the same key, until it is confirmed. `address` is where the product can be reached now.
 */
export class Writer {
  private readonly cases: string[] = [];
  private readonly done: { readonly deed: Deed; readonly id: string }[] = [];

  constructor(
    private readonly number: number,
    private readonly person: Person,
    private readonly address: () => URL,
    private readonly ledger: Ledger,
    private readonly keys: Keys = 'kept',
  ) {}

  /** Works until it is over; then brings the deed at hand to its end. */
  async work(isOver: () => boolean): Promise<void> {
    for (let turn = 0; !isOver(); turn++) {
      await this.bringAbout(this.next(turn));
      if (Math.random() < REPEATS) await this.repeat();
    }
  }

  private next(turn: number): Deed {
    const [newest] = this.cases.slice(-1);
    if (turn % 3 === 1 && newest) return file(newest);
    return turn % 3 === 2 ? message(this.person.referralId) : record();
  }

  private async bringAbout(deed: Deed): Promise<void> {
    const until = performance.now() + GIVES_UP;
    while (performance.now() < until) {
      const outcome =
        this.keys === 'forgotten' || Math.random() < TWINS ? await this.sendTwice(deed) : await this.send(deed);
      if (outcome === 'REFUSED') return;
      if (outcome) return this.note(deed, outcome);
      await setTimeout(30 + Math.random() * 40);
    }
    throw new Error(`The product did not come back: POST ${deed.path} was not done within two minutes.`);
  }

  /** Both at once with the same key: they have one effect, and whichever is answered is answered with that. */
  private async sendTwice(deed: Deed): Promise<Answer> {
    this.ledger.repeated.unanswered += 1;
    const [one, other] = await Promise.all([this.send(deed), this.send(deed)]);
    if (isConfirmed(one) && isConfirmed(other) && one.id !== other.id)
      this.ledger.unfit.push(`two answers to one ${one.kind} that was sent twice at once`);
    return isConfirmed(one) ? one : (other ?? one);
  }

  /** What was confirmed is answered again as it was, and not done again; no answer says nothing. */
  private async repeat(): Promise<void> {
    const known = Math.random() < 0.5 ? this.done.at(-1) : this.done[Math.floor(Math.random() * this.done.length)];
    if (!known) return;
    this.ledger.repeated.confirmed += 1;
    const again = await this.send(known.deed);
    if (isConfirmed(again) && again.id !== known.id)
      this.ledger.unfit.push(`another answer to a ${again.kind} that had been confirmed`);
  }

  private note(deed: Deed, confirmed: Confirmed): void {
    this.ledger.acknowledge({ ...confirmed, writer: this.number });
    this.done.push({ deed, id: confirmed.id });
    if (confirmed.kind === 'case') this.cases.push(confirmed.id);
  }

  private async send({ path, headers, body, confirmed }: Deed): Promise<Answer> {
    this.ledger.sent += 1;
    const forgotten = this.keys === 'forgotten' && KEY in headers ? { [KEY]: randomUUID() } : {};
    try {
      const response = await fetch(new URL(path, this.address()), {
        method: 'POST',
        headers: { ...headers, ...forgotten, cookie: this.person.cookie },
        body: body(),
        signal: AbortSignal.timeout(patience()),
      });
      return await this.answerOf(response, confirmed);
    } catch {
      this.ledger.unanswered += 1;
      return null;
    }
  }

  private async answerOf(response: Response, confirmed: Deed['confirmed']): Promise<Answer> {
    const { status } = response;
    const text = await response.text();
    this.ledger.answered(status);
    if (status === 503 && !response.headers.has('retry-after')) this.ledger.unfit.push('503 without Retry-After');
    if (status >= 500 && status !== 503) this.ledger.unfit.push(`${status}: ${text.slice(0, 200)}`);
    if (status >= 500) return null;
    const known = confirmed(JSON.parse(text));
    if (!known) this.ledger.unfit.push(`neither done nor to be tried again: ${status} ${text.slice(0, 200)}`);
    return known ?? 'REFUSED';
  }
}

const isConfirmed = (answer: Answer): answer is Confirmed => answer !== null && answer !== 'REFUSED';

const operation = (query: string, variables: object): Pick<Deed, 'path' | 'headers' | 'body'> => ({
  path: '/graphql',
  headers: { 'content-type': 'application/json', [KEY]: randomUUID() },
  body: () => JSON.stringify({ query, variables }),
});

function record(): Deed {
  const id = randomUUID();
  return {
    ...operation(RECORD_CASE, { input: { ...quickRecord(), id } }),
    confirmed: (answer) =>
      (answer as { data?: { recordCase?: { case?: { id: string } } } }).data?.recordCase?.case?.id === id
        ? { kind: 'case', id }
        : null,
  };
}

function message(referralId: string): Deed {
  const text = `Nachricht ${randomUUID()}`;
  return {
    ...operation(say('sendMessage'), { id: referralId, input: { text } }),
    confirmed: (answer) => {
      const outcome = (answer as { data?: { outcome?: { id?: string; text?: string } } }).data?.outcome;
      return outcome?.id && outcome.text === text ? { kind: 'message', id: outcome.id } : null;
    },
  };
}

/** A text, since its bytes are kept as they came; of a size that takes several segments now and then. */
function file(caseId: string): Deed {
  const id = randomUUID();
  const bytes = Buffer.from(randomBytes(Math.random() < 0.2 ? 150_000 : 2_000).toString('hex'));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return {
    path: `/cases/${caseId}/attachments`,
    headers: {},
    body: () => {
      const form = new FormData();
      form.set('id', id);
      form.set('file', new Blob([bytes], { type: 'text/plain' }), 'notiz.txt');
      return form;
    },
    confirmed: (answer) => {
      const made = answer as { id?: string; sha256?: string };
      return made.id === id && made.sha256 === sha256 ? { kind: 'file', id, sha256 } : null;
    },
  };
}
