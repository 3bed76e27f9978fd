// Draws every <canvas data-chart="id"> from the JSON script of that id, once the fonts are there, and
// again for another theme, another width, and for paper. What a chart may hold: metrics/shapes.py.
(({ LABELS, config, read }) => {
  // On paper a chart has one size, within A4 and Letter; print.css gives the table below the same width.
  // It is never stretched: Chromium would round the scale of its drawing to 1/64.
  const PAPER = { width: 700, height: 196, labels: 126 };
  // Steps have their figures one below the other, and bars on their side too: nothing to stand over.
  const isAligned = (chart) => chart.period && chart.columns.length <= 12 && !chart.isHorizontal;

  function onScreen(canvas, chart) {
    const fits = isAligned(chart) && canvas.parentElement.clientWidth >= 1040;
    return config(chart, { aligned: fits ? LABELS : 0 });
  }

  function onPaper(canvas, chart) {
    canvas.width = PAPER.width;
    canvas.height = chart.isHorizontal ? 60 + 28 * chart.columns.length : PAPER.height;
    const aligned = isAligned(chart) ? PAPER.labels : 0;
    return config(chart, { aligned, responsive: false, devicePixelRatio: 2 });
  }

  function draw(canvas) {
    const chart = read(canvas);
    const isPaper = "paper" in document.documentElement.dataset;
    Chart.getChart(canvas)?.destroy();
    new Chart(canvas, (isPaper ? onPaper : onScreen)(canvas, chart));
  }

  function drawAll() {
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    document.querySelectorAll("canvas[data-chart]").forEach(draw);
    document.documentElement.dataset.chartsDrawn = "true";
  }

  document.fonts.ready.then(drawAll);
  document.addEventListener("themechange", drawAll);
  matchMedia("(min-width: 1300px)").addEventListener("change", drawAll);
})(window.charts);
