// Lines in which a site speaks of itself: what it leads to, who pays, what its readers may do. Only short lines are judged.

/** "Read also: …", with the title of another story behind it. */
const leadsElsewhere = new RegExp(
  `^(?:${[
    "read (?:also|more|next|on)|also read|see also|don['’]t miss|watch|related",
    "lesen sie (?:auch|hier|dazu|mehr)(?: auch)?|auch interessant|mehr (?:dazu|zum thema)|(?:siehe|passend) (?:auch|dazu)",
    "(?:le|te) puede interesar|puedes ver|(?:lee|lea|leer|mira|vea|ver) (?:también|más|además)",
    "(?:à )?lire(?: aussi| également)?|à (?:voir|écouter)(?: aussi)?|voir aussi|(?:leggi|vedi) anche|(?:leia|veja) (?:também|mais)",
    "(?:lees|bekijk) ook|läs (?:också|även|mer)|(?:les|læs) (?:også|mer|mere)|lue (?:myös|lisää)",
    "(?:czytaj|przeczytaj|zobacz|sprawdź)(?: (?:też|także|również|więcej))?|(?:čtěte|čítajte|přečtěte si) (?:také|tiež|též)|citește și|olvasta már|pročitajte (?:i|još)",
    "(?:читайте|смотрите) (?:также|ещё|еще)|читайте і|διαβάστε (?:επίσης|ακόμα)",
  ].join("|")})\\s*[:：|]\\s*\\S`,
  "iu",
);

