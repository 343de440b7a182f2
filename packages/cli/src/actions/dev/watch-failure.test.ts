import { expect, test } from 'vitest';
import { UserError } from '../../report-error.ts';
import { explainWatchFailure } from './watch-failure.ts';

test.for([
  ['ENOSPC', 'fs.inotify.max_user_watches', 'a narrower folder with --watch'],
  ['EMFILE', 'fs.inotify.max_user_instances', 'another program'],
] as const)('a watch that the system refuses with %s is explained by %s, with %s as the way out', ([code, limit, wayOut]) => {
  const explained = explainWatchFailure(Object.assign(new Error('System limit reached'), { code }));

  expect(explained).toBeInstanceOf(UserError);
  expect(explained.message).toContain(limit);
  expect(explained).toHaveProperty('hint', expect.stringMatching(new RegExp(`${wayOut}.*sysctl ${limit}=`)));
});

test('what is no limit stays the error that it is', () => {
  const error = Object.assign(new Error('i/o error'), { code: 'EIO' });

  expect(explainWatchFailure(error)).toBe(error);
});
