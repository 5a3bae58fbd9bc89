// Names the file and line of a mistake in the code, which Node keeps in the stack only.

/**
 * `core/registry.ts:12: Expected ',', got 'ident'` of code that cannot be parsed, linked or that uses a name
 * which does not exist; the message alone of every other error.
 */
export function messageWithPlace(error: Error, folder: string = process.cwd()): string {
  const place = placeOf(error);
  if (place === undefined) return error.message;
  const [path, line] = place;
  const shown = path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
  return `${shown}:${line}: ${error.message}`;
}

/** The stack of code that cannot be parsed or linked begins with the place; any other begins with the error's name. */
function placeOf({ name, stack = "" }: Error): [path: string, line: string] | undefined {
  const unparsed = /^(?:file:\/\/)?(\/[^\n]+):(\d+)\n/.exec(stack);
  const frame =
    name === "ReferenceError" ? /^ +at (?:.* \()?file:\/\/(\/[^\n)]+?):(\d+):\d+\)?$/m.exec(stack) : null;
  const [, path, line] = unparsed ?? frame ?? [];
  return path === undefined || line === undefined ? undefined : [decodeURI(path), line];
}
