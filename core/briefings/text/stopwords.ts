// Words that carry no subject, for the languages that most sources are in: to weigh sentences, and to guess a text's language.

const lists: Record<string, string> = {
  en: "a about above after again against all also am an and any are as at be because been before being below between both but by can could did do does doing down during each even few for from further get had has have having he her here hers him his how i if in into is it its itself just last like many may me more most much my new no nor not now of off on once one only or other our out over own per said same say says she should since so some still such than that the their them then there these they this those three through to too two under until up us very was we were what when where which while who whom why will with within without would year years you your mr mrs ms",
  de: "ab aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim bereits bis da damit dann das dass dem den denn der des die dies diese diesem diesen dieser dieses doch durch ein eine einem einen einer eines er erst es etwa etwas euch für gegen habe haben hat hatte hatten hier ich ihm ihn ihr ihre ihrem ihren ihrer im in ins ist ja jahr jahre jahren jedoch jetzt kann kein keine können man mehr mit muss müssen nach nicht noch nun nur ob oder ohne sagte schon sehr sei sein seine seinem seinen seiner seit sich sie sind so soll sollen über um und uns unter viele vom von vor war waren was weil weiter wenn werden wie wieder will wir wird wo worden wurde wurden zu zum zur zwei zwischen",
  fr: "à a ainsi alors an année années ans après au aussi autre autres aux avait avant avec avoir c ce cela ces cet cette ceux chez comme contre d dans de depuis des deux dit donc dont du elle elles en encore entre est et été être eu fait faire fois font il ils j je jusque l la le les leur leurs lui m mais me même mois moins n ne non nos notre nous on ont ou où par pas peu peut plus pour pourquoi qu quand que quel quelle qui s sa sans se selon sera ses si son sont sous sur t tous tout toute toutes très trois un une vers vous y",
  es: "a al algo ante antes año años así aunque bajo bien cada como con contra cual cuando de del desde donde dos durante e el ella ellas ellos en entre era eran es esa ese eso esta está están estas este esto estos fue fueron ha había hace han hasta hay la las le les lo los más me mientras mucho muy ni no nos o otra otras otro otros para pero poco por porque que qué quien se según ser será si sí sido sin sobre son su sus también tan tanto tiene tienen todo todos tras tres un una uno unos y ya",
  it: "a ad agli ai al alla alle anche ancora anni anno avere ha hanno che chi ci come con contro cui da dagli dai dal dalla dalle dei degli del della delle dello di dopo dove due e è ed era essere fa fino fra gli ha hanno i il in io la le lei li lo loro lui ma mentre mi molto ne nei nel nella nelle no noi non o ogni ora per perché però più poi prima quando quanto quella quelle quello questa queste questo se secondo sei senza si sia sono stata stato su sua sue sugli sui sul sulla suo tra tre tutti tutto un una uno",
  pt: "a à ainda além ano anos antes ao aos após as às até cada com como contra da das de depois desde do dois dos e é ela elas ele eles em entre era essa esse esta está estão este eu foi foram há isso já la lhe mais mas me mesmo muito na não nas nem no nos nós o onde os ou para pela pelas pelo pelos pode por porque qual quando que quem se segundo sem ser será seu seus sob sobre são sua suas também tem tem têm três um uma vai você",
  nl: "aan al alle als ander andere bij daar dan dat de deze die dit doen door drie een eens en er ge geen haar had heb hebben heeft hem het hier hij hoe hun ik in is ja jaar jaren je kan kunnen maar me meer men met mijn moet na naar niet nog nu of om omdat onder ons ook op over sinds te tegen toch toen tot twee u uit van veel volgens voor want waren was wat we wel werd wie wil worden wordt ze zei zich zij zijn zo zonder zou",
  sv: "alla att av blev bli blir de dem den denna det detta du där efter eller en enligt ett från får för ha hade han har hon i in inte jag kan kommer med men mot mycket mer något när nu och om på sedan ser sig sin sina ska skulle som så till två under upp ut var vara vi vid var år är över",
  pl: "a aby ale bez bo był była było były być co czy dla do gdy go i ich jak jako je jednak jego jej jest już kiedy która które który lat lub ma mają może na nad nie niż o od oraz po pod poza przed przez przy roku są się się sobie także tego tej ten to tu tych tylko tym u w we więc wszystkie z za ze że",
  ru: "а без более бы был была были было быть в вам вас весь во вот все всего всех вы где год года году да для до его ее её если есть еще ещё же за здесь и из или им их к как какой когда которая которые который кто ли между меня мне может мы на над надо наш не него нее ней нет ни них но ну о об однако он она они оно от очень по под после при про раз с со свои сказал сообщил так также такой там тем то того тоже той только том ты у уже хотя чего чем что чтобы эта эти это этого этой этом этот я",
  uk: "а але без був була були було бути в вже вона вони все всі він де для до його за є з зі і із її їх й коли ми на над не ні о один при про після під рік року роки та так такий також те ти то тому у це цей ці час чи що щоб як який яка які якщо я",
  ar: "من في على إلى عن مع هذا هذه ذلك تلك التي الذي الذين أن إن كان كانت قد ما لا لم لن هو هي هم كل بعد قبل بين حتى أو ثم أي كما عند منذ خلال وقد وفي ومن غير بعض حيث وقال قال وأن بأن أنه أنها إنه ولا كذلك حول ضد نحو لكن عام اليوم وهو وهي به بها له لها فيه فيها",
  tr: "ama ancak bir bu çok da daha de değil diye en gibi göre hem her için ile ise kadar ki mi ne o olan olarak oldu olduğu sonra şu tarafından ve veya ya yeni yıl yok",
  ja: "の に は を た が で て と し れ さ ある いる も する から な こと として い や れる など なっ ない この ため その あっ よう また もの という あり まで られ なる へ か だ これ によって により おり より による ず なり られる において ば なかっ なく しかし について せ だっ その後 できる それ う ので なお のみ でき き つ における および いう さらに でも ら たり その他 に関する たち ます ん なら に対して ました です",
  zh: "的 了 在 是 我 有 和 就 不 人 都 一 一个 上 也 很 到 说 要 去 你 会 着 没有 看 好 自己 这 那 他 她 它 们 与 及 等 对 为 以 于 将 被 从 而 并 中 其 已 该 或 还 个 年 月 日 但 由 让 向 把 比 后 前 表示 进行 可以 我们 他们 这个 以及 因为 所以 如果",
  ko: "이 그 저 것 수 등 및 는 은 가 을 를 의 에 에서 와 과 도 로 으로 한 하다 있다 없다 했다 있는 하는 대한 위해 통해 따르면 지난 이번 밝혔다 말했다",
};

const sets = new Map(Object.entries(lists).map(([language, words]) => [language, new Set(words.split(" "))]));
const none: ReadonlySet<string> = new Set();

/** Lower-case words; empty for a language without a list. */
export function stopwordsOf(language: string | undefined): ReadonlySet<string> {
  return sets.get(baseLanguage(language)) ?? none;
}

export const listedLanguages: readonly string[] = [...sets.keys()];

/** "pt-BR" → "pt". */
export function baseLanguage(language: string | undefined): string {
  return (language ?? "").toLowerCase().split(/[-_]/)[0] ?? "";
}
