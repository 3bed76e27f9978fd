// What charts are drawn with: figures as text, colours of the page, patterns. Amounts arrive as cents.
window.charts = (() => {
  const { currency, locale } = document.body.dataset;
  const numbers = (options) => new Intl.NumberFormat(locale, options);
  const exact = numbers({ style: "currency", currency });
  const short = numbers({ style: "currency", currency, notation: "compact", maximumFractionDigits: 1 });
  const percent = numbers({ style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const tick = numbers({ style: "percent", maximumFractionDigits: 0 });
  const plain = numbers({});
  const minus = (text) => text.replace("-", "−");
  const money = { value: (cents) => minus(exact.format(cents / 100)), tick: (cents) => minus(short.format(cents / 100)) };
  const formats = {
    money,
    change: money,
    share: { value: (share) => minus(percent.format(share)), tick: (share) => minus(tick.format(share)) },
    count: { value: (count) => plain.format(count), tick: (count) => (Number.isInteger(count) ? plain.format(count) : "") },
  };

  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const kind = (key) => color(`kind-${key}`) || color("kind-net");

  // In progress: hatched. Scheduled: dotted. A tile of the pattern is drawn once per colour.
  function pattern(fill, state) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 6;
    const pen = tile.getContext("2d");
    pen.fillStyle = pen.strokeStyle = fill;
    pen.globalAlpha = 0.25;
    pen.fillRect(0, 0, 6, 6);
    pen.globalAlpha = 1;
    if (state === "scheduled") {
      pen.beginPath();
      pen.arc(3, 3, 1.1, 0, 7);
      pen.fill();
    } else {
      pen.lineWidth = 1.6;
      pen.beginPath();
      for (const x of [-3, 3, 9]) {
        pen.moveTo(x - 4, 7);
        pen.lineTo(x + 4, -1);
      }
      pen.stroke();
    }
    return pen.createPattern(tile, "repeat");
  }

  // What a column says in words: its month, how far it is, each drawn figure, and what is marked there.
  function words(chart, index) {
    const column = chart.columns[index];
    const known = chart.series.filter((series) => series.draw && series.points[index] !== null);
    const figures = known.map((series) => `${series.label} ${formats[series.unit].value(series.points[index])}`);
    const marked = chart.marks.filter((mark) => mark.at === column.key).map((mark) => mark.label);
    const head = [column.label, column.state].filter(Boolean).join(", ");
    return `${head}: ${[...figures, ...marked].join("; ") || "nothing"}`;
  }

  const read = (canvas) => JSON.parse(document.getElementById(canvas.dataset.chart).textContent);

  return { formats, color, kind, pattern, words, read };
})();
