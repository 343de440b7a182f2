import { expect, test } from 'vitest';
import { gatherHosts, parseHost, parseImage, parseNamespace, parseRepository } from './parse-names.ts';

test.each([
  'capstan',
  'capstan:0.1.0',
  'localhost:5001/gates',
  'registry.example.com/team/capstan_x:V1.2-rc',
  '[::1]:5000/capstan',
  `ghcr.io/a/b@sha256:${'0'.repeat(64)}`,
  `ghcr.io/a/b:1@sha256:${'0'.repeat(64)}`,
])('%s is an image', (image) => {
  expect(parseImage(image)).toBe(image);
});

test.each(['', ' ', 'a b', 'Capstan', 'capstan:', ':1', 'a//b', 'https://x/a', 'a@sha256:12', 'a:1:2', 'a\nb'])(
  '%j is no image',
  (image) => {
    expect(() => parseImage(image)).toThrow('[REGISTRY/]NAME[:TAG][@DIGEST]');
  },
);

test('what gets its own tags has none', () => {
  expect(parseRepository('localhost:5001/gates')).toBe('localhost:5001/gates');
  expect(() => parseRepository('localhost:5001/gates:1')).toThrow('without a tag');
});

test.each(['dev.example.com', '*.example.com', 'Dev.Example.com', '10.0.0.1', '::1'])('%s is a host', (host) => {
  expect(parseHost(host)).toBe(host);
});

test.each(['', 'b a d', '*', 'a.*.b', '[::1]', 'a_b'])('%j is no host', (host) => {
  expect(() => gatherHosts(host, [])).toThrow('a lowercase RFC 1123 subdomain must');
});

test.each(['', 'Bad NS', 'a.b', '-a', 'a'.repeat(64)])('%j is no namespace', (name) => {
  expect(() => parseNamespace(name)).toThrow(/must (consist|be no more than 63)/);
});
