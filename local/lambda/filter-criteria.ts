// The filter criteria of an event source mapping: which messages reach the function. The others are deleted.
import type { SQSRecord } from "aws-lambda";
import { compileEventPattern, EventPatternError, type Json } from "./event-pattern.ts";

/** As in AWS's API: `{ "Filters": [{ "Pattern": "{\"body\":{\"kind\":[\"order\"]}}" }] }`. */
export type FilterCriteria = { Filters?: readonly { Pattern?: string }[] };

export type RecordFilter = (record: SQSRecord) => boolean;

/** More can be had on AWS by a request to its support, up to ten. */
const MAX_FILTERS = 5;
const MAX_PATTERN_LENGTH = 4096;

/**
 * A record passes when one of the patterns matches, or when there is none.
 * @throws EventPatternError that names the filter and the place in it
 */
export function compileFilterCriteria(criteria: FilterCriteria | undefined): RecordFilter {
  const patterns = (criteria?.Filters ?? []).map(({ Pattern = "{}" }, index) => {
    try {
      return compileFilter(Pattern);
    } catch (error) {
      if (!(error instanceof EventPatternError)) throw error;
      throw new EventPatternError(`Invalid filter pattern definition: filter ${index + 1}: ${error.message}`);
    }
  });
  if (patterns.length > MAX_FILTERS) {
    throw new EventPatternError(
      `Filter criteria have at most ${MAX_FILTERS} filters, not ${patterns.length}.`,
    );
  }
  return (record) => patterns.length === 0 || patterns.some((matches) => matches(record));
}

function compileFilter(text: string): RecordFilter {
  if (text.length > MAX_PATTERN_LENGTH) {
    throw new EventPatternError(`a pattern has at most ${MAX_PATTERN_LENGTH} characters`);
  }
  const pattern = parseJson(text);
  if (!isObject(pattern)) throw new EventPatternError("the pattern is not a JSON object");
  if (Object.keys(pattern).length === 0) return () => true;
  const matches = compileEventPattern(pattern);
  if (!Object.hasOwn(pattern, "body")) return (record) => matches({ ...record } as unknown as Json);
  const wantsJson = isObject(pattern.body);
  return (record) => {
    const json = parseJson(record.body);
    // A pattern for JSON never matches a text, nor a pattern for text a JSON document: Lambda drops the message.
    if (isDocument(json) !== wantsJson) return false;
    return matches({ ...record, body: wantsJson ? json : record.body } as unknown as Json);
  };
}

/** Undefined where the text is not JSON. */
function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: Json | undefined): value is { [name: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** AWS does not say what it makes of a body that is a number or a quoted text alone. Here it is a text. */
const isDocument = (value: Json | undefined): value is Json => typeof value === "object" && value !== null;
