import type { ResourceRequest } from '../handler-context.ts';
import type { FrameForm } from './event-frames.ts';

/** How a watch tells tables or bare metadata. Only the first event of a watch of tables names the columns. */
export async function watchForm(request: ResourceRequest): Promise<FrameForm> {
  const { partialObject, transformObject } = await import('../transforms.ts');
  const { as, version } = request.representation;
  if (as !== 'Table') return { key: `${as}/${version}`, encode: (bytes) => partialObject(bytes, { version }) };
  let told = false;
  return {
    encode(bytes) {
      const table = transformObject(bytes, request, told ? 'without columns' : 'with columns');
      told = true;
      return table;
    },
  };
}
