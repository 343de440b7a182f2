/** The first JSON value of a text, whatever comes behind it, as Go's decoder reads it. Throws a `SyntaxError`. */
export function firstJsonValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const end = endOfObject(text);
    if (end === undefined) throw error;
    return JSON.parse(text.slice(0, end));
  }
}

/** Behind the brace that closes the object which the text begins with. */
function endOfObject(text: string): number | undefined {
  let depth = 0;
  // A string that has no end goes to the end of the text: looked for once, not again from each of its quotes.
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*(?:"|$)|[{}]/gs)) {
    if (token === '{') depth += 1;
    else if (token === '}') depth -= 1;
    if (token === '}' && depth === 0) return index + 1;
  }
  return undefined;
}
