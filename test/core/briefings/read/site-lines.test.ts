// Short lines in which a site speaks of itself are no part of an article; what only sounds alike is.
import { describe, expect, it } from "vitest";
import { isFurniture, withoutBoilerplate } from "../../../../core/briefings/read/boilerplate.ts";

describe("a line about the site", () => {
  it.each([
    "Read also: Ferries to sail again from Monday",
    "Lesen Sie hier: Warum die Fähren wieder fahren",
    "Le puede interesar: Los transbordadores vuelven a navegar",
    "PUEDES VER: ¿Por qué volvieron los transbordadores?",
    "Czytaj też: Promy znów pływają",
    "Lire aussi : Les bacs reprennent la mer",
    "Читайте также: Паромы снова ходят",
    "The ferry Alma leaves the harbour on Monday. © Harbour Office",
    "The crew on the quay. Photo: Jane Doe",
    "Das neue Schiff vor Brask. (Foto: J. Doe/Hafenamt)",
    "Beitragsbild: Das Schiff Alma im Hafen",
    "Bild anzeigen Bild schließen",
    "We may receive compensation when you buy tickets through this page.",
    "This post contains references to products of our partners.",
    "You must be logged in to post a comment.",
    "Du musst eingeloggt sein, um Kommentare zu schreiben!",
    "Sie sind aktuell nicht eingeloggt.",
    "War der Artikel nützlich?",
    "Did you find this article helpful?",
    "(Noch keine Bewertungen) Loading...",
    "Jede kleine Spende hilft den Menschen auf den Inseln!",
    "Get the latest straight to your phone with the harbour's app.",
    "Benachrichtigung aktivieren",
    "Jetzt auch digital! Einfach hier klicken!",
    "Klicken Sie auf den unteren Button, um die Karte zu laden.",
    "Dieser Eintrag wurde veröffentlicht in Hafen und verschlagwortet mit Alma.",
    "This entry was posted in Harbour and tagged Alma.",
    "Die Inhalte dieser Website sind unter einer Creative Commons-Lizenz lizenziert.",
    "Warning: Creating default object from empty value in /srv/www/classes.php on line 407",
    "(Alle Angaben ohne Gewähr)",
    "- Anzeige -",
    "Quellenangaben:",
    "Story continues below advertisement",
    "Vorschau auf den nächsten Artikel",
  ])("is dropped: %s", (line) => {
    expect(isFurniture(line)).toBe(true);
  });

  it.each([
    "Die Demonstration war nicht angemeldet, sagte die Polizei.",
    "Die Regierung unterstützt jetzt auch kleine Häfen.",
    "Interessant: Die Zahl der Fähren stieg um ein Fünftel.",
    "Farmers receive compensation for the land under water.",
    "The ministry promised an independent review process.",
    "Cliquez sur le bouton vert pour lancer le programme.",
    "Klicken Sie auf das Zahnrad, dann auf Drucken.",
    "Every donation is doubled by the state, said the minister.",
    "This will help us continue, she said.",
    "The shop brings fish right to your door.",
    "Kunden können die Karten jetzt bestellen.",
    "The photo shows the harbour: cranes, ferries, fog.",
    "Sources close to the harbour office confirmed it.",
    "The next article of the law deals with ferries.",
    "Watch the tides, warns the harbour office.",
    "The contact was lost at nine.",
  ])("only sounds so: %s", (line) => {
    expect(isFurniture(line)).toBe(false);
  });

  it("says when the page was made, above the text alone", () => {
    const story = "The ferries sail again from Monday, said the harbour office.";
    const later = "On that day the strike had begun on the island.";
    const text = ["7 October 2020", story, later, "3 November 2026", later.replace("On that", "That")].join(
      "\n",
    );
    expect(withoutBoilerplate(text, { title: "", author: undefined }).split("\n")).toEqual([
      story,
      later,
      "3 November 2026",
      later.replace("On that", "That"),
    ]);
  });
});
