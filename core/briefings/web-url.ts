// Addresses on the web, as a request gives them.
import * as z from "zod";

const MOST_CHARACTERS = 2_048;

type Described = {
  /** The field's name, for messages. */ name: string;
  schemes: readonly ("http" | "https")[];
};

/** An absolute address without a user name or password. */
export const webUrl = ({ name, schemes }: Described) =>
  z
    .url({
      protocol: new RegExp(`^(?:${schemes.join("|")})$`),
      error: `${name} must be an absolute ${schemes.join(" or ")} address, such as https://example.org/feed.xml`,
    })
    .max(MOST_CHARACTERS, `${name} must have at most ${MOST_CHARACTERS} characters`)
    .refine((url) => !hasCredentials(url), `${name} must not contain a user name or password`);

function hasCredentials(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && (parsed.username !== "" || parsed.password !== "");
}
