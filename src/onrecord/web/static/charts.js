"use strict";
// Draws the charts of a page, each from the definition at its address; where it cannot, the table stays open.
(() => {
  const night = matchMedia("(prefers-color-scheme: dark)");
  // The colours of the definitions, which are for white paper, and what stands for them on dark.
  const DARK = {
    "#0072b2": "#6fb7ea", "#d55e00": "#ffa15c", "#222222": "#e8e6e1", "#595959": "#b3afa7",
    "#cfcfcf": "#4a4d52", "#ececec": "#34373b",
  };
  // What an axis takes beside a chart's field, and how wide that is at least and at most, in pixels.
  const BESIDE = 85, LEAST = 140, MOST = 520;

  async function draw(figure) {
    const room = figure.clientWidth - (Number(figure.dataset.beside) || BESIDE);
    const width = Math.floor(Math.max(LEAST, Math.min(MOST, room)) / 20) * 20;
    const answer = await fetch(`${figure.dataset.chart}?width=${width}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const { lines, description, chart } = await answer.json();
    const place = figure.querySelector(".drawing");
    const colours = (text) => night.matches ? text.replace(/#[0-9a-f]{6}\b/gi, (one) => DARK[one.toLowerCase()] || one) : text;
    async function show() {
      const compiled = vegaLite.compile(JSON.parse(colours(JSON.stringify(chart)))).spec;
      place.replaceChildren();
      place.hidden = false;
      // Expressions are interpreted: text is made into code nowhere.
      const view = new vega.View(vega.parse({ ...compiled, background: null }, null, { ast: true }), {
        expr: vega.expressionInterpreter, renderer: "svg", container: place, description,
      });
      await view.runAsync();
    }
    await show();
    figure.querySelector("details").open = false;
    const caption = figure.querySelector("figcaption");
    for (const line of lines) {
      const said = document.createElement("span");
      said.textContent = line;
      caption.append(said);
    }
    night.addEventListener("change", show);
  }

  for (const figure of document.querySelectorAll("[data-chart]")) {
    draw(figure).catch((error) => console.warn(`A chart cannot be drawn: ${error.message}`));
  }
})();
