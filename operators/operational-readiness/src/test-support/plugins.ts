import { type PluginContext, type SonobuoyOptions, sonobuoyPrograms } from '@capstan/simulated-node';

export const junit = (...cases: readonly string[]) =>
  `<testsuites><testsuite name="s">${cases.join('')}</testsuite></testsuites>`;
export const passing = (name: string) => `<testcase name="${name}"/>`;
export const failing = (name: string, message = 'boom') => `<testcase name="${name}"><failure message="${message}"/></testcase>`;

/** A plugin's definition, as a profile has it. */
export const plugin = (name: string, format = 'junit', driver = 'Job') => ({
  name,
  definition: JSON.stringify({
    'sonobuoy-config': { driver, 'plugin-name': name, 'result-format': format },
    spec: { name: 'plugin', image: `example.invalid/${name}:v1`, command: ['/run'] },
  }),
});

/** A plugin that leaves a report and says that it is done. */
export const reporting =
  (text: string) =>
  ({ write, done }: PluginContext) => {
    write('junit.xml', text);
    done();
  };

/**
 * A node's images: Sonobuoy, and these plugins. At 25 times its pace it gives up on an image, and on the results of a pod that has
 * ended, after 12 s: a busy machine does not need as many.
 */
export const withPlugins = (plugins: SonobuoyOptions['plugins'], options: Partial<SonobuoyOptions> = {}) =>
  sonobuoyPrograms({ speed: 25, ...options, plugins });
