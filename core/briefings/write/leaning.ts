// Tells sentences that say something only together with others: those that point back, and those whose speaker is the writer.
import { withoutQuotations } from "../text/quotations.ts";
import { baseLanguage } from "../text/stopwords.ts";

/** A page may name any language, also one that a plain object would inherit, such as "constructor". */
function byLanguage(patterns: Record<string, RegExp>): Map<string, RegExp> {
  return new Map(Object.entries(patterns));
}

/** How sentences begin that need the one before; only of languages in which the first word tells. */
const openings = byLanguage({
  en: /^(?:he|she|it|they|we|i|you|this|that|these|those|his|her|its|their|such|but|and|or|so|yet|however|meanwhile|also|still|then|instead|moreover|nevertheless|nonetheless|therefore|thus|both|another|others?|here|there|in (?:addition|contrast|turn)|as a result|for example|at the same time|by contrast|on the other hand|the (?:two|same)|what|which|who|(?:[\w-]+ ){1,3}of (?:them|these|those(?! who| with| in)|which|whom))\b/i,
  de: /^(?:er|sie|es|wir|ich|dies|diese[rsmn]?|das|dabei|damit|dadurch|daher|deshalb|dennoch|doch|aber|und|oder|auch|außerdem|zudem|so|dann|dort|hier|jedoch|allerdings|beide|sein|seine|ihre?|trotzdem|gleichzeitig|demnach|darüber hinaus)[\s,]/i,
  fr: /^(?:il|elle|ils|elles|nous|je|on|ce|cela|cette|cet|ces|celui|celle|ceux|mais|et|ou|aussi|cependant|toutefois|pourtant|ainsi|puis|ensuite|alors|de plus|en outre|par ailleurs|son|sa|ses|leurs?|les deux|là|c['’]est)[\s,]/i,
  es: /^(?:él|ella|ellos|ellas|esto|este|esta|estos|estas|ese|esa|eso|su|sus|pero|y|o|también|además|sin embargo|así|entonces|luego|por (?:ello|eso|otra parte)|ambos|ambas|allí|aquí|no obstante)[\s,]/i,
  it: /^(?:egli|lui|lei|essi|loro|questo|questa|questi|queste|quello|suo|sua|ma|e|o|anche|inoltre|tuttavia|così|poi|quindi|entrambi)[\s,]/i,
  pt: /^(?:ele|ela|eles|elas|isto|isso|este|esta|esse|essa|seu|sua|mas|e|ou|também|além disso|no entanto|assim|então|depois|ambos)[\s,]/i,
  ru: /^(?:он|она|оно|они|мы|я|это|этот|эта|эти|его|её|ее|их|но|а|и|или|также|однако|поэтому|затем|там|здесь|кроме того|при этом|тем не менее|оба)[\s,]/i,
  ja: /^(?:これ|それ|この|その|彼|また|しかし|一方|さらに|そして|ただし|なお|同|両)/,
  zh: /^(?:他|她|它|这|该|其|但|而|同时|此外|然而|不过|另外|因此|并)/,
  ar: /^(?:وهو|وهي|هو|هي|هذا|هذه|ذلك|لكن|كما|وأضاف|وقال|وأكد|وأوضح)/,
});

/** "Over a year it yields …": behind a phrase of time or place the subject is only pointed at. "In winter it rains" points at nothing. */
const introduced = byLanguage({
  en: /^(?:over|in|at|on|after|for|by|during|within|since|until|under|per|every|each|once|now|today|yesterday|last|on average)\b[^,.;:]{0,40}?,?\s(?:it(?!\s+(?:is|was|will|would|has|had|takes?|took|seems?|became|costs?|rain|snow|may|can|could))|they|he|she)\s+\p{Ll}/iu,
  de: /^(?:im|in|am|an|nach|über|bis|seit|während|vor|zum|gestern|heute)\b[^.;:]{0,40}?\s\p{Ll}+\s(?:er|sie)(?=[\s,])/iu,
  fr: /^(?:en|dans|au|aux|à|après|pendant|depuis|avant|sur|par|hier|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b[^.;:]{0,40}?,?\s(?:il(?!\s+(?:y a|faut|est|était|pleut|neige|s['’]agit))|elle|ils|elles)\s+\p{Ll}/iu,
  ru: /^(?:в|на|за|после|по|с|к|до|вчера|сегодня)\s[^.;:]{0,40}?\s(?:он|она|они)\s/iu,
});

/** "…, he said.": the speaker was named in another sentence. */
const said = byLanguage({
  en: /(?:^|[“”,;]\s*)(?:(?:he|she|they|it)\s+(?:also\s+|then\s+|later\s+)?(?:said|says|told|adds?|added|noted|notes|wrote|writes|explained|explains|argued|argues|warned|warns|continued|recalled|recalls|insisted|admitted|joked|concluded|predicted)|(?:said|says|adds?|added|asks|asked)\s+(?:he|she|they))\b/i,
  de: /(?:^|[“”,;]\s*)(?:sagte?|erklärte?|betonte?|fügte|meinte?|ergänzte?|so|berichtete?|warnte?)\s+(?:er|sie)\b/i,
  fr: /(?:^|[“”,;]\s*)(?:(?:a|ont)-t-(?:il|elle|ils|elles)|(?:dit|déclare|ajoute|explique|affirme|estime|précise|poursuit|conclut)-(?:t-)?(?:il|elle)|(?:selon|d[’']après) (?:lui|elle|eux))(?!\p{L})/iu,
  es: /(?:^|[“”,;]\s*)(?:dijo|añadió|agregó|afirmó|señaló|explicó|aseguró|indicó)\s*(?:él|ella)?\s*[.,;]?\s*$/i,
  it: /(?:^|[“”,;]\s*)(?:ha (?:detto|aggiunto|spiegato|dichiarato|concluso)|spiega|aggiunge|racconta|dice)\s*(?:lui|lei)?\s*[.,;]?\s*$/i,
  pt: /(?:^|[“”,;]\s*)(?:disse|afirmou|acrescentou|explicou|declarou|completou)\s*(?:ele|ela)?\s*[.,;]?\s*$/i,
  ru: /(?:^|[“”,;—–-]\s*)(?:сказала?|заявила?|добавила?|отметила?|пояснила?|подчеркнула?)\s+(?:он|она)(?!\p{L})/iu,
});

/** "From that flow", "these rules": something was named before. What names a time points at the reader's own. */
const pointing = byLanguage({
  en: /\b(?:(?:from|of|on|at|by|with|for|into|under|over|against|after|before|during|about|through|within|without|to|in) that (?!(?:of|the|an?|it|he|she|they|we|you|there|is|was|will|would|can|has|had|have)\b)|(?:this|these|those(?! \p{L}+ (?:who|whose|with|without|that|in|of|from|on|at)\b)) (?!(?:who|whose|with|in|of|from|that|which|affected|involved|living|aged|under|over|at|is|was|are|were|will|would|has|have|had|can|could|may|might|should|must|means|makes|made|and|or|as|to)\b)|such an? )(\p{L}+)/giu,
  de: /(?<!\p{L})(?:diese[rsmn]?|jene[rsmn]?|solche[rsmn]?)\s+(\p{Lu}\p{L}+)/gu,
  fr: /(?<!\p{L})(?:de|à|dans|par|pour|avec|sur|sous|contre) (?:ce|cet|cette|ces) (\p{L}+)/giu,
  es: /(?<!\p{L})(?:de|a|en|por|para|con|sobre|contra|tras) (?:est[eao]s?|es[eao]s?|dich[oa]s?) (\p{L}+)/giu,
  it: /(?<!\p{L})(?:di|a|da|in|con|su|per|tra|fra) (?:quest[oaie]|quell[oaei]|quel) (\p{L}+)/giu,
  pt: /(?<!\p{L})(?:d[eaio]st[ea]s?|dess[ea]s?|nest[ea]s?|ness[ea]s?|(?:com|por|para|sobre) (?:est|ess)[ea]s?) (\p{L}+)/giu,
  ru: /(?<!\p{L})(?:этого|этой|этому|этим|этих|этими|эту|таком?|такого|такой) (\p{L}+)/giu,
});
const times =
  /^(?:weeks?|weekends?|months?|years?|days?|mornings?|evenings?|afternoons?|nights?|summers?|autumns?|falls?|winters?|springs?|seasons?|decades?|century|centuries|times?|quarters?|terms?|past|coming|last|next|early|late|long|\p{L}*days?|january|february|march|april|may|june|july|august|september|october|november|december|jahr\p{L}*|woche\p{L}*|monat\p{L}*|tag\p{L}*|sommer|herbst|winter|frühjahr|wochenende|\p{L}+tag|années?|semaines?|mois|matin|soir|été|automne|hiver|printemps|jours?|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|años?|semanas?|mes|meses|mañana|tarde|noche|verano|otoño|invierno|primavera|lunes|martes|miércoles|jueves|viernes|sábado|domingo|ann[oi]|settiman[ae]|mes[ei]|estate|autunno|inverno|anos?|semana|mês|manhã|noite|verão|segunda|terça|quarta|quinta|sexta|год\p{L}*|недел\p{L}*|месяц\p{L}*|лет\p{L}*|утр\p{L}*|дн\p{L}*)$/iu;

/** Needs the sentences around it. */
export function pointsBack(sentence: string, language: string | undefined): boolean {
  const base = baseLanguage(language) || "en";
  if (openings.get(base)?.test(sentence) || introduced.get(base)?.test(sentence)) return true;
  const plain = withoutQuotations(sentence).trim();
  const speech = said.get(base)?.exec(plain);
  if (speech && !namesSomebody(plain.slice(0, speech.index))) return true;
  if (
    base === "en" &&
    /\bthe (?:former|latter)(?=[,.;]|\s+(?:is|was|were|are|has|had|will|would|said|says)\b)/i.test(plain)
  )
    return true;
  if (base === "en" && hasLooseObject(plain)) return true;
  return [...plain.matchAll(pointing.get(base) ?? /(?!)/g)].some((match) => {
    const noun = match[1] ?? "";
    // "This week" is the reader's own, "in that time" another's.
    if (times.test(noun) && !/\b(?:that|those)\s/i.test(match[0])) return false;
    return !plain.slice(0, match.index).toLowerCase().includes(noun.toLowerCase().slice(0, 5));
  });
}

/** "The company has 60 days to fit it": an object that no noun before it can be. A subject, as in "said that it would", is the one before. */
function hasLooseObject(plain: string): boolean {
  const object = /\bto\s+\p{Ll}+\s+(?:it|them)(?=[,.;]|\s)/u.exec(plain);
  if (object === null) return false;
  return !/\b(?:an?|the|his|her|its|their|no|any|every|each|some|many|most|all|more|\p{L}+['’]s?)\s+\p{L}/iu.test(
    plain.slice(0, object.index + 1),
  );
}

/** A name further on than the first word, which every sentence writes with a capital. */
function namesSomebody(plain: string): boolean {
  return /[\p{L}\p{N},“”]\s+(?!I\b)\p{Lu}\p{L}+/u.test(plain);
}

const ownWords = byLanguage({
  en: /(?<!\p{L})(?:my|myself|me|our|ours|ourselves|we|us)(?!\p{L})|(?<![\p{L}’'])I(?:[’'](?:m|ve|d|ll))?(?=\s+\p{Ll}|,)/u,
  de: /(?<!\p{L})(?:ich|mir|mich|mein(?:e[mnrs]?)?|wir|uns|unser(?:e[mnrs]?)?)(?!\p{L})/iu,
  fr: /(?<!\p{L})(?:je|moi|mon|mes|nous|notre|nos)(?!\p{L})|(?<!\p{L})[jJ][’']/iu,
  es: /(?<!\p{L})(?:yo|mí|mi|mis|conmigo|nosotr[oa]s|nuestr[oa]s?)(?!\p{L})/iu,
  it: /(?<!\p{L})(?:io|mi[oae]i?|miei|noi|nostr[oaie])(?!\p{L})/iu,
  pt: /(?<!\p{L})(?:eu|meus?|minhas?|mim|comigo|nós|noss[oa]s?)(?!\p{L})/iu,
  nl: /(?<!\p{L})(?:ik|mijn|mij|wij|we|ons|onze)(?!\p{L})/iu,
  ru: /(?<!\p{L})(?:я|мне|меня|мной|мо(?:й|я|ё|его|ей|и|их)|мы|нас|нам|нами|наш(?:а|е|и|его|ей|их)?)(?!\p{L})/iu,
  ja: /(?:私|僕|俺|わたし|我々|私たち|われわれ)/,
  zh: /(?:我们|我們|我(?!国|國))/,
});
/** "Charles I said", "World War I was": a number. */
const numeral = /\p{Lu}\p{L}+\s+I(?=\s+\p{Ll})/gu;

/** The writer speaks of himself: "My job does not require…". What others say between quotation marks is theirs. */
export function isFirstPerson(sentence: string, language: string | undefined): boolean {
  const base = baseLanguage(language) || "en";
  const plain = withoutQuotations(sentence).replace(numeral, (match) =>
    /^(?:When|If|As|And|But|So|While|Then|What|Today|Yesterday|Because|Since|Before|After|Where|How|Why|Maybe|Perhaps|Now|Here|Although|Though|Once|That|Or)\s/.test(
      match,
    )
      ? match
      : " ",
  );
  const opened =
    base === "en" ? plain.replace(/^(?:My|Our|We|Me|Us)(?!\p{L})/u, (word) => word.toLowerCase()) : plain;
  return ownWords.get(base)?.test(opened) ?? false;
}
