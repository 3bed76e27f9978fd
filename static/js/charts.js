// Draws every <canvas data-chart="id"> from the JSON script of that id, once the fonts are there.
// Amounts arrive as cents, shares as fractions, colours are the page's CSS variables by kind.
(() => {
  const { currency, locale } = document.body.dataset;
  const LABELS = 190; // the width of the first column of the figures below, which the bars align with
  const numbers = (options) => new Intl.NumberFormat(locale, options);
  const exact = numbers({ style: "currency", currency });
  const short = numbers({ style: "currency", currency, notation: "compact", maximumFractionDigits: 1 });
  const percent = numbers({ style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const tick = numbers({ style: "percent", maximumFractionDigits: 0 });
  const minus = (text) => text.replace("-", "−");
  const formats = {
    money: { value: (cents) => minus(exact.format(cents / 100)), tick: (cents) => minus(short.format(cents / 100)) },
    share: { value: (share) => percent.format(share), tick: (share) => tick.format(share) },
  };
  formats.change = formats.money;

  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const kind = (key) => color(`kind-${key}`);

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

  function bar(series, months) {
    const fill = kind(series.key);
    const fills = { "": fill, "in progress": pattern(fill, "current"), scheduled: pattern(fill, "scheduled") };
    return {
      type: "bar",
      backgroundColor: months.map((month) => fills[month.state]),
      stack: "bars",
      maxBarThickness: 44,
      categoryPercentage: 0.72,
      barPercentage: 1,
      borderRadius: 1.5,
      order: 1,
    };
  }

  function line(series, months) {
    const stroke = kind(series.key);
    const thin = series.key === "month";
    return {
      type: "line",
      borderColor: stroke,
      backgroundColor: stroke,
      borderWidth: thin ? 1.25 : 2.25,
      pointRadius: thin || months.length > 12 ? 0 : 2.5,
      pointHoverRadius: 4,
      tension: 0,
      order: 0,
      segment: { borderDash: (part) => (months[part.p1DataIndex].state ? [3, 3] : undefined) },
    };
  }

  function range(series) {
    const edge = { type: "line", pointRadius: 0, borderWidth: 0, order: 2 };
    return series.key === "high" ? { ...edge, fill: "-1", backgroundColor: `${kind("low")}40` } : edge;
  }

  const draws = { bar, line, range };

  function targets(chart) {
    return Object.fromEntries(
      chart.targets.map(([value, content], index) => [
        `target${index}`,
        {
          type: "line",
          drawTime: "beforeDatasetsDraw",
          scaleID: "y",
          value,
          borderColor: color("quiet"),
          borderWidth: 1,
          borderDash: [2, 4],
          label: {
            display: true,
            content,
            position: "start",
            yAdjust: -9,
            padding: { x: 4, y: 1 },
            backgroundColor: "transparent",
            color: color("quiet"),
            font: { size: 11, weight: 450 },
          },
        },
      ]),
    );
  }

  // What falls below zero needs a zero to fall below.
  const baseline = {
    id: "baseline",
    beforeDatasetsDraw({ ctx, chartArea, scales: { y } }) {
      if (y.min >= 0) return;
      ctx.save();
      ctx.strokeStyle = color("quiet");
      ctx.beginPath();
      ctx.moveTo(chartArea.left, y.getPixelForValue(0));
      ctx.lineTo(chartArea.right, y.getPixelForValue(0));
      ctx.stroke();
      ctx.restore();
    },
  };

  function options(chart, aligned) {
    const format = formats[chart.unit];
    const text = { color: color("quiet"), font: { size: 11.5 } };
    const stacked = chart.series.some((series) => series.draw === "bar");
    return {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      layout: { padding: { top: 8 } },
      interaction: { mode: "index", intersect: false },
      onClick: (_event, active) => active.length && chart.months[active[0].index].url && location.assign(chart.months[active[0].index].url),
      plugins: {
        legend: { display: false },
        annotation: { annotations: targets(chart) },
        tooltip: {
          callbacks: {
            title: ([item]) => [item.label, chart.months[item.dataIndex].state].filter(Boolean).join(", "),
            label: (item) => ` ${item.dataset.label}: ${format.value(item.raw)}`,
          },
        },
      },
      scales: {
        x: { stacked, offset: true, grid: { display: false }, border: { color: color("line") }, ticks: { ...text, display: !aligned, maxRotation: 0, autoSkipPadding: 12 } },
        y: {
          stacked,
          beginAtZero: true,
          suggestedMax: chart.unit === "share" ? 0.8 : undefined,
          border: { display: false },
          grid: { color: color("line"), drawTicks: false },
          ticks: { ...text, padding: 10, maxTicksLimit: 6, callback: format.tick },
          afterFit: (scale) => aligned && (scale.width = LABELS),
        },
      },
    };
  }

  const drawn = new Map();

  function draw(canvas) {
    const chart = JSON.parse(document.getElementById(canvas.dataset.chart).textContent);
    const aligned = chart.months.length <= 12 && canvas.parentElement.clientWidth >= 1040;
    const shown = chart.series.filter((series) => series.draw);
    const datasets = shown.map((series) => ({
      label: series.label,
      data: series.points,
      ...draws[series.draw](series, chart.months),
    }));
    drawn.get(canvas)?.destroy();
    drawn.set(
      canvas,
      new Chart(canvas, {
        data: { labels: chart.months.map((month) => month.label), datasets },
        options: options(chart, aligned),
        plugins: [baseline],
      }),
    );
  }

  function drawAll() {
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    document.querySelectorAll("canvas[data-chart]").forEach(draw);
    document.documentElement.dataset.chartsDrawn = "true";
  }

  document.fonts.ready.then(drawAll);
  document.addEventListener("themechange", drawAll);
  matchMedia("(min-width: 1300px)").addEventListener("change", drawAll);
})();
