import { type CelFunction, fn } from '../function-table.ts';
import { CelError, noSuchOverload, Opaque, type Value } from '../values.ts';
import { textOf } from './arguments.ts';

const type = 'kubernetes.Semver';
const number = '(0|[1-9]\\d*)';
const identifiers = '((?:0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)(?:\\.(?:0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*))*)';
const pattern = new RegExp(`^${number}\\.${number}\\.${number}(?:-${identifiers})?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`);

class Semver extends Opaque {
  readonly typeName = type;
  readonly numbers: readonly bigint[];
  readonly stage: readonly string[];
  constructor(numbers: readonly bigint[], stage: readonly string[]) {
    super();
    this.numbers = numbers;
    this.stage = stage;
  }
  override equals(other: Opaque): boolean {
    return other instanceof Semver && compareVersions(this, other) === 0;
  }
}

const method = (name: string, signature: string, apply: (self: Semver, other: Value | undefined) => Value): CelFunction =>
  fn(name, [`${type}.${signature}`], ([self, other]) => apply(semverOf(self), other));

const parsed = (text: Value | undefined, normalize: Value | undefined) => parseSemver(textOf(text), normalize === true);

/** Semantic versions. */
export const semvers: readonly CelFunction[] = [
  fn('semver', [`(string): ${type}`, `(string, bool): ${type}`], ([text, normalize]) => {
    const version = parsed(text, normalize);
    if (version) return version;
    throw new CelError(
      textOf(text).split('.').length < 3
        ? 'No Major.Minor.Patch elements found'
        : `Invalid semantic version ${JSON.stringify(text)}`,
    );
  }),
  fn('isSemver', ['(string): bool', '(string, bool): bool'], ([text, normalize]) => parsed(text, normalize) !== undefined),
  method('major', '(): int', ({ numbers }) => numbers[0] ?? 0n),
  method('minor', '(): int', ({ numbers }) => numbers[1] ?? 0n),
  method('patch', '(): int', ({ numbers }) => numbers[2] ?? 0n),
  method('isGreaterThan', `(${type}): bool`, (self, other) => compareVersions(self, semverOf(other)) > 0),
  method('isLessThan', `(${type}): bool`, (self, other) => compareVersions(self, semverOf(other)) < 0),
  method('compareTo', `(${type}): int`, (self, other) => BigInt(compareVersions(self, semverOf(other)))),
];

function semverOf(value: Value | undefined): Semver {
  if (!(value instanceof Semver)) throw noSuchOverload();
  return value;
}

/** Normalized: without a leading `v` and leading zeros, and with missing numbers. */
function parseSemver(text: string, normalize: boolean): Semver | undefined {
  const match = pattern.exec(normalize ? normalized(text) : text);
  if (!match) return undefined;
  const [, major = '0', minor = '0', patch = '0', stage] = match;
  return new Semver([major, minor, patch].map(BigInt), stage?.split('.') ?? []);
}

function normalized(text: string): string {
  const [, numbers = '', rest = ''] = /^v?([\d.]*)(.*)$/.exec(text) ?? [];
  const parts = numbers.split('.').map((part) => part.replace(/^0+(?=\d)/, ''));
  while (parts.length < 3) parts.push('0');
  return `${parts.join('.')}${rest}`;
}

function compareVersions(a: Semver, b: Semver): number {
  for (let index = 0; index < 3; index++) {
    const [left = 0n, right = 0n] = [a.numbers[index], b.numbers[index]];
    if (left !== right) return left < right ? -1 : 1;
  }
  if (a.stage.length === 0 || b.stage.length === 0) return Math.sign(b.stage.length - a.stage.length);
  for (const [index, left] of a.stage.entries()) {
    const right = b.stage[index];
    if (right === undefined) return 1;
    const order = compareIdentifiers(left, right);
    if (order !== 0) return order;
  }
  return Math.sign(a.stage.length - b.stage.length);
}

function compareIdentifiers(left: string, right: string): number {
  const [isLeft, isRight] = [/^\d+$/.test(left), /^\d+$/.test(right)];
  if (isLeft && isRight) return BigInt(left) === BigInt(right) ? 0 : BigInt(left) < BigInt(right) ? -1 : 1;
  if (isLeft !== isRight) return isLeft ? -1 : 1;
  return left === right ? 0 : left < right ? -1 : 1;
}
