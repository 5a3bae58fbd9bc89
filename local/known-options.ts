// Refuses an option that does not exist: without a compiler nobody else tells of a misspelt one.

/**
 * @param of the function that takes the options
 * @param known all of them, as the keys of an object, so that the compiler compares them with the type
 * @throws Error one line that names the option and those there are
 */
export function refuseUnknownOptions<Options extends object>(
  of: string,
  options: Options,
  known: Record<keyof Options, true>,
): void {
  const names = Object.keys(known);
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new Error(`${of} has no option ${unknown}; its options are ${names.join(", ")}`);
}
