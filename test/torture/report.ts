import type { Outcome } from './torture.js';

/** What a run has found, in lines. */
export function report(outcome: Outcome): string[] {
  const { ledger, done, fullDisks, verdict, control, logged } = outcome;
  const { acknowledged, sent, unanswered, answers, repeated } = ledger;
  const answered = [...answers].sort(([one], [other]) => one - other).map(([status, count]) => `${status}: ${count}`);
  const { lost, doubled, audit, bytes, jobs, mailedTwice } = verdict;
  const kinds = (['case', 'file', 'message'] as const).map((kind) => `${ledger.count(kind)} ${kind}s`);
  return [
    `requests       ${sent} sent, ${unanswered} without an answer; answered ${answered.join(', ')}`,
    `sent again     ${repeated.unanswered} before an answer had come, ${repeated.confirmed} after they had been confirmed`,
    `acknowledged   ${acknowledged.length}: ${kinds.join(', ')}`,
    ...[...done].map(
      ([fault, took]) =>
        `${fault.padEnd(26)} ${took.length} times; at a stand for ${took.map((ms) => `${(ms / 1000).toFixed(1)} s`).join(', ')}`,
    ),
    ...(fullDisks.length > 0 ? [] : ['left out: a full disk needs root, for a small disk of its own']),
    `lost ${lost.length}, doubled ${doubled.length}, audit ${audit.length}, bytes ${bytes.length}, jobs ${jobs.length}; mails that came twice ${mailedTwice}`,
    `control with a new key each time: ${control.doubled} done twice`,
    `control with synchronous_commit = off: ${control.lost} of ${control.acknowledged} acknowledged writes lost`,
    ...faultsOf(outcome).map((fault) => `FAULT ${fault}`),
    ...gathered(logged).map((line) => `LOGGED ${line}`),
  ];
}

/** Everything that must not be, a line each; of many the first ones. */
export function faultsOf({ ledger, fullDisks, verdict, control }: Outcome): string[] {
  const { lost, doubled, audit, bytes, jobs } = verdict;
  return [
    ...Object.entries({ lost, doubled, audit, bytes, jobs, answer: ledger.unfit }).flatMap(([what, found]) =>
      found.slice(0, 5).map((line) => `${what}: ${line}`),
    ),
    ...fullDisks.flatMap(({ saidSo, readyAgain }) => [
      ...(saidSo ? [] : ['the disk was full and /ready did not say so']),
      ...(readyAgain ? [] : ['the disk has room again and /ready did not turn green']),
    ]),
    ...(control.doubled > 0 ? [] : ['the control run did nothing twice: this harness would not notice it']),
    ...(control.lost > 0 ? [] : ['the control run lost nothing: this harness would not notice a loss']),
  ];
}

/** What the product has logged of faults, by kind and place: how often each, and nothing else that stands in the line. */
function gathered(lines: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const { kind, code, stack = '' } = JSON.parse(line) as { kind?: string; code?: string; stack?: string };
    const frames = stack.split('\n').filter((frame) => !frame.includes('node_modules'));
    const what = [kind, code, ...(frames.length > 0 ? frames : stack.split('\n')).slice(0, 4)]
      .filter(Boolean)
      .join(' ');
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return [...counts].map(([what, count]) => `${count} times ${what}`);
}
