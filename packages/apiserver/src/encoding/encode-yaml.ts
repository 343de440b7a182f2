/** Writes JSON text as YAML. */
export async function jsonToYaml(json: Buffer): Promise<Buffer> {
  const { stringify } = await import('yaml');
  return Buffer.from(
    stringify(JSON.parse(json.toString()), { lineWidth: 0, sortMapEntries: true, aliasDuplicateObjects: false }),
  );
}
