import { describe, expect, it } from '@jest/globals';
import { backupWarning } from './backup-age.js';

const now = new Date('2026-03-03T10:00:00Z');
const hoursAgo = (hours: number): Date => new Date(now.getTime() - hours * 3_600_000);

describe('a backup', () => {
  it('is old after the hours that are set, and not a moment before', () => {
    expect(backupWarning({ newest: hoursAgo(48), fault: null }, 48, now)).toBeNull();
    expect(backupWarning({ newest: hoursAgo(48.01), fault: null }, 48, now)).toBe('BACKUP_OLD');
  });

  it('that is not there yet is missed, also where nothing else is wrong', () => {
    expect(backupWarning({ newest: null, fault: null }, 48, now)).toBe('NO_BACKUP');
  });

  it('that is fresh does not hide that what was written since does not arrive', () => {
    expect(backupWarning({ newest: hoursAgo(1), fault: 'ENOSPC' }, 48, now)).toBe('BACKUP_STUCK');
  });
});
