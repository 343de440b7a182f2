import type { KeyedCertificate } from './pki/certificate.ts';

export interface KubeconfigOptions {
  readonly server: string;
  readonly caCertificate: string;
  readonly client: KeyedCertificate;
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** A kubeconfig with one context, as YAML. */
export function kubeconfigOf({ server, caCertificate, client }: KubeconfigOptions): string {
  return `apiVersion: v1
kind: Config
current-context: capstan
clusters:
- name: capstan
  cluster:
    server: ${server}
    certificate-authority-data: ${base64(caCertificate)}
users:
- name: admin
  user:
    client-certificate-data: ${base64(client.certificate)}
    client-key-data: ${base64(client.key)}
contexts:
- name: capstan
  context:
    cluster: capstan
    user: admin
`;
}
