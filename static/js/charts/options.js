// The axes, the targets and the tooltip of a chart, put together to what Chart.js takes.
(({ color, formats, datasets, plugins }) => {
  const LABELS = 190; // the width of the first column of the figures below, which the bars align with

  function targets(chart) {
    const axis = chart.isHorizontal ? "x" : "y";
    return Object.fromEntries(
      chart.targets.map(([value, content], index) => [
        `target${index}`,
        {
          type: "line",
          drawTime: "beforeDatasetsDraw",
          scaleID: axis,
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

  const tooltip = (chart) => ({
    callbacks: {
      title: ([item]) => [item.label, chart.columns[item.dataIndex].state].filter(Boolean).join(", "),
      label: ({ dataset, dataIndex }) => ` ${dataset.label}: ${formats[dataset.unit].value(dataset.points[dataIndex])}`,
      afterBody: ([item]) => chart.marks.filter((mark) => mark.at === chart.columns[item.dataIndex].key).map((mark) => mark.label),
    },
  });

  function scales(chart, aligned) {
    const text = { color: color("quiet"), font: { size: 11.5 } };
    const stacked = chart.series.some((series) => series.draw === "bar");
    const columns = {
      stacked,
      offset: true,
      grid: { display: false },
      border: { color: color("line") },
      ticks: { ...text, ...(chart.isHorizontal && { color: color("ink") }), display: !aligned, maxRotation: 0, autoSkip: !chart.isHorizontal, autoSkipPadding: 12 },
    };
    const figures = {
      stacked,
      beginAtZero: !chart.axis,
      suggestedMin: chart.axis?.[0],
      suggestedMax: chart.axis?.[1] ?? (chart.unit === "share" ? 0.8 : undefined),
      border: { display: false },
      grid: { color: color("line"), drawTicks: false },
      ticks: { ...text, padding: 10, maxTicksLimit: 6, callback: formats[chart.unit].tick },
      afterFit: (scale) => aligned && (scale.width = aligned),
    };
    return chart.isHorizontal ? { x: figures, y: columns } : { x: columns, y: figures };
  }

  // `aligned` is the width of the labels when the bars are to stand over the figures' columns;
  // `isAlone` tells that no figures stand below, which say how far a month is.
  const config = (chart, { aligned = 0, isAlone = false, ...more } = {}) => ({
    data: { labels: chart.columns.map(({ label, state }) => (isAlone && state ? [label, state] : label)), datasets: datasets(chart) },
    plugins: plugins(chart),
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      indexAxis: chart.isHorizontal ? "y" : "x",
      layout: { padding: { top: chart.marks.length ? 18 : 8, left: chart.isHorizontal ? 14 : 0 } },
      interaction: { mode: "index", axis: chart.isHorizontal ? "y" : "x", intersect: false },
      onClick: (_event, [first]) => first && window.charts.open(chart, first.index),
      plugins: { legend: { display: false }, annotation: { annotations: targets(chart) }, tooltip: tooltip(chart) },
      scales: scales(chart, aligned),
      ...more,
    },
  });

  const open = (chart, index) => chart.columns[index].url && location.assign(chart.columns[index].url);

  Object.assign(window.charts, { LABELS, config, open });
})(window.charts);
