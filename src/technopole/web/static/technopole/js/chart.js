/* The button 'Interactive chart': fetches Vega only when pressed and puts a drawing with tooltips in place of the SVG.
   Expressions are interpreted, never compiled, so that the page needs no unsafe-eval. */

// The palette of the specifications and the token that stands for each colour in the reader's theme.
const TOKENS = {
  "#16202a": "--ink",
  "#4d5a66": "--ink-2",
  "#77848e": "--rule-strong",
  "#d5dbde": "--rule",
  "#0b5a78": "--chart-1",
  "#b4532a": "--chart-2",
  "#5b7a2f": "--chart-3",
  "#b9d3de": "--chart-band",
  "#ffffff": "--paper",
};
const LIBRARIES = ["vega", "vegaInterpreter", "vegaLite", "vegaEmbed"];
let loading = null;

document.querySelectorAll("figure.chart[data-spec]").forEach((figure) => {
  const button = figure.querySelector("[data-interactive]");
  if (!button || !document.getElementById(figure.dataset.spec)) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await libraries(figure);
      await draw(figure);
      button.hidden = true;
      document.addEventListener("themechange", () => draw(figure));
    } catch (error) {
      console.error(error);
      const status = figure.querySelector("[data-failed]");
      if (status) status.textContent = status.dataset.failed;
      button.disabled = false;
    }
  });
});

/** Load the four libraries one after the other: each needs the one before. */
function libraries(figure) {
  loading ??= LIBRARIES.reduce((before, name) => before.then(() => script(figure.dataset[name])), Promise.resolve());
  loading.catch(() => {
    loading = null; // a later press may try again
  });
  return loading;
}

function script(url) {
  return new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = url;
    element.onload = resolve;
    element.onerror = () => reject(new Error(`could not load ${url}`));
    document.head.append(element);
  });
}

async function draw(figure) {
  const style = getComputedStyle(document.documentElement);
  const spec = JSON.parse(document.getElementById(figure.dataset.spec).textContent, (_key, value) =>
    typeof value === "string" && TOKENS[value] ? style.getPropertyValue(TOKENS[value]).trim() : value,
  );
  const place = figure.querySelector(".chart-drawing");
  const target = document.createElement("div");
  spec.width = Math.min(Math.max(place.clientWidth, 280), 960);
  place.replaceChildren(target);
  await window.vegaEmbed(target, spec, {
    ast: true,
    expr: window.vega.expressionInterpreter,
    actions: false,
    renderer: "svg",
    defaultStyle: false,
    tooltip: { disableDefaultStyle: true },
  });
}
