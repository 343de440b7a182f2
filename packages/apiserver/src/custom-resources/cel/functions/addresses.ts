import { isIP } from 'node:net';
import { type CelFunction, fn } from '../function-table.ts';
import { CelError, noSuchOverload, Opaque, type Value } from '../values.ts';
import { textOf } from './arguments.ts';

class Address extends Opaque {
  readonly typeName = 'net.IP';
  readonly family: 4 | 6;
  readonly bits: bigint;
  constructor(family: 4 | 6, bits: bigint) {
    super();
    this.family = family;
    this.bits = bits;
  }
  override equals(other: Opaque): boolean {
    return other instanceof Address && other.family === this.family && other.bits === this.bits;
  }
  override toString(): string {
    return this.family === 4 ? ipv4Text(this.bits) : ipv6Text(this.bits);
  }
}

class Network extends Opaque {
  readonly typeName = 'net.CIDR';
  readonly address: Address;
  readonly length: number;
  constructor(address: Address, length: number) {
    super();
    this.address = address;
    this.length = length;
  }
  get masked(): Address {
    return new Address(this.address.family, masked(this.address, this.length));
  }
  override equals(other: Opaque): boolean {
    return other instanceof Network && other.length === this.length && other.address.equals(this.address);
  }
  override toString(): string {
    return `${String(this.address)}/${this.length}`;
  }
}

const ofAddress = (name: string, result: string, read: (address: Address) => Value): CelFunction =>
  fn(name, [`net.IP.(): ${result}`], ([value]) => read(addressOf(value)));

const ofNetwork = (
  name: string,
  signatures: readonly string[],
  read: (network: Network, other: Value | undefined) => Value,
): CelFunction =>
  fn(
    name,
    signatures.map((signature) => `net.CIDR.${signature}`),
    ([value, other]) => read(networkOf(value), other),
  );

/** IP addresses and networks. */
export const addresses: readonly CelFunction[] = [
  fn('ip', ['(string): net.IP', 'net.CIDR.(): net.IP'], ([value]) =>
    value instanceof Network ? value.address : requiredAddress(textOf(value)),
  ),
  fn('isIP', ['(string): bool'], ([text]) => parseAddress(textOf(text)) !== undefined),
  fn('ip.isCanonical', ['(string): bool'], ([text]) => String(requiredAddress(textOf(text))) === text),
  ofAddress('family', 'int', ({ family }) => BigInt(family)),
  ofAddress('isUnspecified', 'bool', ({ bits }) => bits === 0n),
  ofAddress('isLoopback', 'bool', ({ family, bits }) => (family === 4 ? bits >> 24n === 127n : bits === 1n)),
  ofAddress('isLinkLocalMulticast', 'bool', isLinkLocalMulticast),
  ofAddress('isLinkLocalUnicast', 'bool', isLinkLocalUnicast),
  ofAddress('isGlobalUnicast', 'bool', isGlobalUnicast),
  fn('cidr', ['(string): net.CIDR'], ([text]) => {
    const parsed = parseNetwork(textOf(text));
    if (parsed) return parsed;
    throw notNetwork(textOf(text));
  }),
  fn('isCIDR', ['(string): bool'], ([text]) => parseNetwork(textOf(text)) !== undefined),
  ofNetwork('containsIP', ['(string): bool', '(net.IP): bool'], (network, other) =>
    holds(network, typeof other === 'string' ? requiredAddress(other) : addressOf(other)),
  ),
  ofNetwork('containsCIDR', ['(string): bool', '(net.CIDR): bool'], (network, other) => {
    const inner = typeof other === 'string' ? parseNetwork(other) : networkOf(other);
    if (!inner) throw notNetwork(textOf(other));
    return inner.length >= network.length && holds(network, inner.address);
  }),
  ofNetwork('prefixLength', ['(): int'], ({ length }) => BigInt(length)),
  ofNetwork('masked', ['(): net.CIDR'], (network) => new Network(network.masked, network.length)),
];

