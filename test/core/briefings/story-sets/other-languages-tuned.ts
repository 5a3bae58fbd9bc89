// Reports in other languages on which the rule for stories was tuned. A line is: event | title | text.
export const otherLanguagesTuned: Record<string, Record<string, string>> = {
  de: {
    "Meldungen der Polizei": `
a7 | Unfall auf der A7: zwei Verletzte | Bei einem Unfall auf der A7 bei Northeim sind am Dienstag zwei Menschen verletzt worden. Ein Lastwagen fuhr auf ein Stauende auf. Die Fahrbahn Richtung Kassel war vier Stunden gesperrt.
a7 | Lastwagen rast bei Northeim in Stau | Ein Lkw-Fahrer hat am Dienstag bei Northeim ein Stauende übersehen. Zwei Personen in einem Kleinwagen wurden verletzt; die Autobahn nach Kassel blieb vier Stunden zu.
a5 | Unfall auf der A5: drei Verletzte | Bei einem Unfall auf der A5 bei Bruchsal sind am Dienstag drei Menschen verletzt worden. Ein Auto geriet beim Überholen ins Schleudern. Die Fahrbahn Richtung Karlsruhe war zwei Stunden gesperrt.
einbruch | Einbruch in Juweliergeschäft | Unbekannte sind in der Nacht zum Mittwoch in ein Juweliergeschäft in Göttingen eingebrochen. Sie erbeuteten Schmuck für 80.000 Euro. Die Polizei sucht Zeugen.
einbruch | Göttingen: Diebe räumen Vitrinen aus | Schmuck im Wert von rund 80.000 Euro ist die Beute von Einbrechern, die in der Nacht zum Mittwoch bei einem Göttinger Juwelier waren. Wer etwas gesehen hat, soll sich bei der Polizei melden.
einbruch2 | Einbruch in Fahrradgeschäft | Unbekannte sind in der Nacht zum Mittwoch in ein Fahrradgeschäft in Kassel eingebrochen. Sie erbeuteten 14 Räder für 60.000 Euro. Die Polizei sucht Zeugen.
brand | Scheune in Uslar brennt nieder | Eine Scheune in Uslar ist am Dienstagabend abgebrannt. 70 Feuerwehrleute waren im Einsatz, Tiere kamen nicht zu Schaden. Den Schaden schätzt die Polizei auf 150.000 Euro.
brand | Großeinsatz der Feuerwehr in Uslar | Rund 70 Einsatzkräfte kämpften am Dienstagabend gegen ein Feuer in Uslar. Die Scheune war nicht zu retten; der Schaden liegt bei 150.000 Euro. Die Tiere standen auf der Weide.`,
  },
  fr: {
    "les banques centrales": `
bce | La BCE relève ses taux à 4 % | La Banque centrale européenne a relevé jeudi son taux directeur d'un quart de point, à 4 %. Sa présidente juge l'inflation, à 5,3 %, encore trop élevée et n'exclut pas une nouvelle hausse.
bce | Taux : un quart de point de plus pour la zone euro | Dixième hausse de suite à Francfort : le taux directeur de la zone euro atteint 4 %. Avec des prix en hausse de 5,3 % sur un an, la BCE laisse la porte ouverte à un nouveau tour de vis.
fed | La Fed laisse ses taux à 5,5 % | La Réserve fédérale américaine a laissé jeudi son taux directeur inchangé, à 5,5 %. Son président juge l'inflation, à 3,7 %, encore trop élevée et n'exclut pas une nouvelle hausse.
boe | La Banque d'Angleterre relève ses taux à 5,25 % | La Banque d'Angleterre a relevé jeudi son taux directeur d'un quart de point, à 5,25 %. Son gouverneur juge l'inflation, à 6,8 %, encore trop élevée.
greve | Grève : un train sur deux vendredi | La circulation des trains sera fortement perturbée vendredi. La SNCF prévoit un TGV sur deux et deux TER sur cinq. Les syndicats demandent une hausse des salaires de 6 %.
greve | SNCF : vendredi noir pour les voyageurs | Un TGV sur deux, deux TER sur cinq : la grève de vendredi touchera tout le réseau. Les cheminots réclament 6 % d'augmentation, la direction en propose 3.
metro | Grève : le métro lyonnais à l'arrêt vendredi | La circulation du métro de Lyon sera fortement perturbée vendredi. L'exploitant prévoit une rame sur trois. Les syndicats demandent des embauches.`,
  },
  es: {
    terremotos: `
oaxaca | Un sismo de magnitud 6,1 sacude Oaxaca | Un sismo de magnitud 6,1 sacudió el domingo la costa de Oaxaca. Las autoridades informan de dos muertos y 40 heridos. En Puerto Escondido se derrumbaron varias casas.
oaxaca | Dos muertos por el temblor en la costa oaxaqueña | Al menos dos personas murieron y 40 resultaron heridas en el terremoto de 6,1 que se sintió el domingo en Oaxaca. Varias viviendas de Puerto Escondido se vinieron abajo.
arequipa | Un sismo de magnitud 5,4 sacude Arequipa | Un sismo de magnitud 5,4 sacudió el domingo la región de Arequipa. Las autoridades informan de daños en 30 casas. En Caravelí se derrumbó el muro de una escuela.
volcan | El Popocatépetl lanza ceniza sobre Puebla | El volcán Popocatépetl lanzó el domingo ceniza hasta cuatro kilómetros de altura. El aeropuerto de Puebla cerró durante seis horas. El semáforo sigue en amarillo.
volcan | Cierran el aeropuerto de Puebla por la ceniza | La ceniza del Popocatépetl obligó a cerrar seis horas el aeropuerto poblano. La columna alcanzó cuatro kilómetros; la alerta se mantiene en amarillo.
incendio | Un incendio arrasa 900 hectáreas en Puebla | Un incendio ha quemado 900 hectáreas de bosque en la sierra norte de Puebla. Trabajan 200 brigadistas. No hay heridos.`,
  },
  ru: {
    "пожары и аварии": `
omsk | В Омске сгорел торговый центр | В Омске во вторник сгорел торговый центр «Радуга» площадью 5000 квадратных метров. Эвакуировали 120 человек, пострадавших нет. Причиной стало короткое замыкание.
omsk | Пожар в омской «Радуге»: эвакуированы 120 человек | Торговый центр «Радуга» в Омске уничтожен огнём. Все 120 посетителей и сотрудников вышли на улицу. Пожарные тушили 5000 квадратных метров до утра.
tomsk | В Томске сгорел склад | В Томске во вторник сгорел склад площадью 2000 квадратных метров. Эвакуировали 15 человек, пострадавших нет. Причину выясняют следователи.
perm | В Перми столкнулись два трамвая | В Перми во вторник столкнулись два трамвая. Пострадали девять человек, двое из них в больнице. Движение восстановили через два часа.
perm | Столкновение трамваев в Перми: девять пострадавших | Девять человек получили травмы, когда в Перми один трамвай врезался в другой. Двух пассажиров увезли в больницу. Через два часа движение возобновилось.`,
  },
};
