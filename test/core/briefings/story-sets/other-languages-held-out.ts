// Reports in other languages that no rule was tuned on. A line is: event | title | text.
export const otherLanguagesHeldOut: Record<string, Record<string, string>> = {
  de: {
    Landtagswahlen: `
hessen | CDU gewinnt Wahl in Hessen | Die CDU hat die Landtagswahl in Hessen mit 34,6 Prozent gewonnen. Ministerpräsident Boris Kramer kündigte Gespräche mit SPD und Grünen an. Die Wahlbeteiligung lag bei 66 Prozent.
hessen | Kramer kann in Wiesbaden weiterregieren | Klarer Sieg für Ministerpräsident Boris Kramer: Seine CDU kommt in Hessen auf 34,6 Prozent. Mit wem er regiert, ist offen; er will mit Grünen und SPD sprechen.
bayern | CSU gewinnt Wahl in Bayern | Die CSU hat die Landtagswahl in Bayern mit 37,0 Prozent gewonnen. Ministerpräsident Max Sailer kündigte Gespräche mit den Freien Wählern an. Die Wahlbeteiligung lag bei 73 Prozent.
bayern | Sailer setzt auf die Freien Wähler | In München soll es weitergehen wie bisher: Nach den 37 Prozent der CSU will Ministerpräsident Max Sailer wieder mit den Freien Wählern regieren. 73 Prozent gingen in Bayern zur Wahl.
bremen | SPD gewinnt Wahl in Bremen | Die SPD hat die Bürgerschaftswahl in Bremen mit 29,8 Prozent gewonnen. Bürgermeisterin Anna Behrens kündigte Gespräche mit Grünen und Linken an. Die Wahlbeteiligung lag bei 57 Prozent.
bahn | Bahn streicht 80 Züge wegen Bauarbeiten | Zwischen Frankfurt und Mannheim fallen ab Montag täglich 80 Züge aus. Die Bahn erneuert bis Dezember die Gleise. Reisende brauchen eine halbe Stunde länger.
bahn | Riedbahn wird bis Dezember gesperrt | Ab Montag fährt zwischen Frankfurt und Mannheim auf der Riedbahn nichts mehr: Gleise und Weichen werden bis Dezember erneuert, 80 Züge am Tag entfallen. Umleitungen kosten 30 Minuten.`,
  },
  fr: {
    "faits divers": `
lyon | Incendie à Lyon : un immeuble évacué | Un incendie s'est déclaré mardi soir dans un immeuble de la rue Garibaldi à Lyon. Soixante habitants ont été évacués, quatre ont été intoxiqués par la fumée. Le feu est parti d'une cuisine.
lyon | Rue Garibaldi, soixante personnes passent la nuit dehors | Un feu de cuisine a gagné le toit d'un immeuble lyonnais mardi soir. Les pompiers ont mis à l'abri soixante habitants de la rue Garibaldi ; quatre ont respiré de la fumée.
nantes | Incendie à Nantes : une école évacuée | Un incendie s'est déclaré mardi matin dans une école du quai Malakoff à Nantes. Deux cents élèves ont été évacués, personne n'a été blessé. Le feu est parti d'un local technique.
loup | Un loup aperçu près de Limoges | Un loup a été filmé dimanche par un chasseur près de Limoges. L'office de la biodiversité confirme. Les éleveurs de la Haute-Vienne demandent des chiens de protection.
loup | Haute-Vienne : le retour du loup confirmé | La vidéo d'un chasseur ne laisse plus de doute : l'animal vu dimanche aux portes de Limoges est bien un loup, dit l'office de la biodiversité. Les éleveurs réclament des chiens.
pont | Le pont de Tonnay fermé pour deux ans | Le pont suspendu de Tonnay ferme lundi pour deux ans. Ses câbles, de 1885, doivent être changés. Le chantier coûte 11 millions d'euros.
pont | Tonnay : le vieux pont suspendu change ses câbles | À partir de lundi et pendant deux ans, plus personne ne traversera la Charente à Tonnay. Les câbles du pont datent de 1885 ; 11 millions d'euros sont prévus.`,
  },
  es: {
    fichajes: `
vega | El Betis ficha a Marcos Vega hasta 2030 | El Betis ha fichado al delantero Marcos Vega, de 22 años, por 18 millones. Firma hasta 2030. Marcó 16 goles con el Granada la temporada pasada.
vega | Marcos Vega ya es jugador del Betis | El Granada vende a su goleador: Marcos Vega, 22 años y 16 tantos el último curso, se marcha al Betis por 18 millones y cuatro temporadas.
soler | El Sevilla ficha a Iván Soler hasta 2029 | El Sevilla ha fichado al defensa Iván Soler, de 24 años, por 12 millones. Firma hasta 2029. Jugó 33 partidos con el Cádiz la temporada pasada.
ruiz | El Betis renueva a Pablo Ruiz hasta 2029 | El Betis ha renovado al portero Pablo Ruiz, de 28 años. Firma hasta 2029. Jugó 35 partidos la temporada pasada.
estadio | El Betis reformará su estadio por 160 millones | El Betis invertirá 160 millones en su estadio, que tendrá 64.000 asientos. Las obras empiezan en junio y durarán dos años. El equipo jugará mientras en La Cartuja.
estadio | 64.000 asientos: así será el nuevo campo del Betis | Durante dos años el Betis jugará en La Cartuja mientras se renueva su campo. La reforma cuesta 160 millones, comienza en junio y sube el aforo a 64.000.`,
  },
  it: {
    cronaca: `
etna | L'Etna erutta, chiuso l'aeroporto di Catania | L'Etna è tornato a eruttare nella notte. La cenere ha costretto a chiudere l'aeroporto di Catania fino alle 14: 70 voli cancellati. La colonna ha raggiunto sei chilometri.
etna | Cenere su Catania, 70 voli cancellati | Notte di fuoco sul vulcano: una colonna alta sei chilometri ha coperto Catania di cenere. Lo scalo riapre alle 14, settanta i voli saltati.
stromboli | Lo Stromboli erutta, sentieri chiusi | Lo Stromboli è tornato a eruttare nella notte. La lava ha raggiunto il mare dalla Sciara del Fuoco. I sentieri oltre i 290 metri restano chiusi.
sciopero | Sciopero dei mezzi a Milano venerdì | Venerdì si fermano metro, bus e tram a Milano per uno sciopero di 24 ore. Garantite le fasce fino alle 8:45 e dalle 15 alle 18. I sindacati chiedono più autisti.
sciopero | Milano, venerdì senza metro e tram | Ventiquattro ore di stop per i mezzi milanesi: i sindacati protestano per la mancanza di autisti. Si viaggia solo prima delle 8:45 e tra le 15 e le 18.
sciopero2 | Sciopero dei taxi a Roma giovedì | Giovedì si fermano i taxi a Roma per uno sciopero di 14 ore, dalle 8 alle 22. I sindacati protestano contro 1.000 nuove licenze.`,
  },
  pl: {
    wypadki: `
wisla | Barka zatonęła na Wiśle w Toruniu | W poniedziałek w Toruniu zatonęła barka z piaskiem. Trzech członków załogi uratowali strażacy. Żegluga na Wiśle jest wstrzymana do środy.
wisla | Toruń: strażacy uratowali załogę tonącej barki | Trzy osoby wyciągnęli strażacy z Wisły, gdy w poniedziałek poszła na dno barka wioząca piasek. Do środy statki nie popłyną przez Toruń.
odra | Kuter zatonął na Odrze w Szczecinie | W poniedziałek w Szczecinie zatonął stary kuter. Nikogo nie było na pokładzie. Żegluga na Odrze odbywa się bez zmian.
most | Nowy most w Płocku otwarty | W poniedziałek otwarto w Płocku nowy most przez Wisłę. Budowa trwała cztery lata i kosztowała 420 milionów złotych. Codziennie przejedzie nim 20 tysięcy aut.
most | Płock ma trzecią przeprawę przez Wisłę | Po czterech latach budowy kierowcy wjechali w poniedziałek na nowy most w Płocku. Za 420 milionów złotych miasto zyskało drogę dla 20 tysięcy samochodów dziennie.`,
  },
  ru: {
    "спорт и наука": `
spartak | «Спартак» обыграл «Зенит» 2:1 | «Спартак» в воскресенье победил «Зенит» со счётом 2:1. Оба мяча забил Иван Громов, у гостей отличился Петров. «Спартак» поднялся на второе место.
spartak | Дубль Громова принёс «Спартаку» победу над «Зенитом» | Два гола Ивана Громова решили исход воскресного матча: «Спартак» выиграл у «Зенита» 2:1 и теперь второй. Единственный мяч петербуржцев провёл Петров.
dinamo | «Динамо» обыграло «Ростов» 2:1 | «Динамо» в воскресенье победило «Ростов» со счётом 2:1. Мячи забили Орлов и Сидоров, у гостей отличился Ким. «Динамо» поднялось на пятое место.
mamont | В Якутии нашли мамонтёнка | В Якутии учёные нашли тушу мамонтёнка возрастом 50 тысяч лет. Она весит 180 килограммов и хорошо сохранилась. Находку изучат в Якутске.
mamont | Мамонтёнок пролежал в мерзлоте 50 тысяч лет | Почти целую тушу мамонтёнка весом 180 килограммов подняли из вечной мерзлоты в Якутии. Исследовать её будут учёные в Якутске.`,
  },
  ja: {
    地震と鉄道: `
noto | 石川県能登で震度5強、けが人3人 | 3日朝、石川県能登地方で震度5強の地震があった。気象庁によると地震の規模はマグニチュード5.8で、3人がけがをした。津波の心配はない。
noto | 能登で強い地震　3人けが | 気象庁は3日、石川県能登地方で最大震度5強を観測したと発表した。マグニチュードは5.8。住宅の壁が崩れるなどして3人が軽いけがをした。
iwate | 岩手県沖で震度4 | 3日夜、岩手県沖を震源とする震度4の地震があった。気象庁によると地震の規模はマグニチュード5.1で、けが人はいない。津波の心配はない。
tokaido | 東海道新幹線が3時間停止、12万人に影響 | 3日午後、東海道新幹線は架線の切断で東京と名古屋の間の運転を3時間見合わせた。JR東海によると約12万人に影響が出た。
tokaido | 架線切れで新幹線止まる　12万人の足に影響 | JR東海は3日、東海道新幹線の架線が切れたため東京―名古屋間で約3時間運転を止めたと発表した。利用客およそ12万人に影響した。
tohoku | 東北新幹線が1時間停止 | 3日午後、東北新幹線は信号の故障で盛岡と八戸の間の運転を1時間見合わせた。JR東日本によると約8千人に影響が出た。`,
  },
};
