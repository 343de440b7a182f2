/** A running API server that a test environment can use. */
export interface ControlPlane extends AsyncDisposable {
  readonly name: 'embedded' | 'envtest';
  readonly server: string;
  /** Kubeconfig of the administrator, as YAML or JSON text. */
  readonly kubeconfig: string;
}

/** Kubeconfig text of a bearer-token user. */
export function tokenKubeconfig(options: {
  readonly server: string;
  readonly caCertificate: string;
  readonly token: string;
}): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'testenv',
    clusters: [
      {
        name: 'testenv',
        cluster: { server: options.server, 'certificate-authority-data': Buffer.from(options.caCertificate).toString('base64') },
      },
    ],
    users: [{ name: 'admin', user: { token: options.token } }],
    contexts: [{ name: 'testenv', context: { cluster: 'testenv', user: 'admin' } }],
  });
}
