import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { deviceOf } from './device.js';

describe('a device', () => {
  it('is told by browser and system alone', () => {
    expect(deviceOf('Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0')).toBe(
      'Firefox, Windows',
    );
    expect(
      deviceOf(
        'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
      ),
    ).toBe('Chrome, Android');
    expect(
      deviceOf(
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
      ),
    ).toBe('Edge, Windows');
    expect(
      deviceOf(
        'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
      ),
    ).toBe('Safari, iOS');
  });

  it('that says nothing known is not told', () => {
    expect(deviceOf(undefined)).toBeNull();
    expect(deviceOf('curl/8.5.0')).toBeNull();
  });

  it('never keeps a word of what a client sends', () => {
    fc.assert(
      fc.property(fc.string(), (sent) => {
        expect(
          deviceOf(sent)?.replaceAll(
            /Edge|Opera|Firefox|Chrome|Safari|Android|iOS|Windows|macOS|ChromeOS|Linux|, /g,
            '',
          ) ?? '',
        ).toBe('');
      }),
    );
  });
});
