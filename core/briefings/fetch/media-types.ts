// Which kinds of content are never read, told by their label alone, so that no film is downloaded to find out.

const unread =
  /^\s*(?:image\/(?!svg)|audio\/|video\/|font\/|model\/|application\/(?:pdf|zip|x-(?:tar|7z|rar|bzip)|msword|epub|wasm|vnd\.))/i;

export function isNeverRead(contentType: string | undefined): boolean {
  return unread.test(contentType ?? "");
}

export function describeUnread(contentType: string | undefined): string {
  return `the site sent ${contentType?.split(";")[0]?.trim() || "a file"}, and only pages and feeds are read`;
}
