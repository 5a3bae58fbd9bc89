// Hides most of an e-mail address, so that logs and lists can tell addresses apart and do not hold them.

/** `ada@example.org` → `a…@example.org` */
export const maskAddress = (address: string): string => address.replace(/^(.)[^@]*@/su, "$1…@");

/** The same for every address within a text, such as what a mail server answers. */
export const maskAddresses = (text: string): string =>
  text.replace(/[^\s<>"'(),;:[\]]+@[^\s<>"'(),;:[\]]+/gu, maskAddress);
