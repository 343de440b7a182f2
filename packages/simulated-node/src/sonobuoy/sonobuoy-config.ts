import { randomUUID } from 'node:crypto';

/** What the aggregator reads of `config.json`. */
export interface SonobuoyConfig {
  readonly UUID: string;
  readonly ResultsDir: string;
  readonly Namespace: string;
  readonly WorkerImage: string;
  readonly ImagePullPolicy: string;
  readonly ImagePullSecrets: string;
  readonly ProgressUpdatesPort: string;
  readonly CustomAnnotations: Readonly<Record<string, string>>;
  readonly Server: { readonly timeoutseconds: number };
  /** `null` runs all there are. */
  readonly Plugins: readonly { readonly name: string }[] | null;
}

/** Reads `config.json`, with Sonobuoy's defaults for what it leaves out. Throws when it is missing or no JSON. */
export function parseConfig(text: string | undefined): SonobuoyConfig {
  if (text === undefined) throw new Error('error loading sonobuoy configuration: no /etc/sonobuoy/config.json');
  const given = JSON.parse(text) as Partial<SonobuoyConfig>; // `sonobuoy gen` wrote it
  return {
    ...given,
    UUID: given.UUID || randomUUID(),
    ResultsDir: given.ResultsDir || '/tmp/sonobuoy/results',
    Namespace: given.Namespace || 'sonobuoy',
    WorkerImage: given.WorkerImage || 'sonobuoy/sonobuoy:latest',
    ImagePullPolicy: given.ImagePullPolicy || 'IfNotPresent',
    ImagePullSecrets: given.ImagePullSecrets || '',
    ProgressUpdatesPort: given.ProgressUpdatesPort || '8099',
    CustomAnnotations: given.CustomAnnotations ?? {},
    Server: { ...given.Server, timeoutseconds: given.Server?.timeoutseconds ?? 21_600 },
    Plugins: given.Plugins ?? null,
  };
}
