// Sentences that nobody would say aloud: captions, what is about the site, and what lost a formula on its way.

/** What stands under a picture. */
const captions = new RegExp(
  [
    "^(?:an?|the) artist(?:['’]s|s['’])? (?:illustration|impression|concept|conception|rendering|rendition|depiction|view|reconstruction)\\b",
    "^artist(?:['’]s|s['’]) (?:illustration|impression|concept|conception|rendering|rendition|depiction)\\b",
    "^(?:an? )?(?:file|stock|handout|undated|archive|representational) (?:photo|photograph|image|picture)s?\\b",
    "^(?:an? |the )?(?:satellite|aerial|drone|archival|composite|false-colou?r) (?:photo|photograph|image|picture|view)s? (?:of|shows?|showing|taken|from)\\b",
    "^(?:this|the|a|an|these) (?:photo|photograph|image|picture|illustration|graphic|map|chart|screenshot|screengrab|animation|diagram|video still|infographic)s?(?: (?:above|below|here|provided|taken|released|by)\\b[^.]{0,80})? (?:shows?|showing|depicts?|illustrates?)\\b",
    "^(?:screenshot|screengrab|illustration|photograph|photo illustration|graphic) (?:of|by|from|via)\\b",
    "\\bin (?:this|an?) (?:undated |recent )?(?:file |handout |aerial |satellite |still )?(?:photo|image|picture|photograph|illustration|frame grab|video grab)\\b",
    "^(?:pictured|above|below|left|right|top|bottom|seen here)(?: (?:here|left|right|above|below))?\\s*[:,]",
    "\\b(?:is|are|was|were) (?:pictured|seen) (?:here|above|below|in this)\\b",
    "\\((?:(?:ap |afp |epa |reuters |getty |file |handout )?(?:photo|image|picture)s?\\b|credits?\\s*[:/]|courtesy\\b)[^)]{0,120}\\)",
    "\\b(?:image|photo|picture|illustration|photograph)s? (?:credits?|courtesy(?: of)?|copyright)\\b",
    "^(?:photo|image|picture|credit|illustration|photograph|foto|bild|grafik|crédits?|fuente|imagen|ilustración|immagine|imagem|фото|иллюстрация)s?\\s*[:/]",
    "^(?:künstlerische (?:darstellung|illustration)|symbolbild|symbolfoto|archivbild|archivfoto)\\b",
    "^(?:vue d[’']artiste|(?:image|photo) d[’'](?:illustration|archives?))",
    "^(?:(?:recreación|ilustración|impresión) artística|(?:imagen|fotografía|foto) de archivo)",
    "^(?:(?:illustrazione|rappresentazione) artistica|foto d[’']archivio)",
    "^(?:(?:ilustração|concepção) artística|(?:imagem|foto) de arquivo)",
    "^художественное (?:изображение|представление)",
    "^(?:写真は|写真：|イメージ図|図：|図は|资料图|資料圖|示意图|图为|圖為|图片来源)",
  ].join("|"),
  "iu",
);

/** What is about the paper, its letters and its readers, however long the sentence is. */
const aboutSite = new RegExp(
  [
    "\\b(?:sign(?:ing)? up|subscribe|subscribing)\\b.{0,120}\\b(?:newsletters?|inbox|e-?mails?|alerts?|updates?|podcast|channel|here|free)\\b",
    "\\bnewsletters?\\b.{0,120}\\b(?:inbox|sign(?:ing)? up|subscribe|delivered|every (?:day|morning|evening|week|weekday|month|(?:mon|tues|wednes|thurs|fri|satur|sun)day))\\b",
    "\\b(?:in|to|into|hits) your (?:inbox|mailbox|e-?mail)\\b",
    "\\b(?:this|our|my|the) (?:weekly|daily|free|monthly|morning|evening) (?:newsletter|e-?mail)\\b",
    "\\b(?:a version of )?this (?:story|article|piece|post|essay|edition|report|column)(?: (?:is|was|has been|first|originally)){0,3} (?:appeared|published|posted|part of|adapted|excerpted|republished|produced|reproduced|updated|corrected|edited)\\b",
    "\\b(?:follow|find) (?:us|me|him|her|them|the (?:author|reporter|writer)) on (?:x|twitter|facebook|instagram|mastodon|bluesky|linkedin|threads|tiktok|youtube|whatsapp|telegram|social media)\\b|\\b(?:reach|contact|e-?mail) (?:us|me|the (?:author|reporter|writer|newsroom)) (?:at|via)\\b",
    "\\b(?:we|i) may (?:earn|receive) (?:a |an )?(?:small )?(?:affiliate )?commissions?\\b",
    "\\bbecome a (?:paid |paying |monthly )?(?:subscriber|patron|supporter)\\b(?! of)|\\bas an amazon associate\\b",
    "\\b(?:join|download|install|check out|listen to|watch|read|explore|browse) (?:our|us|more of our)\\b",
    "\\bclick (?:here|below)\\b",
    "\\b(?:share|send|tell|show) (?:us )?(?:your|yours) (?:\\p{L}+,? (?:and |or )?){0,4}(?:videos?|pictures?|photos?|stories|story|thoughts|views|experiences?|opinions?|tips|questions|comments?)\\b",
    "\\byou(?:['’]re| are) (?:reading|receiving|listening)\\b",
    "\\bwelcome (?:back )?to\\b.{0,60}\\b(?:newsletter|podcast|edition|briefing|episode|column)\\b",
    "\\b(?:support|fund) (?:our|independent|local) (?:journalism|work|reporting|newsroom)\\b",
    "\\bnewsletter\\b.{0,80}\\b(?:abonnieren|anmelden|bestellen|abonnez|inscrivez|suscr[ií]b|iscriv|assine|inscreva|aanmelden|prenumerera)",
    "\\b(?:abonnieren|abonnez-vous|inscrivez-vous|suscríbe\\p{L}*|iscriviti|inscreva-se|assine|prenumerera)\\b.{0,80}\\b(?:newsletter|kanal|canal|boletín|infolettre|nyhetsbrev|nieuwsbrief)",
    "подпи(?:шитесь|сывайтесь) на|メルマガ|ニュースレター(?:に|を)|订阅(?:我们|本)",
  ].join("|"),
  "iu",
);

/**
 * A formula was taken out and its sentence closed over the hole: "the ratio of , where is the mass". In French a space
 * stands before some marks, but before a comma or a point in no language.
 */
const hole =
  /\(\s*[,;]?\s*\)|\[\s*\]|\p{L}\s+[,.](?=\s|$)|\b(?:the|between|equals)\s*[,;.](?=\s|$)|[,;]\s*where\s+(?:is|are|denotes?|represents?)\b|\b(?:of|the|between|from|by)\s+(?:and|or|is|are|equals?)\s+(?:the|a|an|is|of|with|[,;.])/iu;
/** Notation as authors type it, and the mark of one that could not be written on a line. */
const formula =
  /\[formula\]|\\(?:frac|sum|int|sqrt|begin|mathrm|mathbb|mathcal|left|displaystyle|text)\b|\$[^$\n]{0,200}[\\^_{=][^$\n]{0,200}\$|\{\\|\\[([]/;

export function isUnspoken(sentence: string): boolean {
  return captions.test(sentence) || aboutSite.test(sentence) || hole.test(sentence) || formula.test(sentence);
}
