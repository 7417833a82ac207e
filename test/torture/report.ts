import type { Outcome } from './torture.js';

/** What a run has found, in lines. */
export function report(outcome: Outcome): string[] {
  const { ledger, done, fullDisks, verdict, control } = outcome;
  const { acknowledged, sent, unanswered, answers } = ledger;
  const answered = [...answers].sort(([one], [other]) => one - other).map(([status, count]) => `${status}: ${count}`);
  const { lost, doubled, audit, bytes, jobs, mailedTwice } = verdict;
  const kinds = (['case', 'file', 'message'] as const).map((kind) => `${ledger.count(kind)} ${kind}s`);
  return [
    `requests       ${sent} sent, ${unanswered} without an answer; answered ${answered.join(', ')}`,
    `acknowledged   ${acknowledged.length}: ${kinds.join(', ')}`,
    ...[...done].map(
      ([fault, took]) =>
        `${fault.padEnd(26)} ${took.length} times; at a stand for ${took.map((ms) => `${(ms / 1000).toFixed(1)} s`).join(', ')}`,
    ),
    ...(fullDisks.length > 0 ? [] : ['left out: a full disk needs root, for a small disk of its own']),
    `lost ${lost.length}, doubled ${doubled.length}, audit ${audit.length}, bytes ${bytes.length}, jobs ${jobs.length}; mails that came twice ${mailedTwice}`,
    `control with synchronous_commit = off: ${control.lost} of ${control.acknowledged} acknowledged writes lost`,
    ...faultsOf(outcome).map((fault) => `FAULT ${fault}`),
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
    ...(control.lost > 0 ? [] : ['the control run lost nothing: this harness would not notice a loss']),
  ];
}
