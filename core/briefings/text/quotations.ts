// Finds what a text quotes: another's words, between any language's marks.

/** One group for each kind of marks. */
export const quotations = /“([^“”]+)”|"([^"]+)"|«([^«»]+)»|„([^„“”]+)[“”]|「([^「」]+)」|『([^『』]+)』/g;
/** British marks are apostrophes too: only a quotation that ends as one does counts. */
const single = /(?<!\p{L})[‘'][^‘']{2,}?[,.!?…]['’](?!\p{L})/gu;

/** What is left when every quotation is only its marks. */
export function withoutQuotations(text: string): string {
  return text.replace(quotations, "“”").replace(single, "“”");
}