/** Who made a picture, at the end of what stands under it. */
const credited =
  /(?:©\s?|\((?:foto|photo|bild|image|picture|credit|crédits?|fuente|fot)s?\.?\s?:\s?|(?:[.!?»”"]|\|)\s(?:foto|photo|bild|image|imagen|picture|credit|crédits?|fot)s?\.?\s?:\s?)[\p{L}\d .,/&+'’|-]{2,60}\)?\.?$/iu;
const pictureOf =
  /^(?:beitragsbild|titelbild|aufmacherbild|symbolbild|bildquelle|bildnachweis|featured image|image à la une|imagen destacada)\b.{0,200}$|^(?:vergrößern|enlarge|zoom)\s|^(?:bild|foto|image|photo) (?:anzeigen|schließen|vergrößern|enlarge)\b/iu;

const aboutSite = new RegExp(
  [
    // Who pays.
    "\\b(?:we|us|site|publisher) (?:may|can|might) (?:receive|earn|get) (?:a |an |some )?(?:affiliate |small )?(?:compensation|commissions?)\\b|\\bcontains? (?:references|affiliate links|links) to products\\b|\\badvertisers? do(?:es)? not influence\\b|\\bproducts through an independent review process\\b|\\b(?:provided|reviewed|commissioned|endorsed) (?:or \\w+ )?by (?:the|any) (?:bank )?advertisers?\\b",
    "\\b(?:affiliate-?links?|provisions-?links?)\\b|\\bals amazon-partner\\b|\\bliens? d['’]affiliation\\b|\\benlaces? de afiliad",
    // What readers may do with their account, their vote, their comment, their money.
    "\\byou (?:must|need to|have to) be (?:logged|signed) in\\b|\\b(?:log|sign) in to (?:comment|reply|post)\\b|^(?:sie sind|du bist) (?:\\p{L}+ )?nicht (?:eingeloggt|angemeldet)\\b|\\b(?:du musst|sie müssen) (?:\\p{L}+ )?(?:eingeloggt|angemeldet) sein\\b|\\bdebes? (?:iniciar sesión|estar registrad)|\\bvous devez (?:être connecté|vous connecter)|\\bdevi (?:essere connesso|accedere)|\\bmusisz (?:być zalogowany|się zalogować)",
    "\\b(?:war|ist|fanden sie|hat ihnen) (?:der|den|die|dieser|diesen|diese|dieses) (?:artikel|beitrag|seite|inhalt)\\b.{0,30}\\b(?:nützlich|hilfreich|gefallen|interessant)\\b.{0,10}\\?|\\b(?:möchten|wollen) sie (?:den|diesen) (?:artikel|beitrag) teilen\\b|\\b(?:was|did you find) this (?:article|page|post|content|answer) (?:helpful|useful|interesting)\\b|\\bcet article vous a-t-il\\b|\\b(?:noch )?keine bewertungen\\b|\\bno (?:ratings|votes) (?:yet|so far)\\b",
    "^(?:unterstütz(?:e|t|en sie) (?:uns|unsere (?:arbeit|redaktion))|jede (?:kleine |noch so kleine )?spende|(?:gefällt|kennt|kennst) (?:dir|ihnen|euch|ihr|du)(?: schon)? unser|help us (?:continue|keep|grow)|soutenez-nous|faites un don|apóyanos|haz una donación|sostienici|wesprzyj nas)",
    "\\b(?:straight|directly|right) to your (?:phone|inbox|mailbox)\\b|\\bbenachrichtigung(?:en)? (?:aktivieren|erhalten|zulassen)\\b|^(?:enable|allow|turn on) notifications\\b|\\bzapraszamy (?:też |także )?do subskrypcji\\b",
    "\\bhier klicken\\b|^(?:hier|jetzt) (?:anmelden|registrieren|bestellen|downloaden|herunterladen|mitmachen)\\b|\\bklicken sie (?:hier|auf den (?:unteren|folgenden) (?:button|link))\\b|\\bcliquez ici\\b|\\b(?:haz|haga|pulsa|pulse) (?:clic )?aquí\\b|\\bclicca qui\\b|\\bclique aqui\\b|\\bklicka här\\b|\\bkliknij tutaj\\b|\\bum den inhalt von \\S{1,60} (?:zu laden|anzuzeigen)\\b",
    // Where the text comes from, and what may be done with it.
    "\\bdieser (?:eintrag|beitrag|artikel|text) (?:wurde (?:veröffentlicht|am|unter|in|geschrieben)|stammt aus|erschien|ist erschienen)|\\bthis entry was (?:posted|filed|tagged)\\b|\\bce(?:t article|tte entrée|tte entrée) a été publiée?\\b|\\besta entrada fue publicada\\b|\\bquesto articolo è stato pubblicato\\b",
    "\\b(?:inhalte?|contents?|contenus?|contenidos?|contenuti) (?:dieser|auf dieser|of this|on this|de ce|de este|di questo) (?:web-?seite|web-?site|seite|site|sitio|blogs?|sito)\\b.{0,80}\\b(?:creative commons|cc[- ]by|li[cz]en[sc]|lizenz|licen[cz]ia)",
    "^(?:warning|notice|deprecated|fatal error|parse error)\\s?:\\s.{5,300}\\bon line \\d+",
  ].join("|"),
  "iu",
);

/** Whole lines, whatever stands around them. */
const labels = new RegExp(
  `^(?:${[
    "zusatzinformationen|quellenangaben?|quellen?|bildnachweise?|kontakt|artikel|anzeige|advertorial|werbung|externer inhalt|erschienen in|ende der anzeige|vorschau auf den nächsten artikel|nächster (?:artikel|beitrag)|voriger (?:artikel|beitrag)|alle angaben ohne gewähr|empfehlungen aus dem .{1,40}shop|(?:wird )?geladen|highlights aus dem heft|zum seitenanfang|nach oben|drucken|teilen|merken",
    "contact|article|sources?|ad|advertisement|external content|appeared in|next (?:article|post)|previous (?:article|post)|loading|back to top|print|story continues below(?: advertisement)?|article continues(?: below)?|end of advertisement",
    "publicité|contenu externe|article (?:suivant|précédent)|haut de page|imprimer|publicidad|contenido externo|(?:siguiente|anterior) artículo|imprimir|fuentes?|pubblicità|fonti|reklama|źródł[oa]|advertentie|annons|mainos|реклама|источники?",
  ].join("|")})$`,
  "iu",
);

export function isAboutSite(line: string): boolean {
  return (
    leadsElsewhere.test(line) ||
    credited.test(line) ||
    pictureOf.test(line) ||
    aboutSite.test(line) ||
    labels.test(line.replace(/^[\s([\-–—*•|»›<«_.]+|[\s)\]\-–—*•|«‹»>:…._!]+$/gu, ""))
  );
}

/** "7 October 2020": when a page was made, above its text. In the text it may head what happened on that day. */
export function isDateOnly(line: string): boolean {
  const words = line.match(/\p{L}{2,}/gu) ?? [];
  return (
    line.length <= 40 && words.length <= 3 && /\b(?:19|20)\d{2}\b/.test(line) && /\d{1,2}\D+\d/.test(line)
  );
}
