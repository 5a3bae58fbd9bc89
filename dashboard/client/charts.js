// @ts-check
// Draws the charts of a page: read off at the cursor, which all charts share; a part is marked to zoom in, a double click
// shows all again. A new rendering changes the numbers and leaves the zoom.

const uPlot = /** @type {any} */ (window).uPlot;
/** @typedef {{ unit: "count" | "ms", times: number[], series: { label: string, colour: string, on?: string, values: (number | null)[] }[] }} Chart */
/** @type {Map<string, { plot: any, place: HTMLElement, shape: string, drawn: string }>} */
const drawn = new Map();
/** What each plot tells. @type {WeakMap<object, Chart>} */
const shown = new WeakMap();
const HEIGHT = 190;

/** @param {string} name */
const colour = (name) => {
  const probe = document.createElement("i");
  probe.style.color = `var(--${name})`;
  // Where the reader's own colours are forced upon pages, series would all have one.
  probe.style.setProperty("forced-color-adjust", "none");
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
};

/** @param {number} ms */
function inTime(ms) {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  return ms < 3_600_000 ? `${Math.round(ms / 60_000)} min` : `${(ms / 3_600_000).toFixed(1)} h`;
}
/** @param {number | null | undefined} value @param {Chart["unit"]} unit */
const inWords = (value, unit) => {
  if (value === null || value === undefined) return "–";
  return unit === "ms" ? inTime(value) : value.toLocaleString("en");
};

/** @param {HTMLElement} place @param {Chart} chart */
function draw(place, chart) {
  const { unit, series } = chart;
  const soft = colour("soft");
  const line = colour("line");
  const font = `11px ${getComputedStyle(document.body).fontFamily}`;
  const isCount = unit === "count";
  const bars = isCount ? { paths: uPlot.paths.bars({ size: [0.8, 14], align: 1 }) } : {};
  const axis = {
    stroke: soft,
    font,
    grid: {
      stroke: line,
      width: 1,
      filter: (/** @type {any} */ _, /** @type {number[]} */ marks) =>
        unit === "ms" ? marks.map((mark) => (Number.isInteger(Math.log10(mark)) ? mark : null)) : marks,
    },
    ticks: { show: false },
  };
  const plot = new uPlot(
    {
      width: place.clientWidth,
      height: HEIGHT,
      cursor: { sync: { key: "dashboard" }, drag: { x: true, y: false }, points: { size: 6 } },
      legend: { live: true },
      scales: {
        x: { time: true },
        y:
          unit === "ms"
            ? { distr: 3, log: 10, range: logRange }
            : {
                range: (/** @type {any} */ _, /** @type {number} */ __, /** @type {number} */ most) => [
                  0,
                  Math.max(4, most * 1.1),
                ],
              },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          space: 70,
          size: 28,
          values: (/** @type {any} */ plot, /** @type {number[]} */ marks) =>
            marks.map((mark) => clock(mark, plot)),
        },
        {
          ...axis,
          size: 58,
          values: (/** @type {any} */ _, /** @type {(number | null)[]} */ marks) =>
            marks.map((mark) =>
              mark === null || (unit === "count" && !Number.isInteger(mark)) ? "" : inWords(mark, unit),
            ),
        },
      ],
      series: [
        {
          label: " ",
          value: (/** @type {any} */ _, /** @type {number | null} */ at) =>
            at === null ? "" : exactly.format(at * 1_000),
        },
        ...series.map(({ label, colour: name }, index) => ({
          label,
          stroke: isCount ? undefined : colour(name),
          fill: isCount ? colour(name) : undefined,
          width: isCount ? 0 : 1.5,
          points: { show: false },
          spanGaps: !isCount,
          ...bars,
          // What is drawn may stand on another series; what is told never does.
          value: (
            /** @type {any} */ plot,
            /** @type {number | null} */ _,
            /** @type {number} */ __,
            /** @type {number | null} */ at,
          ) =>
            at === null || at === undefined ? "" : inWords(shown.get(plot)?.series[index]?.values[at], unit),
        })),
      ],
    },
    columns(chart),
    place,
  );
  shown.set(plot, chart);
  return plot;
}

/**
 * Counts that stand on others are drawn behind them. A point more, without a value, makes room for the last bar.
 * @param {Chart} chart
 */
const columns = ({ times, series }) => [
  [...times, (times.at(-1) ?? 0) + (times[1] ?? 1) - (times[0] ?? 0)],
  ...series.map(({ values, on }) => {
    const below = series.find(({ label }) => label === on)?.values ?? [];
    return [...values.map((value, at) => (value === null ? null : value + (below[at] ?? 0))), null];
  }),
];

const exactly = new Intl.DateTimeFormat(undefined, {
  dateStyle: "medium",
  timeStyle: "short",
  hourCycle: "h23",
});
const ofDay = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const ofYear = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
/** @param {number} at seconds @param {any} plot */
function clock(at, { scales: { x } }) {
  const isDay = new Date(at * 1_000).getHours() === 0 && new Date(at * 1_000).getMinutes() === 0;
  return (x.max - x.min > 2 * 86_400 || isDay ? ofYear : ofDay).format(at * 1_000);
}

/** @param {any} _ @param {number | null} least @param {number | null} most */
function logRange(_, least, most) {
  const from = least && least > 0 ? least : 1;
  const to = most && most > from ? most : from * 10;
  return [10 ** Math.floor(Math.log10(from)), 10 ** Math.ceil(Math.log10(to * 1.01))];
}

function drawAll() {
  const theme =
    document.documentElement.dataset.theme ?? String(matchMedia("(prefers-color-scheme: dark)").matches);
  for (const figure of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-chart]"))) {
    const place = /** @type {HTMLElement | null} */ (figure.querySelector(".plot"));
    const data = figure.dataset.chart ?? "";
    if (!place) continue;
    /** @type {Chart} */
    const chart = JSON.parse(data);
    const shape = `${theme} ${chart.times.length} ${chart.series.map(({ label }) => label)}`;
    const known = drawn.get(figure.id);
    if (known?.place === place && known.shape === shape) {
      if (known.drawn !== data) tellData(known.plot, chart);
      known.drawn = data;
      continue;
    }
    known?.plot.destroy();
    place.replaceChildren();
    drawn.set(figure.id, { plot: draw(place, chart), place, shape, drawn: data });
  }
}

/** @param {any} plot @param {Chart} chart */
function tellData(plot, chart) {
  shown.set(plot, chart);
  plot.setData(columns(chart), !isZoomed(plot));
}

/** @param {any} plot */
const isZoomed = ({ data: [times], scales: { x } }) => x.min > times[0] || x.max < times.at(-1);

new ResizeObserver(() => {
  for (const { plot, place } of drawn.values()) plot.setSize({ width: place.clientWidth, height: HEIGHT });
}).observe(document.querySelector("main") ?? document.body);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
document.addEventListener("dashboard:shown", drawAll);
drawAll();
