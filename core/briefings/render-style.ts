// The style of a briefing's page, which is an e-mail too: no custom properties, for Gmail and Outlook drop every rule that has
// one; and the page's width hangs on a class, for some programs make a plain element of <main>.

type Colours = { text: string; soft: string; line: string; page: string; box: string; link: string };

const light: Colours = {
  text: "#1c1c1e",
  soft: "#5f6368",
  line: "#d8dadd",
  page: "#fdfdfc",
  box: "#f3f4f1",
  link: "#0b57a4",
};
const dark: Colours = {
  text: "#e6e6e3",
  soft: "#a3a7ad",
  line: "#3a3d42",
  page: "#17181a",
  box: "#212327",
  link: "#8ab8f0",
};
const paper: Colours = {
  text: "#000",
  soft: "#444",
  line: "#bbb",
  page: "#fff",
  box: "#fff",
  link: "#000",
};

const coloured = ({ text, soft, line, page, box, link }: Colours): string => `
body { background: ${page}; color: ${text}; }
h2, .facts, footer { color: ${soft}; }
h2 { border-bottom-color: ${line}; }
.why { border-inline-start-color: ${line}; }
.bottom-line, .sources li:target { background: ${box}; }
a { color: ${link}; }`;

export const css = `
:root { color-scheme: light dark; }
* { box-sizing: border-box; }
body { margin: 0; font: 17px/1.6 Georgia, "Times New Roman", serif; }
.page { max-width: 42rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; overflow-wrap: anywhere; }
h1, h2, h3, .facts, sup, footer { font-family: system-ui, sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .3rem; }
h2 { font-size: .85rem; letter-spacing: .06em; text-transform: uppercase; border-bottom: 1px solid; padding-bottom: .3rem; margin: 2.4rem 0 1rem; }
h3 { font-size: 1.12rem; line-height: 1.35; margin: 1.6rem 0 .1rem; }
p { margin: .4rem 0; }
ul, ol { margin: .4rem 0; padding-inline-start: 1.3rem; }
li { margin: .3rem 0; }
sup { font-size: .68rem; line-height: 0; }
sup a { text-decoration: none; padding: 0 .08rem; }
.facts { font-size: .82rem; }
.bottom-line { border-radius: .5rem; padding: .1rem 1.2rem 1rem; margin-top: 1.5rem; }
.bottom-line h2 { border: 0; margin: 1rem 0 .2rem; padding: 0; }
.why { border-inline-start: 3px solid; padding-inline-start: .8rem; }
.sources li, footer li { font-family: system-ui, sans-serif; font-size: .88rem; }${coloured(light)}
@media (prefers-color-scheme: dark) {${coloured(dark)}
}
@media print {${coloured(paper)}
  body { font-size: 10.5pt; }
  .page { max-width: none; padding: 0; }
  article, li { break-inside: avoid; }
  .sources a[href]::after { content: " (" attr(href) ")"; font-size: .75rem; word-break: break-all; }
}
`;
