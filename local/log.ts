// What the parts of the embedded AWS log to.

type Line = (fields: object, message: string) => void;

/** Pino's `Logger` is one. */
export type Log = { info: Line; warn: Line; error: Line };
