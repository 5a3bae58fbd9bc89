// Reports that no rule was tuned on: written when the rule stood, and measured once. A line is: event | title | text.
export const heldOut: Record<string, Record<string, string>> = {
  en: {
    "school and town": `
school | Lisdale school closes over mould | The primary school in Lisdale closed on Wednesday after mould was found in nine classrooms. Its 240 pupils are taught in the town hall until Easter. The council expects repairs to cost 1.3 million.
school | Pupils move to town hall as mould spreads | 240 children from Lisdale have lessons in the town hall from Thursday on, since nine rooms of their primary school are mouldy. The council puts the cost at 1.3 million.
school2 | Kerrow school closes over asbestos | The secondary school in Kerrow closed on Wednesday after asbestos was found in two gyms. Its 900 pupils are taught at home until Monday. The council expects repairs to cost 600,000.
pool | Dunmore votes to keep its open-air pool | In a referendum on Sunday 58 percent of voters in Dunmore chose to keep the open-air pool of 1934. Renovation costs 4.7 million. The mayor had wanted to sell the site.
pool | Mayor loses vote over Dunmore pool | The open-air pool in Dunmore stays. With 58 percent, citizens rejected on Sunday the mayor's plan to sell the site; the 1934 basins are now renovated for 4.7 million.
library | Dunmore library opens on Sundays | The town library of Dunmore opens on Sundays from May, from eleven to five. A trial in winter brought 400 visitors a day. The council pays 70,000 a year for guards.
library | Sunday opening for Dunmore's books | From May Dunmore's library will be open on Sundays as well. In the trial over the winter some 400 people came each time; guards cost the town 70,000 a year.`,
    "technology companies": `
pelican | Pelican lays off 1,200 | The software company Pelican will cut 1,200 jobs, a tenth of its staff, it said on Thursday. Chief executive Nora Quist wrote that too many people had been hired in 2024.
pelican | One in ten must go at Pelican | Pelican parts with 1,200 of its people. In a letter on Thursday chief executive Nora Quist said that the software house had grown too fast in 2024.
osprey | Osprey lays off 700 | The software company Osprey will cut 700 jobs, a sixth of its staff, it said on Thursday. Chief executive Tom Adler wrote that customers were buying less.
outage | Pelican cloud down for five hours | Customers of Pelican could not reach their data for five hours on Monday. A wrong configuration in a data centre in Oslo was the cause, the company said. Airlines and a hospital were affected.
outage | Faulty configuration in Oslo knocks out Pelican's cloud | An error in the settings of an Oslo data centre stopped Pelican's cloud on Monday for five hours. A hospital and several airlines had no access to their data.
lawsuit | Authors sue Pelican over training data | Eleven novelists have sued Pelican in Lund. They say that its language model was trained on 180,000 pirated books. Pelican calls that fair use.
lawsuit | Novelists take Pelican to court | Because 180,000 pirated books went into its language model, as they say, eleven writers demand damages from Pelican. The company pleads fair use; the court in Lund will hear the case.
release5 | Pelican Draw 5.1 released | Pelican has released version 5.1 of its drawing program. It exports vector graphics to the web and starts twice as fast. The update is free for users of 5.0.
release4 | Pelican Draw 4.9.2 released | Pelican has released version 4.9.2 of its drawing program. It fixes a crash when printing and two security holes. The update is free for users of 4.x.`,
  },
  de: {
    "Wirtschaft und Wetter": `
werk | Zulieferer Brandl schließt Werk in Schweinfurt | Der Autozulieferer Brandl schließt Ende 2027 sein Werk in Schweinfurt. 870 Beschäftigte verlieren ihre Arbeit. Die Produktion geht nach Györ. Die IG Metall kündigt Widerstand an.
werk | 870 Jobs weg: Brandl geht nach Ungarn | Bittere Nachricht für 870 Menschen in Schweinfurt: Ihr Werk wird bis Ende 2027 geschlossen. Brandl verlagert die Fertigung nach Györ; die IG Metall will das nicht hinnehmen.
werk2 | Zulieferer Hartwig schließt Werk in Zwickau | Der Autozulieferer Hartwig schließt Mitte 2027 sein Werk in Zwickau. 420 Beschäftigte verlieren ihre Arbeit. Die Produktion geht nach Brünn.
hagel | Hagel zerstört Weinberge an der Mosel | Ein Hagelsturm hat am Samstag an der Mosel 600 Hektar Weinberge zerstört. Bei Bernkastel lagen die Körner knöcheltief. Die Winzer rechnen mit einem Schaden von 25 Millionen Euro.
hagel | Winzer an der Mosel verlieren ihre Ernte | 25 Millionen Euro Schaden in einer halben Stunde: Auf 600 Hektar um Bernkastel hat der Hagel vom Samstag die Trauben zerschlagen.
sturm | Sturm deckt Dächer in Husum ab | Ein Sturm hat am Samstag in Husum 40 Dächer abgedeckt. Zwei Menschen wurden von Ziegeln verletzt. Die Feuerwehr rechnet mit einem Schaden von drei Millionen Euro.`,
  },
  fr: {
    "culture et sport": `
louvre | Le Louvre fermera un jour de plus par semaine | À partir de septembre, le Louvre sera fermé le lundi en plus du mardi. La direction manque de 200 gardiens. Le musée perdra 1,2 million de visiteurs par an.
louvre | Faute de gardiens, deux jours de fermeture au Louvre | Lundi et mardi : dès septembre, le musée parisien gardera portes closes deux jours par semaine. Il lui manque 200 agents, et 1,2 million de visiteurs ne viendront pas.
orsay | Orsay augmente le prix du billet à 20 euros | À partir de septembre, l'entrée du musée d'Orsay coûtera 20 euros au lieu de 16. La direction doit refaire la verrière. Les moins de 26 ans ne paient pas.
nice | Nice bat Lens 2-1 | Nice a battu Lens 2-1 samedi grâce à deux buts de Karim Diallo en seconde période. Lens avait ouvert le score par Martin. Les Niçois sont quatrièmes.
nice | Doublé de Diallo, Nice renverse Lens | Menés à la pause après un but de Martin, les Niçois ont gagné 2-1 samedi contre Lens grâce à un doublé de Karim Diallo, et prennent la quatrième place.
brest | Brest bat Reims 2-1 | Brest a battu Reims 2-1 samedi grâce à deux buts d'Hugo Le Bris en première période. Reims avait réduit l'écart par Sow. Les Brestois sont onzièmes.`,
  },
  es: {
    "política local": `
leon | León prohíbe los patinetes en el centro | El Ayuntamiento de León prohíbe desde el 1 de julio los patinetes eléctricos en el casco antiguo. La multa será de 150 euros. El año pasado hubo 84 accidentes.
leon | Sin patinetes en el casco antiguo de León | Quien circule en patinete eléctrico por el centro leonés pagará 150 euros a partir del 1 de julio. Tras 84 accidentes en un año, el Ayuntamiento cierra el casco antiguo.
burgos | Burgos prohíbe las terrazas en invierno | El Ayuntamiento de Burgos prohíbe desde el 1 de noviembre las estufas de gas en las terrazas. La multa será de 300 euros. Hay 210 locales afectados.
agua | Cortes de agua en Jaén por la sequía | Jaén cortará el agua por las noches desde el lunes. Los pantanos están al 18 por ciento. La medida afecta a 112.000 vecinos.
agua | La sequía deja a Jaén sin agua de noche | Con los pantanos al 18 por ciento, los 112.000 vecinos de Jaén se quedarán sin agua cada noche a partir del lunes.`,
  },
  ru: {
    "наука и город": `
most | В Казани закрыли мост Миллениум | Мост Миллениум в Казани закрыли в понедельник на ремонт до октября. Объезд идёт через дамбу. Работы стоят 640 миллионов рублей.
most | Казанский Миллениум встал на ремонт до осени | До октября через Казанку по мосту Миллениум не проехать: с понедельника идёт ремонт за 640 миллионов рублей. Машины пустили по дамбе.
most2 | В Самаре открыли Фрунзенский мост | Фрунзенский мост в Самаре открыли в понедельник после трёх лет стройки. Его длина 667 метров. Работы стоили 12 миллиардов рублей.
ledokol | Ледокол «Урал» застрял во льдах | Ледокол «Урал» в среду повредил винт у острова Диксон. На борту 53 человека, им ничто не угрожает. На помощь идёт «Арктика».
ledokol | «Арктика» спешит на помощь «Уралу» | У Диксона ледокол «Урал» с 53 членами экипажа остался без винта. Помочь ему должна «Арктика», она подойдёт через двое суток.`,
  },
  sv: {
    "färjor och fabriker": `
farja | Gotlandsfärjan gick på grund utanför Nynäshamn | Färjan till Gotland gick på grund utanför Nynäshamn på tisdagskvällen. De 410 passagerarna fick vänta ombord i sju timmar. Ingen skadades.
farja | Sju timmars väntan för 410 passagerare | På tisdagskvällen fastnade Gotlandsfärjan på ett grund vid Nynäshamn. Alla 410 ombord är oskadda, men fick vänta i sju timmar på bogserbåtar.
farja2 | Ölandsfärjan ställs in hela sommaren | Färjan mellan Oskarshamn och Byxelkrok ställs in i sommar. Rederiet hittar inga maskinister. Förra året åkte 52 000 passagerare.
bruk | Pappersbruket i Hallsta läggs ned | Pappersbruket i Hallstavik läggs ned i december. 330 personer förlorar jobbet. Ägaren säger att elen blivit för dyr.
bruk | 330 får gå när bruket i Hallstavik stänger | Dyr el får ägaren att stänga pappersbruket i Hallstavik till jul. 330 anställda blir utan arbete.`,
  },
  tr: {
    "şehir ve spor": `
metro | İzmir'de metro iki gün duracak | İzmir metrosu hafta sonu iki gün çalışmayacak. Bornova ile Konak arasında raylar yenilenecek. Yolcular için 60 otobüs kalkacak.
metro | Bornova-Konak arası hafta sonu otobüsle | Ray yenileme çalışması nedeniyle İzmir metrosu cumartesi ve pazar günü kapalı. Bornova ile Konak arasında 60 otobüs sefer yapacak.
tramvay | Bursa'da tramvay beş gün duracak | Bursa tramvayı gelecek hafta beş gün çalışmayacak. Kent Meydanı ile Zafer Plaza arasında kablolar yenilenecek. Yolcular için 25 otobüs kalkacak.`,
  },
  ko: {
    "경제와 사고": `
hansol | 한솔전자, 3분기 영업이익 4200억원 | 한솔전자가 3분기에 영업이익 4200억원을 올렸다고 5일 밝혔다. 지난해보다 18% 늘었다. 서버용 메모리 수출이 크게 늘었다.
hansol | 메모리 수출 호조에 한솔전자 이익 18% 증가 | 한솔전자의 3분기 영업이익이 4200억원으로 지난해보다 18% 증가했다. 서버용 메모리 수출이 실적을 이끌었다.
daeyang | 대양화학, 3분기 영업손실 600억원 | 대양화학이 3분기에 영업손실 600억원을 냈다고 5일 밝혔다. 원료 가격이 올랐다. 공장 한 곳을 닫기로 했다.`,
  },
};
