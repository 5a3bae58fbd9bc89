// Which sentences a person would say aloud: no captions, no letters to readers, no holes, nothing that points elsewhere.
import { describe, expect, it } from "vitest";
import { sentencesOf } from "../../../../core/briefings/text/sentences.ts";
import { findCandidates, standingAlone } from "../../../../core/briefings/write/candidates.ts";
import { isFirstPerson, pointsBack } from "../../../../core/briefings/write/leaning.ts";
import { isUnspoken } from "../../../../core/briefings/write/unspoken.ts";

const texts = (text: string, language = "en", title = "Ferries") =>
  standingAlone(findCandidates([{ title, text, language }])).candidates.map((candidate) => candidate.text);

describe("a sentence that nobody would say aloud", () => {
  it.each([
    "An artist's illustration of the probe above the ice of the moon.",
    "Artist’s impression of the planned bridge at night.",
    "A file photo of the harbour shows the old crane before the storm.",
    "This image shows the ferry on its first day at sea.",
    "Satellite image of the delta after the flood, taken on 3 November.",
    "The mayor, seen in this undated photo, resigned on Monday.",
    "The ferry leaves the harbour on Monday. (AP Photo/Jane Doe)",
    "Pictured: the ferry Alma on her way to the islands.",
    "Künstlerische Darstellung der Sonde über dem Eis des Mondes.",
    "Vue d’artiste de la sonde au-dessus de la glace.",
    "Imagen de archivo del puerto antes de la tormenta.",
    "写真：月曜日に出航するフェリー。",
    "Sign up for our morning letter, and get the harbour's news, tides, crossword and much more by email every single weekday before seven.",
    "Get the day's top stories from all the islands delivered to your inbox every morning, together with the weather.",
    "This story was originally published by Harbour Times and is republished here with permission.",
    "You're reading The Tide, the weekly look at everything that moves on the water.",
    "We may earn a commission when you buy through links on this page.",
    "Please share your videos, pictures and stories with the newsroom.",
    "Support independent journalism from the coast with a gift of any size.",
    "Abonnieren Sie jetzt kostenlos den wöchentlichen Newsletter der Redaktion.",
    "The energy of a wave is , where is the height of the wave.",
    "The power grows with the cube of , the speed of the water.",
    "A function of ( ) is plotted in the figure.",
    "The mean is $\\bar{x} = \\frac{1}{n}\\sum x_i$ for all of them.",
  ])("is not quoted: %s", (sentence) => {
    expect(isUnspoken(sentence)).toBe(true);
  });

  it.each([
    "She was elected as a member of parliament in 2019.",
    "The union became a member of the alliance on Monday.",
    "Subscribers to the newsletter fell by a tenth last year.",
    "Rescuers could reach them by boat only.",
    "An artist from Lund painted the hall of the new library.",
    "The report was published on Tuesday by the ministry.",
    "Police followed him at a distance through the harbour.",
    "L’accord vaut pour tous ; il expire en mars, dit la ministre.",
    "Er fing erst im Mai damit an.",
    "Debt of households (credit cards and loans) rose by a tenth last year.",
    "The house cost $2.5 million (about 2.3 million euros), twice the price of 2019.",
  ])("is not mistaken for one: %s", (sentence) => {
    expect(isUnspoken(sentence)).toBe(false);
  });
});

describe("a sentence of the writer about himself", () => {
  it.each([
    ["en", "My job does not require me to be on board."],
    ["en", "When I was on the ferry, nobody knew."],
    ["en", "In our view the strike went on too long."],
    ["de", "Ich war an Bord, als der Streik begann."],
    ["fr", "J’étais à bord quand la grève a commencé."],
    ["es", "En mi opinión la huelga duró demasiado."],
    ["ru", "Я был на борту, когда началась забастовка."],
    ["ja", "私は船に乗っていた。"],
  ])("is known (%s): %s", (language, sentence) => {
    expect(isFirstPerson(sentence, language)).toBe(true);
  });

  it.each([
    ["en", "“My job does not require me to be on board,” said the captain."],
    ["en", "‘We have waited long enough,’ said Anneke Dahl on Monday."],
    ["en", "King Charles I was crowned there in 1626."],
    ["en", "The US has joined the talks, and so has the EU."],
    ["en", "A coal mine near Lund closes in May."],
    ["de", "„Wir haben gewonnen“, sagte die Kapitänin am Montag."],
  ])("is not seen in what others say, in numbers or names (%s): %s", (language, sentence) => {
    expect(isFirstPerson(sentence, language)).toBe(false);
  });

  it("stands in no bottom line, and only where a text has nothing else", () => {
    const text =
      "My job does not require me to be on board of the ferry.\nThe ferry Alma carried 310 people to the islands on Monday.";
    expect(texts(text)).toEqual(["The ferry Alma carried 310 people to the islands on Monday."]);
    expect(texts("My job does not require me to be on board of the ferry.")).toHaveLength(1);
  });
});

