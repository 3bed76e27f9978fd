// A chart as a PNG that explains itself: title, what it is about, what the colours mean, where from.
(({ color, kind, config, read }) => {
  const WIDTH = 1200;
  const PLOT = 420;
  const EDGE = 32;
  const SCALE = 2;

  const text = (selector) => [...document.querySelectorAll(selector)].map((element) => element.textContent.trim());

  // What the page is about, and which part of it: its name, the months, the filters.
  const about = (chart) =>
    [...text(".page-name"), ...(chart.period ? [chart.period] : text(".period-name")), ...text(".scope-badge, .scope-filters .is-set option:checked")]
      .map((words) => words.replace(/\s+/g, " "));

  function plot(chart) {
    const canvas = document.createElement("canvas");
    canvas.width = WIDTH - 2 * EDGE;
    canvas.height = PLOT;
    const drawn = new Chart(canvas, config(chart, { isAlone: true, responsive: false, devicePixelRatio: SCALE }));
    return [canvas, drawn];
  }

  function legend(pen, chart, top) {
    let left = EDGE;
    pen.font = `450 13px ${Chart.defaults.font.family}`;
    for (const series of chart.series.filter((one) => one.draw && one.draw !== "waterfall")) {
      const width = pen.measureText(series.label).width + 20;
      if (left > EDGE && left + width > WIDTH - EDGE) [left, top] = [EDGE, top + 22];
      const thick = ["line", "dots"].includes(series.draw) ? 3 : 11;
      pen.globalAlpha = series.draw === "range" ? 0.45 : 1;
      pen.fillStyle = kind(series.key);
      pen.fillRect(left, top - 5 - thick / 2, 12, thick);
      pen.globalAlpha = 1;
      pen.fillStyle = color("ink");
      pen.fillText(series.label, left + 18, top);
      left += width + 20;
    }
    return top;
  }

  function head(pen, chart) {
    pen.fillStyle = color("ink");
    pen.font = `600 20px ${Chart.defaults.font.family}`;
    pen.fillText(chart.title, EDGE, 44);
    pen.fillStyle = color("quiet");
    pen.font = `450 13px ${Chart.defaults.font.family}`;
    pen.fillText(about(chart).join("  ·  "), EDGE, 68);
  }

  function foot(pen, top) {
    const day = new Intl.DateTimeFormat(document.body.dataset.locale, { dateStyle: "medium" }).format(new Date());
    pen.fillStyle = color("quiet");
    pen.font = `450 12px ${Chart.defaults.font.family}`;
    pen.fillText(`Source: Baseload, ${day}`, EDGE, top);
  }

  function paint(chart) {
    const [canvas, drawn] = plot(chart);
    const page = document.createElement("canvas");
    page.width = WIDTH * SCALE;
    page.height = (PLOT + 200) * SCALE;
    const pen = page.getContext("2d");
    pen.scale(SCALE, SCALE);
    pen.fillStyle = color("surface");
    pen.fillRect(0, 0, WIDTH, PLOT + 200);
    head(pen, chart);
    pen.drawImage(canvas, EDGE, 88, WIDTH - 2 * EDGE, PLOT);
    foot(pen, legend(pen, chart, PLOT + 122) + 36);
    drawn.destroy();
    return page;
  }

  const slug = (words) => words.join(" ").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");

  function save(canvas) {
    const chart = read(canvas);
    paint(chart).toBlob((blob) => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = `${slug([...text(".page-name"), chart.title, chart.period])}.png`;
      link.click();
      URL.revokeObjectURL(link.href);
    });
  }

  document.querySelectorAll("[data-picture]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => save(document.querySelector(`canvas[data-chart="${button.dataset.picture}"]`)));
  });
})(window.charts);
