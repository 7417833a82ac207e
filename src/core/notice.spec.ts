import { describe, expect, it } from '@jest/globals';
import { noticeKindOf, noticeLabel } from './notice.js';

describe('a notice', () => {
  it('knows the kind of its deed, also where the deed can happen again', () => {
    expect(noticeKindOf('ACCEPTED')).toBe('ACCEPTED');
    expect(noticeKindOf('QUESTION:0198c5b4')).toBe('QUESTION');
    expect(noticeKindOf('DISPOSAL_PROPOSED')).toBe('DISPOSAL_PROPOSED');
  });

  it.each(['', 'GOSSIP', 'toString', ':QUESTION', 'accepted'])('knows no kind for the deed "%s"', (deed) => {
    expect(noticeKindOf(deed)).toBeNull();
  });

  it('says in both languages what happened', () => {
    expect(noticeLabel('UNANSWERED')).toEqual({ de: 'Ohne Antwort geblieben', en: 'Left unanswered' });
  });
});
