/** The first characters of an object's name, so that something can follow: cut where a name may end, not behind a dot or hyphen. */
export const cutName = (name: string, length: number): string =>
  name.length <= length ? name : name.slice(0, length).replace(/[.-]+$/, '');
