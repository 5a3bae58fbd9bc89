// Writes a word so that a shell reads it as it is: of commands that are printed to be run.

/** `dead`, `'no user "ann"'`, `'it'\''s'`; control characters, which a terminal would obey, as `$'\x1b'` (bash, zsh). */
export function quoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (!/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(word)) return `'${word.replaceAll("'", "'\\''")}'`;
  const escaped = word.replace(/[\\'\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === "\\" || character === "'") return `\\${character}`;
    return code <= 0x7f ? `\\x${hex(code, 2)}` : `\\U${hex(code, 8)}`;
  });
  return `$'${escaped}'`;
}

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, "0");
