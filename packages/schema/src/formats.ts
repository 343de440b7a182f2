import { dns1123LabelErrors, dns1123SubdomainErrors } from './object-names.ts';

/** Whether a string has a format of OpenAPI, as kube-apiserver judges it; formats that nobody enforces are not listed. */
export const formats: Readonly<Record<string, (text: string) => boolean>> = {
  byte: (text) => /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/.test(text),
  date: isDate,
  'date-time': isDateTime,
  datetime: isDateTime,
  duration: isDuration,
  email: isEmail,
  hostname: isHostname,
  ipv4: isIpv4,
  ipv6: isIpv6,
  cidr: isCidr,
  mac: isMac,
  uri: isUri,
  uuid: (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(text),
  uuid3: (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(text),
  uuid4: (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i.test(text),
  uuid5: (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i.test(text),
  bsonobjectid: (text) => /^[0-9a-fA-F]{24}$/.test(text),
  isbn: (text) => isIsbn10(text) || isIsbn13(text),
  isbn10: isIsbn10,
  isbn13: isIsbn13,
  creditcard: isCreditCard,
  ssn: (text) => /^\d{3}[- ]\d{2}[- ]\d{4}$/.test(text),
  hexcolor: (text) => /^#?(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/.test(text),
  rgbcolor: (text) => new RegExp(`^rgb\\(\\s*${colour}\\s*,\\s*${colour}\\s*,\\s*${colour}\\s*\\)$`).test(text),
  'k8s-short-name': (text) => dns1123LabelErrors(text).length === 0,
  'k8s-long-name': (text) => dns1123SubdomainErrors(text).length === 0,
};

const colour = '(?:0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])';

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text); // 30 February would be 1 March
}

function isDateTime(text: string): boolean {
  const [date = '', time = ''] = text.split(/t(.*)/is);
  // The server takes any character before the fraction and any offset.
  const match = /^(\d{2}):(\d{2}):(\d{2})(?:.\d+)?(?:z|[+-]\d{2}:\d{2})$/i.exec(time);
  if (!match || !isDate(date)) return false;
  const [, hour = '', minute = '', second = ''] = match;
  return hour <= '23' && minute <= '59' && second <= '59';
}

const goDuration = /^[+-]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;
const wordyUnit = /\d\s*([A-Za-zµ]+)/g;
const unit = /^(?:ns|nano.*|us|µs|micro.*|ms|milli.*|s|sec.*|m|min.*|h|hr|hour.*|d|day.*|w|wk|week.*)$/i;

/** A duration as Go writes it, or any text with a number and a unit of time in it. */
function isDuration(text: string): boolean {
  return goDuration.test(text) || [...text.matchAll(wordyUnit)].some(([, word = '']) => unit.test(word));
}

const atomic = "[\\w!#$%&'*+/=?^`{|}~\\-\\u0080-\\uffff]";
const dotted = `${atomic}+(?:\\.${atomic}+)*`;
const quoted = '"(?:[^"\\\\\\r\\n]|\\\\.)*"';
const address = `(?:${dotted}|${quoted})@(?:${dotted}|\\[[^\\]\\s]+\\])`;
const mailbox = new RegExp(`^\\s*(?:${address}|(?:${atomic}|${quoted}|\\s)*<${address}>)\\s*$`);

/** An address of RFC 5322, with or without a display name. */
function isEmail(text: string): boolean {
  return mailbox.test(text);
}

const host = '[a-zA-Z0-9\\p{S}\\p{L}]';
const hostname = new RegExp(
  `^(?:${host}(?:-?${host}{0,62})?|(?:${host}(?:[a-zA-Z0-9\\-\\p{S}\\p{L}]{0,61}${host})?\\.)+[a-zA-Z\\p{L}]{2,63})$`,
  'u',
);

function isHostname(text: string): boolean {
  return text.length <= 255 && hostname.test(text);
}

/** Four decimal parts; leading zeros are let through, as the server does for the sake of old objects. */
function isDottedQuad(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
}

function isIpv4(text: string): boolean {
  return isDottedQuad(text) || (/^::ffff:[\d.]+$/i.test(text) && isDottedQuad(text.slice(7)));
}

function isIpv6(text: string): boolean {
  return /^[0-9a-fA-F:.]+$/.test(text) && text.includes(':') && URL.canParse(`http://[${text}]/`);
}

function isCidr(text: string): boolean {
  const [ip = '', length, ...rest] = text.split('/');
  if (length === undefined || rest.length > 0 || !/^\d{1,3}$/.test(length)) return false;
  return (isDottedQuad(ip) && Number(length) <= 32) || (isIpv6(ip) && Number(length) <= 128);
}

/** 6, 8 or 20 octets, by pairs, by fours, or without separators. */
function isMac(text: string): boolean {
  const octets = '(?:6|8|20)';
  const pairs = /^[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1)*[0-9a-f]{2}$/i.test(text);
  const fours = /^[0-9a-f]{4}(?:\.[0-9a-f]{4})+$/i.test(text);
  const digits = text.replace(/[:.-]/g, '');
  return (pairs || fours || /^[0-9a-f]+$/i.test(text)) && new RegExp(`^${octets}$`).test(String(digits.length / 2));
}

/** An absolute URI or an absolute path, as the request line of HTTP has them. */
function isUri(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\u0000-\u001f\u007f]|%(?![0-9a-fA-F]{2})/.test(text)) return false;
  if (text.startsWith('/') || text === '*') return true;
  const [, rest] = /^[A-Za-z][A-Za-z0-9+.-]*:(.*)$/.exec(text) ?? [];
  if (rest === undefined) return false;
  const [, authority] = /^\/\/([^/?#]*)/.exec(rest) ?? [];
  return authority === undefined || authority === '' || URL.canParse(`http://${authority}`);
}

function isIsbn10(text: string): boolean {
  const digits = text.replace(/[\s-]+/g, '');
  if (!/^\d{9}[\dX]$/.test(digits)) return false;
  const sum = [...digits].reduce((total, digit, index) => total + (digit === 'X' ? 10 : Number(digit)) * (10 - index), 0);
  return sum % 11 === 0;
}

function isIsbn13(text: string): boolean {
  const digits = text.replace(/[\s-]+/g, '');
  if (!/^\d{13}$/.test(digits)) return false;
  return [...digits].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0) % 10 === 0;
}

/** 13 to 19 digits of a known issuer whose Luhn sum is right; what stands between them does not matter. */
function isCreditCard(text: string): boolean {
  const digits = text.replace(/\D+/g, '');
  if (!/^(?:[2-6]\d{12,18}|1800\d{11})$/.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
