// A chart by keyboard: the arrows step through its columns, Enter opens one, Escape leaves.
(({ read, words, open }) => {
  const stepped = new WeakMap();

  // Shows a column as if the mouse pointed at it; null shows none.
  function show(canvas, index) {
    const drawn = Chart.getChart(canvas);
    const sets = drawn.data.datasets.map((_, number) => number);
    const known = index === null ? [] : sets.filter((number) => drawn.data.datasets[number].data[index] !== null);
    const active = known.map((datasetIndex) => ({ datasetIndex, index }));
    const place = active.length ? drawn.getDatasetMeta(known[0]).data[index].tooltipPosition() : { x: 0, y: 0 };
    drawn.setActiveElements(active);
    drawn.tooltip.setActiveElements(active, place);
    drawn.update();
    stepped.set(canvas, index);
  }

  function step(canvas, chart, index) {
    const within = Math.min(Math.max(index, 0), chart.columns.length - 1);
    show(canvas, within);
    document.getElementById(`${canvas.dataset.chart}-said`).textContent = words(chart, within);
  }

  function leave(canvas) {
    if ((stepped.get(canvas) ?? null) === null) return;
    show(canvas, null);
    document.getElementById(`${canvas.dataset.chart}-said`).textContent = "";
  }

  function press(event) {
    const canvas = event.currentTarget;
    const chart = read(canvas);
    const last = chart.columns.length - 1;
    const now = stepped.get(canvas) ?? null;
    const moves = {
      ArrowLeft: () => step(canvas, chart, now === null ? last : now - 1),
      ArrowRight: () => step(canvas, chart, now === null ? 0 : now + 1),
      Home: () => step(canvas, chart, 0),
      End: () => step(canvas, chart, last),
      Enter: () => now !== null && open(chart, now),
      Escape: () => leave(canvas),
    };
    // Bars that lie on their side stand one below the other.
    if (chart.isHorizontal) Object.assign(moves, { ArrowUp: moves.ArrowLeft, ArrowDown: moves.ArrowRight });
    if (!(event.key in moves) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    moves[event.key]();
  }

  document.querySelectorAll("canvas[data-chart]").forEach((canvas) => {
    canvas.addEventListener("keydown", press);
    canvas.addEventListener("blur", () => leave(canvas));
  });
})(window.charts);
