import type { ObjectRef } from '@capstan/schema';

/** Which Clusters take their kubeconfig from which Secret. */
export class SecretUsers {
  readonly #secretOf = new Map<string, string>();
  readonly #users = new Map<string, Set<string>>();

  set(cluster: string, { namespace, name }: ObjectRef): void {
    this.delete(cluster);
    const secret = `${namespace}/${name}`;
    this.#secretOf.set(cluster, secret);
    const users = this.#users.get(secret) ?? new Set();
    this.#users.set(secret, users.add(cluster));
  }

  delete(cluster: string): void {
    const secret = this.#secretOf.get(cluster);
    if (secret === undefined) return;
    this.#secretOf.delete(cluster);
    const users = this.#users.get(secret);
    users?.delete(cluster);
    if (users?.size === 0) this.#users.delete(secret);
  }

  of({ namespace, name }: ObjectRef): readonly string[] {
    return [...(this.#users.get(`${namespace}/${name}`) ?? [])];
  }
}
