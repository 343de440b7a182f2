import { KubeconfigError } from './kubeconfig-error.ts';

/** Reads fields of a parsed kubeconfig and says, without showing values, where one has the wrong type. */
export class FieldReader {
  readonly file: string | undefined;
  readonly path: string;
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(value: unknown, path: string, file: string | undefined) {
    this.path = path;
    this.file = file;
    if (value !== undefined && value !== null && !isRecord(value)) throw this.#wrong(undefined, 'must be a mapping of fields');
    this.#fields = value ?? {};
  }

  get empty(): boolean {
    return Object.keys(this.#fields).length === 0;
  }

  has(name: string): boolean {
    return !isAbsent(this.#fields[name]);
  }

  string(name: string): string | undefined {
    const value = this.#fields[name];
    if (isAbsent(value) || value === '') return undefined;
    if (typeof value !== 'string') throw this.#wrong(name, 'must be a string', 'Put the value in quotes.');
    return value;
  }

  requiredString(name: string): string {
    const value = this.string(name);
    if (value === undefined) throw this.#wrong(name, 'is missing', 'Add it.');
    return value;
  }

  boolean(name: string): boolean {
    const value = this.#fields[name];
    if (isAbsent(value)) return false;
    if (typeof value !== 'boolean') throw this.#wrong(name, 'must be true or false');
    return value;
  }

  strings(name: string): readonly string[] {
    return this.#list(name).map((value, index) => {
      if (typeof value !== 'string') throw this.#wrong(`${name}[${index}]`, 'must be a string', 'Put the value in quotes.');
      return value;
    });
  }

  /** The mappings of a list. */
  entries(name: string): readonly FieldReader[] {
    return this.#list(name).map((value, index) => new FieldReader(value, `${this.#at(name)}[${index}]`, this.file));
  }

  nested(name: string): FieldReader {
    return new FieldReader(this.#fields[name], this.#at(name), this.file);
  }

  names(): readonly string[] {
    return Object.keys(this.#fields);
  }

  raw(name: string): unknown {
    return this.#fields[name];
  }

  /** An error about one field. */
  error(name: string, what: string, hint: string, cause?: unknown): KubeconfigError {
    return new KubeconfigError(what, { code: 'FieldInvalid', file: this.file, field: this.#at(name), hint, cause });
  }

  #list(name: string): readonly unknown[] {
    const value = this.#fields[name];
    if (isAbsent(value)) return [];
    if (!Array.isArray(value)) throw this.#wrong(name, 'must be a list');
    return value;
  }

  #at(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }

  #wrong(
    name: string | undefined,
    what: string,
    hint = 'Correct it, or write the file anew with kubectl config.',
  ): KubeconfigError {
    const field = name === undefined ? this.path : this.#at(name);
    return new KubeconfigError(what, { code: 'FieldInvalid', file: this.file, field: field === '' ? undefined : field, hint });
  }
}

function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