const conversion = 'network address parse error during conversion from string';

const notNetwork = (text: string) =>
  new CelError(
    `${conversion}: ${conversion}: netip.ParsePrefix(${JSON.stringify(text)}): ${text.includes('/') ? 'unable to parse prefix' : "no '/'"}`,
  );

function addressOf(value: Value | undefined): Address {
  if (!(value instanceof Address)) throw noSuchOverload();
  return value;
}

function networkOf(value: Value | undefined): Network {
  if (!(value instanceof Network)) throw noSuchOverload();
  return value;
}

function requiredAddress(text: string): Address {
  const parsed = parseAddress(text);
  if (parsed) return parsed;
  throw new CelError(
    `IP Address ${JSON.stringify(text)} parse error during conversion from string: ParseAddr(${JSON.stringify(text)}): unable to parse IP`,
  );
}

/** Neither zones nor IPv4 addresses written as IPv6 are taken. */
function parseAddress(text: string): Address | undefined {
  const family = text.includes('%') ? 0 : isIP(text);
  if (family === 4)
    return new Address(
      4,
      text.split('.').reduce((bits, octet) => (bits << 8n) | BigInt(octet), 0n),
    );
  if (family !== 6) return undefined;
  const bits = ipv6Bits(text);
  return bits >> 32n === 0xffffn ? undefined : new Address(6, bits);
}

function ipv6Bits(text: string): bigint {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const plain = dotted ? `${dotted[1]}${octetsAsWords(dotted[2] ?? '')}` : text;
  const [head = '', tail] = plain.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].reduce((bits, word) => (bits << 16n) | BigInt(`0x${word}`), 0n);
}

function octetsAsWords(text: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = text.split('.').map(Number);
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}

function parseNetwork(text: string): Network | undefined {
  const [address = '', length = '', ...rest] = text.split('/');
  const parsed = parseAddress(address);
  if (!parsed || rest.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(length)) return undefined;
  return Number(length) <= (parsed.family === 4 ? 32 : 128) ? new Network(parsed, Number(length)) : undefined;
}

function masked({ family, bits }: Address, length: number): bigint {
  const rest = BigInt((family === 4 ? 32 : 128) - length);
  return (bits >> rest) << rest;
}

const holds = (network: Network, address: Address) =>
  address.family === network.address.family && masked(address, network.length) === network.masked.bits;

function isLinkLocalMulticast({ family, bits }: Address): boolean {
  return family === 4 ? bits >> 8n === 0xe00000n : ((bits >> 112n) & 0xff0fn) === 0xff02n;
}

function isLinkLocalUnicast({ family, bits }: Address): boolean {
  return family === 4 ? bits >> 16n === 0xa9fen : bits >> 118n === 0x3fan;
}

function isGlobalUnicast(address: Address): boolean {
  const { family, bits } = address;
  const loopback = family === 4 ? bits >> 24n === 127n : bits === 1n;
  const multicast = family === 4 ? bits >> 28n === 0xen : bits >> 120n === 0xffn;
  const broadcast = family === 4 && bits === 0xffff_ffffn;
  return bits !== 0n && !loopback && !multicast && !broadcast && !isLinkLocalUnicast(address);
}

const ipv4Text = (bits: bigint) => [24n, 16n, 8n, 0n].map((shift) => String((bits >> shift) & 0xffn)).join('.');

/** With the longest run of zeros left out. */
function ipv6Text(bits: bigint): string {
  const words = Array.from({ length: 8 }, (_, index) => Number((bits >> BigInt(16 * (7 - index))) & 0xffffn));
  let [start, length] = [-1, 1];
  for (let from = 0; from < 8; from++) {
    let to = from;
    while (to < 8 && words[to] === 0) to += 1;
    if (to - from > length) [start, length] = [from, to - from];
  }
  const text = (part: readonly number[]) => part.map((word) => word.toString(16)).join(':');
  return start < 0 ? text(words) : `${text(words.slice(0, start))}::${text(words.slice(start + length))}`;
}