describe("a sentence that points at another", () => {
  it.each([
    ["en", "Over a year it yields about 38 percent of what it would at full flow."],
    ["en", "At noon she left the harbour for Lund."],
    ["en", "Within a week they had emptied the shelves."],
    ["de", "Am Montag kündigte er weitere Fahrten an."],
    ["fr", "En un an elle a perdu deux navires."],
    ["ru", "За год он вырос на треть."],
    ["en", "The strike will end soon, he said."],
    ["en", "“The strike will end soon,” she added."],
    ["en", "Tidal power is what is won from that flow with rotors."],
    ["en", "Most of the islands had never seen such a storm."],
    ["en", "The company has 60 days, but the union wants it by Friday, and the latter is stronger."],
    ["en", "Strait Energy has 60 days to fit it to six turbines."],
    ["en", "In that time Strait Energy must fit the turbines with sonar."],
    ["de", "„Der Streik endet bald“, sagte er am Montag."],
    ["de", "Die Reederei hat mit diesen Schiffen viel verdient."],
    ["fr", "« La grève est finie », a-t-il ajouté."],
    ["es", "La empresa ganó mucho con estos barcos."],
    ["ru", "«Забастовка скоро кончится», сказал он."],
  ])("is known (%s): %s", (language, sentence) => {
    expect(pointsBack(sentence, language)).toBe(true);
  });

  it.each([
    ["en", "In winter it rains on most days in Brask."],
    ["en", "At sea it is hard to repair a rotor."],
    ["en", "After nine days the union and the company agreed that they would share the cost."],
    ["de", "Im Winter liegen die Fähren im Hafen, weil es stürmt."],
    ["fr", "En hiver il faut attendre la marée."],
    ["en", "Former defence secretary Ida Holm praised the crew on Monday."],
    ["en", "The former president and his lawyer left the court."],
    ["en", "The union said that the strike would end this week."],
    ["en", "Mayor Olga Ness will resign in May, she said."],
    ["en", "The order that the authority gave on Sunday holds for 60 days."],
    ["en", "The fee falls on those adults without insurance."],
    ["en", "Most of those who answered want the ferry back."],
    ["en", "The company bought a barge and took it to Lund."],
    ["de", "Die Reederei hat in diesem Jahr viel verdient."],
    ["fr", "La compagnie a gagné plus cette année que l’an dernier."],
  ])("is not seen where the sentence says itself what it means (%s): %s", (language, sentence) => {
    expect(pointsBack(sentence, language)).toBe(false);
  });
});

it.each(["constructor", "__proto__", "toString", "xx", undefined])(
  "sentences in a language that is none are judged all the same: %s",
  (language) => {
    expect([pointsBack("The ferry sails.", language), isFirstPerson("The ferry sails.", language)]).toEqual([
      false,
      false,
    ]);
  },
);

describe("sentences", () => {
  it.each([
    "Kestrel Inc. Chief Executive Ida Holm left on Monday.|The shares fell.",
    "The plant in Flint, Mich. General Motors closed it in 1999.|It stood empty.",
    "Smith Bros. Foods and Castor Ltd. Group agreed.|The price is secret.",
    "She moved to Austin, Tex. in May.|He stayed.",
    "John Penn Jr. Smith was acquitted.|Roe v. Wade was not.",
  ])("are not split behind a company, a state or a name: %s", (marked) => {
    expect(sentencesOf(marked.replaceAll("|", " "), "en")).toEqual(marked.split("|"));
  });

  it.each([
    "He works for Bellwood Corp.|The company makes soup.",
    "He fell ill.|Doctors were called.",
    "It was a miss.|Nobody minded.",
  ])("end behind one where the next begins as sentences do, and behind ordinary words: %s", (marked) => {
    expect(sentencesOf(marked.replaceAll("|", " "), "en")).toEqual(marked.split("|"));
  });

  it("are freed of a heading that ran into them", () => {
    const text = [
      "BackgroundThe ferry line was founded in 1951 by four islanders.",
      "How it works The ferry is pulled along a cable by two motors.",
      "The strike ended on Monday.The ferries sail again from Tuesday morning.",
    ].join("\n");
    expect(texts(text)).toEqual([
      "The ferry line was founded in 1951 by four islanders.",
      "The ferry is pulled along a cable by two motors.",
      "The strike ended on Monday.",
      "The ferries sail again from Tuesday morning.",
    ]);
  });

  it("are freed of their title that ran into them, and keep what only looks like a heading", () => {
    const title = "Ferries sail again after nine days of strike";
    expect(texts(`${title} Ferries left the harbour on Monday at dawn.`, "en", title)).toEqual([
      "Ferries left the harbour on Monday at dawn.",
    ]);
    const whole = "Judges at The Hague and in Lund agreed with The Guardian on Monday.";
    expect(texts(whole)).toEqual([whole]);
  });

  it("that an excerpt cuts off are left out", () => {
    expect(
      texts(
        "The ferries sailed again on Monday at dawn, when the strike…\nAbout 3,000 people had waited on the islands.",
      ),
    ).toEqual(["About 3,000 people had waited on the islands."]);
  });

  it("lose the agency that sent them", () => {
    expect(texts("(CNN) -- The ferries sailed again on Monday at dawn.")).toEqual([
      "The ferries sailed again on Monday at dawn.",
    ]);
  });
});
