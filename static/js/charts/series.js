// How each kind of series is drawn, and what is drawn between and beside them.
(({ color, kind, pattern }) => {
  const fillsOf = (fill) => ({ "": fill, "in progress": pattern(fill, "current"), scheduled: pattern(fill, "scheduled") });

  function bar(series, columns) {
    const fills = new Map();
    const of = (key) => fills.get(key) ?? fills.set(key, fillsOf(kind(key))).get(key);
    return {
      type: "bar",
      backgroundColor: columns.map((column) => of(column.kind || series.key)[column.state]),
      stack: series.stack,
      maxBarThickness: 44,
      categoryPercentage: 0.72,
      barPercentage: 1,
      borderRadius: 1.5,
      order: 1,
    };
  }

  // A small step keeps a bar one can see; one of nothing has none.
  function waterfall(series, columns) {
    const drawn = bar(series, columns);
    const fills = drawn.backgroundColor.map((fill, index) => (series.points[index] ? fill : "transparent"));
    return { ...drawn, data: series.spans, spans: series.spans, backgroundColor: fills, borderSkipped: false, minBarLength: 2, grouped: false };
  }

  function line(series, columns) {
    const stroke = kind(series.key);
    const thin = series.key === "month";
    const isOpen = (part) => series.dashed || columns[part.p1DataIndex].state;
    return {
      type: "line",
      stack: series.label,
      borderColor: stroke,
      backgroundColor: stroke,
      borderWidth: thin ? 1.25 : 2.25,
      pointRadius: thin || columns.length > 12 ? 0 : 2.5,
      pointHoverRadius: 4,
      tension: 0,
      order: 0,
      segment: { borderDash: (part) => (isOpen(part) ? [3, 3] : undefined) },
    };
  }

  const dots = (series, columns) => ({ ...line(series, columns), showLine: false, pointRadius: 3.5, pointStyle: "rectRot" });

  function range(series) {
    const edge = { type: "line", stack: series.label, pointRadius: 0, borderWidth: 0, order: 2 };
    return series.key === "high" ? { ...edge, fill: "-1", backgroundColor: `${kind("low")}40` } : edge;
  }

  const draws = { bar, line, dots, range, waterfall };

  const datasets = (chart) =>
    chart.series
      .filter((series) => series.draw)
      .map((series) => ({
        label: series.label,
        unit: series.unit,
        data: series.points,
        points: series.points,
        ...draws[series.draw](series, chart.columns),
      }));

  function rule({ ctx }, from, to) {
    ctx.beginPath();
    ctx.moveTo(...from);
    ctx.lineTo(...to);
    ctx.stroke();
  }

  // What falls below zero needs a zero to fall below.
  const baseline = {
    id: "baseline",
    beforeDatasetsDraw(drawn) {
      const { ctx, chartArea: area, scales } = drawn;
      const scale = drawn.options.indexAxis === "y" ? scales.x : scales.y;
      if (scale.min >= 0) return;
      const zero = scale.getPixelForValue(0);
      ctx.save();
      ctx.strokeStyle = color("quiet");
      if (scale.isHorizontal()) rule(drawn, [zero, area.top], [zero, area.bottom]);
      else rule(drawn, [area.left, zero], [area.right, zero]);
      ctx.restore();
    },
  };

  // A thin line from where one step of a waterfall ends to where the next one begins.
  const links = {
    id: "links",
    beforeDatasetsDraw(drawn) {
      const { ctx, scales } = drawn;
      ctx.save();
      ctx.strokeStyle = color("quiet");
      ctx.lineWidth = 1;
      drawn.data.datasets.forEach(({ spans = [] }, number) => {
        const bars = drawn.getDatasetMeta(number).data;
        spans.slice(0, -1).forEach(([, end], index) => {
          const [from, to] = [bars[index], bars[index + 1]];
          const y = scales.y.getPixelForValue(end);
          rule(drawn, [from.x + from.width / 2, y], [to.x - to.width / 2, y]);
        });
      });
      ctx.restore();
    },
  };

  // A ring at each marked point, and its words above it where no others stand already.
  const marks = (chart) => ({
    id: "marks",
    afterDatasetsDraw(drawn) {
      const { ctx, chartArea: area, scales } = drawn;
      let taken = -Infinity;
      ctx.save();
      ctx.font = `500 11px ${Chart.defaults.font.family}`;
      ctx.textBaseline = "bottom";
      ctx.lineJoin = "round";
      for (const mark of chart.marks) {
        const x = scales.x.getPixelForValue(chart.columns.findIndex((column) => column.key === mark.at));
        const y = scales.y.getPixelForValue(mark.value);
        const width = ctx.measureText(mark.label).width;
        const left = Math.min(Math.max(x - width / 2, area.left), area.right - width);
        ctx.beginPath();
        ctx.arc(x, y, 4, 0, 7);
        ctx.fillStyle = color("surface");
        ctx.fill();
        ctx.lineWidth = 2;
        ctx.strokeStyle = kind(mark.kind);
        ctx.stroke();
        if (left < taken + 8) continue;
        taken = left + width;
        const bottom = Math.max(y - 7, area.top + 11);
        ctx.lineWidth = 4;
        ctx.strokeStyle = color("surface");
        ctx.strokeText(mark.label, left, bottom);
        ctx.fillStyle = color("ink");
        ctx.fillText(mark.label, left, bottom);
      }
      ctx.restore();
    },
  });

  Object.assign(window.charts, { datasets, plugins: (chart) => [baseline, links, marks(chart)] });
})(window.charts);
