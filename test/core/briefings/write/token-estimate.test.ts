// That the estimate of tokens is on the safe side in every script, for models that count a third more than older ones.
import { describe, expect, it } from "vitest";
import { estimateTokens } from "../../../../core/briefings/write/claude-prompt.ts";

/** Counted by the tokenizer of Claude 2, the last one that Anthropic published (npm @anthropic-ai/tokenizer 0.0.4). */
const counted: [name: string, tokens: number, text: string][] = [
  [
    "en",
    51,
    "The tidal array in the Corran Strait delivered electricity to the grid for the first time on Monday morning, eleven years after the first survey boat left Brask. Six of the sixteen turbines were turning by 6.40 a.m., said Strait Energy.",
  ],
  [
    "de",
    75,
    "Die Fähren zwischen dem Festland und den Inseln fahren seit Montag wieder, nachdem sich die Gewerkschaft und die Reederei auf eine Lohnerhöhung geeinigt hatten. Verkehrsministerin Schröder-Köpf begrüßte die Einigung ausdrücklich.",
  ],
  [
    "fi",
    58,
    "Lautat mantereen ja saarten välillä liikennöivät jälleen maanantaista alkaen, kun yhdeksän päivää kestänyt lakko päättyi palkankorotukseen.",
  ],
  [
    "pl",
    78,
    "Promy między stałym lądem a wyspami znów kursują od poniedziałku, po tym jak zakończył się dziewięciodniowy strajk załóg i związkowcy przyjęli podwyżkę.",
  ],
  [
    "tr",
    60,
    "Anakara ile adalar arasındaki feribotlar, dokuz gün süren grevin ardından pazartesi günü yeniden sefere başladı, sendika yetkilileri açıkladı.",
  ],
  [
    "vi",
    95,
    "Các chuyến phà giữa đất liền và các đảo đã hoạt động trở lại từ thứ Hai sau cuộc đình công kéo dài chín ngày của thủy thủ đoàn.",
  ],
  [
    "ru",
    72,
    "Паромы между материком и островами снова ходят с понедельника, после того как профсоюз согласился на повышение зарплаты на 4,5 процента.",
  ],
  [
    "ar",
    96,
    "عادت العبارات بين البر الرئيسي والجزر إلى الإبحار يوم الاثنين بعد إضراب دام تسعة أيام انتهى بزيادة في الأجور.",
  ],
  [
    "zh",
    59,
    "连接大陆与岛屿的渡轮在九天罢工后于周一恢复航行，工会接受了加薪方案，约三千名旅客此前滞留岛上。",
  ],
  [
    "ja",
    60,
    "本土と島々を結ぶフェリーは、九日間のストライキが終わり、月曜日に運航を再開した。組合は賃上げに合意した。",
  ],
  ["hi", 94, "मुख्य भूमि और द्वीपों के बीच नौकाएं नौ दिन की हड़ताल के बाद सोमवार को फिर चलने लगीं।"],
  ["th", 168, "เรือข้ามฟากระหว่างแผ่นดินใหญ่กับเกาะต่างๆ กลับมาให้บริการอีกครั้งในวันจันทร์หลังการประท้วงเก้าวัน"],
  [
    "nums",
    52,
    "12.5 14.8 3,402 1.07% 88,310 4.25% 61,000 2026-11-03 08:15 19.99 7,204,113 0.0035 55-44 1:02.33",
  ],
  [
    "code",
    40,
    'const x = await fetch("https://a.example/v1/items?id=41&page=2"); if (!x.ok) throw new Error(x.statusText);',
  ],
  ["emoji", 27, "🎉👨‍👩‍👧‍👦🚢🏝️🔥💡"],
];
/** Newer models count about 30 % more. */
const newer = 1.3;

describe("the estimate of tokens", () => {
  it.each(counted)("is at least what a newer model counts: %s", (_, tokens, text) => {
    expect(estimateTokens(text)).toBeGreaterThanOrEqual(newer * tokens);
  });

  it("is never more than a token for each byte, and for English not three times too much", () => {
    for (const [, , text] of counted)
      expect(estimateTokens(text)).toBeLessThanOrEqual(Math.max(Buffer.byteLength(text), 3 * text.length));
    const [, tokens = 0, text = ""] = counted[0] ?? [];
    expect(estimateTokens(text)).toBeLessThan(3 * newer * tokens);
  });
});
