// The words of a topic that say what it is about: "health and medicine news today" is about health and medicine.
import { termsOf } from "./terms.ts";
import { wordsOf } from "./words.ts";

/** Words that every feed is about, in the languages that topics come in. */
const empty = new Set(
  [
    "news newsletter newsletters update updates updated report reports today tonight daily weekly monthly morning evening latest recent recently current currently breaking headline headlines story stories article articles briefing briefings brief digest summary summaries roundup round-up overview bulletin recap highlights coverage developments happening week month yesterday tomorrow",
    "nachrichten nachricht neuigkeiten neues neueste neuesten neuste aktuell aktuelle aktueller aktuelles aktuellen heute heutige gestern meldung meldungen bericht berichte schlagzeilen überblick zusammenfassung täglich wöchentlich",
    "actualité actualités actu actus nouvelle nouvelles info infos aujourd hui rapport rapports résumé dernières dernière dernier derniers récent récente récentes quotidien hebdomadaire synthèse",
    "noticia noticias actualidad actualización actualizaciones hoy ayer informe informes resumen últimas última último últimos novedades novedad titulares diario reporte reportes",
    "notizia notizie attualità aggiornamento aggiornamenti oggi ieri rapporto rapporti resoconto riassunto ultime ultima ultimo ultimi novità titoli giornale",
    "notícia notícias atualidade atualização atualizações hoje ontem relatório relatórios resumo últimas última último novidades manchetes jornal",
    "nieuws nieuwtje nieuwtjes bericht berichten vandaag gisteren actueel overzicht verslag laatste samenvatting",
    "nyheter nyhet nyheterna uppdatering uppdateringar idag rapport rapporter senaste sammanfattning",
    "wiadomości wiadomość aktualności aktualność dziś dzisiaj raport raporty najnowsze przegląd",
    "новости новость сегодня вчера отчет отчёт отчеты сводка обзор последние свежие актуальное доклад",
    "новини новина сьогодні вчора звіт огляд останні",
    "أخبار الأخبار خبر اليوم تقرير تقارير آخر أحدث ملخص مستجدات",
    "haber haberler haberleri bugün güncel güncelleme rapor gelişmeler özet gündem",
    "ニュース 最新 今日 本日 速報 報道 記事 レポート まとめ 情報",
    "新闻 新聞 最新 今日 今天 报道 報道 消息 快讯 资讯 报告 報告 摘要",
    "뉴스 최신 오늘 소식 속보 보도 보고서 기사 요약",
    "समाचार खबर खबरें आज ताज़ा ताजा रिपोर्ट",
    "νέα ειδήσεις σήμερα ενημέρωση",
    "חדשות היום עדכון דיווח",
  ].flatMap((line) => line.split(" ")),
);

/** Terms as `termsOf` makes them of a text in that language; none when the topic is "today's news". */
export function topicTermsOf(topic: string, language: string | undefined): Set<string> {
  const words = wordsOf(topic, language).filter((word) => !empty.has(word));
  return new Set(termsOf(words.join(" "), language));
}
