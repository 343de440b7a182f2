import { Agent, request } from 'undici';

/** Reads documents of a running API server, as its administrator. */
export interface ServerReader extends AsyncDisposable {
  json<T>(path: string, accept?: string): Promise<T>;
}

interface TokenKubeconfig {
  readonly clusters: readonly [{ readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string } }];
  readonly users: readonly [{ readonly user: { readonly token: string } }];
}

export function readServer(kubeconfig: string): ServerReader {
  const config = JSON.parse(kubeconfig) as TokenKubeconfig; // written by our own envtest launcher
  const { server, 'certificate-authority-data': ca } = config.clusters[0].cluster;
  const dispatcher = new Agent({ connect: { ca: Buffer.from(ca, 'base64').toString() } });
  const headers = { authorization: `Bearer ${config.users[0].user.token}` };
  return {
    async json<T>(path: string, accept = 'application/json'): Promise<T> {
      const { statusCode, body } = await request(server + path, { dispatcher, headers: { ...headers, accept } });
      const text = await body.text();
      if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}: ${text.slice(0, 200)}`);
      return JSON.parse(text) as T; // the caller names the document's type
    },
    [Symbol.asyncDispose]: () => dispatcher.close(),
  };
}
