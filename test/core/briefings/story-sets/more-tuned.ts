// More reports on which the rule for stories was tuned, after a first look at the others. A line is: event | title | text.
export const moreTuned: Record<string, Record<string, string>> = {
  ja: {
    台風と企業: `
typhoon | 台風12号、九州南部に上陸のおそれ | 強い台風12号は5日夜、九州南部に上陸するおそれがある。気象庁によると最大瞬間風速は50メートルで、鹿児島県は8万人に避難を呼びかけた。
typhoon | 鹿児島で8万人に避難呼びかけ　台風12号接近 | 台風12号の接近を受け、鹿児島県は約8万人に避難を呼びかけた。気象庁は瞬間的に50メートルの風が吹くとして警戒を求めている。
typhoon13 | 台風13号、沖縄に接近 | 台風13号は5日夜、沖縄に接近する見込み。気象庁によると最大瞬間風速は35メートルで、沖縄県は高波に注意を呼びかけた。
toyo | 東洋電機、純利益20%増の120億円 | 東洋電機が5日発表した4〜6月期の純利益は前年同期比20%増の120億円だった。モーターの輸出が伸びた。
toyo | モーター輸出好調　東洋電機が2割増益 | 東洋電機の4〜6月期決算は純利益が120億円と前年より2割増えた。海外向けのモーターが好調だった。
hokuto | 北斗製薬、純利益20%減の80億円 | 北斗製薬が5日発表した4〜6月期の純利益は前年同期比20%減の80億円だった。新薬の研究費が増えた。`,
  },
  zh: {
    地铁和公司: `
metro | 杭州地铁9号线通车 | 杭州地铁9号线5日正式通车，全长34公里，设21座车站。预计每天运送乘客30万人次。
metro | 34公里、21站：杭州9号线迎来首批乘客 | 5日早上，杭州地铁9号线迎来首批乘客。这条线路共有21座车站，全长34公里，每天可运送30万人次。
metro2 | 成都地铁13号线通车 | 成都地铁13号线5日正式通车，全长29公里，设18座车站。预计每天运送乘客25万人次。
flood | 湖南暴雨致三人失踪 | 湖南怀化5日遭遇暴雨，三人失踪，1.2万人转移。气象台发布红色预警。
flood | 怀化暴雨红色预警　1.2万人转移 | 受暴雨影响，湖南怀化已转移1.2万人，仍有三人下落不明。当地气象台发布了红色预警。`,
  },
  it: {
    "calcio e politica": `
milan | Il Milan batte il Torino 2-0 | Il Milan ha battuto il Torino 2-0 domenica a San Siro. Doppietta di Luca Ferri nel primo tempo. I rossoneri salgono al secondo posto.
milan | Ferri trascina il Milan, Torino ko | Due gol di Luca Ferri bastano al Milan: a San Siro il Torino perde 2-0 e i rossoneri sono secondi.
lazio | La Lazio batte il Genoa 2-0 | La Lazio ha battuto il Genoa 2-0 domenica all'Olimpico. Gol di Marco Neri e Paolo Galli nel primo tempo. I biancocelesti salgono al sesto posto.
sindaco | Bari, eletto sindaco Nicola Greco | Nicola Greco è il nuovo sindaco di Bari: ha vinto il ballottaggio con il 54 per cento. L'affluenza è stata del 41 per cento.
sindaco | Ballottaggio a Bari, vince Greco | Con il 54 per cento dei voti Nicola Greco conquista il municipio di Bari. Ha votato solo il 41 per cento.
sindaco2 | Lecce, eletta sindaca Maria Conte | Maria Conte è la nuova sindaca di Lecce: ha vinto il ballottaggio con il 51 per cento. L'affluenza è stata del 48 per cento.`,
  },
  pl: {
    "kolej i sąd": `
pociag | Pociąg z Krakowa utknął na cztery godziny | Pociąg z Krakowa do Gdyni stał w niedzielę cztery godziny pod Radomiem. Zerwała się sieć trakcyjna, a 300 pasażerów czekało bez prądu i wody.
pociag | 300 pasażerów uwięzionych pod Radomiem | Cztery godziny spędzili w niedzielę pasażerowie w pociągu do Gdyni, który zatrzymał się pod Radomiem z powodu zerwanej sieci. Jechało nim 300 osób.
pociag2 | Pociąg z Wrocławia utknął na dwie godziny | Pociąg z Wrocławia do Poznania stał w niedzielę dwie godziny pod Lesznem. Zepsuła się lokomotywa, a 180 pasażerów przesiadło się do autobusów.
wyrok | Były prezes skazany na trzy lata | Sąd w Łodzi skazał byłego prezesa spółki Wektor na trzy lata więzienia. Miał wyprowadzić z firmy dwa miliony złotych.
wyrok | Trzy lata dla byłego szefa Wektora | Za wyprowadzenie dwóch milionów złotych ze spółki Wektor jej były szef trafi do więzienia na trzy lata, orzekł łódzki sąd.`,
  },
  pt: {
    "economia e clima": `
selic | Banco Central mantém Selic em 13,75% | O Banco Central manteve na quarta-feira a taxa Selic em 13,75% ao ano. A inflação acumulada é de 5,8%. Foi a quinta reunião sem mudança.
selic | Pela quinta vez, juros ficam em 13,75% | Sem surpresa: a Selic continua em 13,75%, decidiu o Banco Central na quarta-feira. Com inflação de 5,8%, analistas só esperam cortes em agosto.
chuva | Chuva deixa 12 mortos em Petrópolis | A chuva que caiu na terça-feira em Petrópolis deixou 12 mortos e 90 desabrigados. Houve deslizamentos em três bairros.
chuva | Petrópolis conta 12 vítimas dos deslizamentos | Subiu para 12 o número de mortos nos deslizamentos de terça-feira em Petrópolis. Três bairros foram atingidos e 90 pessoas perderam a casa.
chuva2 | Chuva deixa 2 mortos em Blumenau | A chuva que caiu na terça-feira em Blumenau deixou 2 mortos e 400 desabrigados. O rio Itajaí subiu nove metros.`,
  },
  nl: {
    "verkeer en beurs": `
a2 | Ongeluk op A2 bij Best: drie gewonden | Bij een ongeluk op de A2 bij Best zijn dinsdag drie mensen gewond geraakt. Een vrachtwagen schaarde. De weg naar Eindhoven was vijf uur dicht.
a2 | Vrachtwagen schaart bij Best, A2 urenlang dicht | Vijf uur lang kon er dinsdag niemand over de A2 naar Eindhoven. Bij Best was een vrachtwagen geschaard; drie mensen raakten gewond.
a12 | Ongeluk op A12 bij Ede: twee gewonden | Bij een ongeluk op de A12 bij Ede zijn dinsdag twee mensen gewond geraakt. Een auto vloog over de kop. De weg naar Arnhem was drie uur dicht.
winst | Winst Veldkamp stijgt naar 310 miljoen | Chipmachinebouwer Veldkamp boekte in het tweede kwartaal 310 miljoen euro winst, 12 procent meer dan een jaar eerder. De orderportefeuille groeide tot 4,2 miljard.
winst | Volle orderboeken bij Veldkamp | Veldkamp verdiende in het tweede kwartaal 310 miljoen, een stijging van 12 procent. Voor 4,2 miljard euro aan machines staat nog in de boeken.`,
  },
  en: {
    "announcements and follow-ups": `
quake | Nine dead after quake hits Marano | At least nine people were killed when an earthquake of magnitude 6.4 hit the coast of Marano before dawn on Sunday. In the port of Telo houses collapsed and thousands were without electricity.
quake | Marano earthquake toll rises to 14 | The death toll of the earthquake in Marano has risen to 14, the interior ministry said on Sunday evening. Rescuers were still digging in Telo, where most houses collapsed in the magnitude 6.4 tremor.
quake | Rescuers search ruins of Telo | Emergency crews were digging through collapsed houses in the Marano port of Telo on Sunday, after a tremor of magnitude 6.4. Hundreds spent the day in the open.
phone | Aurora unveils phone with folding screen | Aurora presented its first folding phone on Tuesday in Lisbon. The Fold One has a screen of 7.6 inches, costs 1,299 and is to be sold from October.
phone | Aurora Fold One: 7.6 inches for 1,299 | The phone maker Aurora enters the folding market. Its Fold One, shown in Lisbon on Tuesday, opens to 7.6 inches; it comes in October for 1,299.
phone2 | Aurora unveils watch with blood sensor | Aurora presented a new watch on Tuesday in Lisbon. The Pulse Two measures blood sugar through the skin, costs 449 and is to be sold from November.
census | Sarnia's population shrinks for the first time | Sarnia has fewer people than a year ago for the first time since 1946, the statistics office said on Monday: 8.91 million, 14,000 less. Births fell to 61,000.
census | More deaths than births: Sarnia shrinks | The number of Sarnians has gone down to 8.91 million, a loss of 14,000 and the first since 1946. Only 61,000 children were born, figures of the statistics office show.
obit | Novelist Irma Vahl dies at 91 | The novelist Irma Vahl has died in Lund at the age of 91, her publisher said on Monday. Her book "The Ice Road" was translated into 30 languages.
obit | Author of "The Ice Road" is dead | Irma Vahl, who wrote "The Ice Road", died in Lund on Sunday. She was 91. Her novels have been read in 30 languages.
obit2 | Composer Otto Brand dies at 88 | The composer Otto Brand has died in Lund at the age of 88, his family said on Monday. His opera "The Mill" was staged in 14 countries.`,
  },
};
