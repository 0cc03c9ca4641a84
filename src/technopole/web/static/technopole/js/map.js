/* Turns a map figure into a map when it comes into view: land, bubbles by area, a legend with values, popups with links.
   Without JavaScript or WebGL the list beside it says the same. */

const SMALLEST = 5; // px: the bubble of one
const LARGEST = 26;
const LISTED = 20; // names in one popup
const FRAME = 40; // px left free around the places
const NEAR_ENOUGH = 3; // degrees: places within this square around the centre are shown all together

const watcher = new IntersectionObserver(
  (entries) => {
    entries.filter((entry) => entry.isIntersecting).forEach((entry) => {
      watcher.unobserve(entry.target);
      build(entry.target).catch((error) => {
        console.error(error);
        entry.target.querySelector(".map-canvas").hidden = true;
      });
    });
  },
  { rootMargin: "200px" },
);
document.querySelectorAll("figure.map").forEach((figure) => watcher.observe(figure));

let library = null;

/** MapLibre, fetched once a page. */
function maplibre(figure) {
  library ??= new Promise((resolve, reject) => {
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = figure.dataset.style;
    const script = document.createElement("script");
    script.src = figure.dataset.script;
    script.onload = () => {
      window.maplibregl.setWorkerUrl(figure.dataset.worker);
      resolve(window.maplibregl);
    };
    script.onerror = () => reject(new Error(`could not load ${script.src}`));
    document.head.append(style, script);
  });
  return library;
}

async function build(figure) {
  const points = await read(figure);
  if (!points.length) return;
  const places = gather(points);
  const { detail: land, shapes: outlines } = figure.dataset;
  const [gl, detail, shapes] = await Promise.all([maplibre(figure), json(land), json(outlines)]);
  const canvas = figure.querySelector(".map-canvas");
  canvas.hidden = false;
  const words = figure.dataset;
  const map = new gl.Map({
    container: canvas,
    style: style(words.land, detail, features(places), shapes),
    ...view(words, places),
    minZoom: words.bounds ? 0 : 1, // the whole world also on a narrow screen
    maxZoom: 15,
    attributionControl: false,
    cooperativeGestures: true,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    locale: {
      "NavigationControl.ZoomIn": words.zoomIn,
      "NavigationControl.ZoomOut": words.zoomOut,
      "Map.Title": words.label,
      "Popup.Close": words.close,
      "CooperativeGesturesHandler.WindowsHelpText": words.gestureKeys,
      "CooperativeGesturesHandler.MacHelpText": words.gestureMac,
      "CooperativeGesturesHandler.MobileHelpText": words.gestureFingers,
    },
  });
  map.addControl(new gl.NavigationControl({ showCompass: false }), "top-right");
  map.on("click", "places", (event) => {
    const place = places[event.features[0].properties.index];
    new gl.Popup({ maxWidth: "22rem" }).setLngLat(place.at).setDOMContent(popup(place, words)).addTo(map);
  });
  map.on("mouseenter", "places", () => (map.getCanvas().style.cursor = "pointer"));
  map.on("mouseleave", "places", () => (map.getCanvas().style.cursor = ""));
  document.addEventListener("themechange", () => repaint(map));
  if (places.length > 1) name(map, gl, places, canvas); // one alone is named by its page
  legend(figure, places, words);
}

/** The places: a data block in the page, or an address that answers with the same list. */
async function read(figure) {
  if (figure.dataset.pointsUrl) return (await json(figure.dataset.pointsUrl)) || [];
  const block = document.getElementById(figure.dataset.points);
  return block ? JSON.parse(block.textContent) : [];
}

async function json(url) {
  if (!url) return null;
  const answer = await fetch(url);
  return answer.ok ? answer.json() : null;
}

/** Things at the same coordinates are one bubble: none hides another. Largest first, so that small ones lie on top. */
function gather(points) {
  const found = new Map();
  for (const point of points) {
    const key = point.at.map((number) => number.toFixed(4)).join();
    const place = found.get(key) || { at: point.at, weight: 0, approximate: true, points: [] };
    place.weight += point.weight;
    place.approximate &&= point.approximate;
    place.own ||= Boolean(point.own);
    place.points.push(point);
    found.set(key, place);
  }
  const places = [...found.values()].sort((one, other) => other.weight - one.weight);
  const most = places.length > 1 ? places[0].weight : 1;
  for (const place of places) place.radius = radius(place.weight, most);
  return places;
}

/** Area, not radius, follows the value; a thing of its own stays large enough to press. */
function radius(weight, most) {
  return most <= 1 ? SMALLEST + 2 : Math.max(SMALLEST, Math.sqrt(weight / most) * LARGEST);
}

function features(places) {
  return {
    type: "FeatureCollection",
    features: places.map((place, index) => ({
      type: "Feature",
      properties: { index, radius: place.radius, approximate: place.approximate, own: Boolean(place.own) },
      geometry: { type: "Point", coordinates: place.at },
    })),
  };
}

function view(words, places) {
  if (words.bounds) return { bounds: words.bounds.split(",").map(Number), fitBoundsOptions: { padding: FRAME, maxZoom: 11 } };
  // One place alone: in the middle, from far enough that the coast tells where it is.
  if (places.length === 1) return { center: places[0].at, zoom: Math.min(Number(words.zoom) || 8, 8) };
  const near = NEAR_ENOUGH / 2;
  const here = [Number(words.longitude), Number(words.latitude)];
  const close = places.filter(({ at }) => Math.abs(at[0] - here[0]) < near && Math.abs(at[1] - here[1]) < near);
  if (words.longitude && words.latitude && close.length > 1 && close.length >= 0.9 * places.length) {
    return { bounds: box(close.map((place) => place.at)), fitBoundsOptions: { padding: FRAME, maxZoom: 11 } };
  }
  if (words.longitude && words.latitude) {
    return { center: [Number(words.longitude), Number(words.latitude)], zoom: Number(words.zoom) || 8 };
  }
  const bounds = box(places.map((place) => place.at));
  return { bounds, fitBoundsOptions: { padding: FRAME, maxZoom: 11 } };
}

function box(coordinates) {
  const across = coordinates.map((pair) => pair[0]);
  const up = coordinates.map((pair) => pair[1]);
  return [Math.min(...across), Math.min(...up), Math.max(...across), Math.max(...up)];
}

function colours() {
  const tokens = getComputedStyle(document.documentElement);
  const token = (name) => tokens.getPropertyValue(name).trim();
  const [sea, land, bubble, own] = ["--map-sea", "--map-land", "--chart-1", "--chart-2"].map(token);
  return { sea, land, bubble, own, paper: token("--paper"), ink: token("--ink") };
}

function style(land, detail, data, shapes) {
  const { sea, land: ground, bubble } = colours();
  const sources = {
    world: { type: "geojson", data: new URL(land, window.location.href).href },
    places: { type: "geojson", data },
  };
  const layers = [
    { id: "sea", type: "background", paint: { "background-color": sea } },
    { id: "world", type: "fill", source: "world", paint: { "fill-color": ground } },
  ];
  if (detail) {
    // The rough coast of the world is covered with sea where a finer one is known.
    const [west, south, east, north] = box(detail.geometry.coordinates.flat(2));
    const frame = [[west, south], [east, south], [east, north], [west, north], [west, south]];
    sources.frame = { type: "geojson", data: { type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [frame] } } };
    sources.detail = { type: "geojson", data: detail };
    layers.push(
      { id: "frame", type: "fill", source: "frame", paint: { "fill-color": sea, "fill-antialias": false } },
      { id: "detail", type: "fill", source: "detail", paint: { "fill-color": ground } },
    );
  }
  if (shapes) {
    sources.shapes = { type: "geojson", data: shapes };
    layers.push(
      { id: "shapes", type: "fill", source: "shapes", paint: { "fill-color": bubble, "fill-opacity": 0.12 } },
      { id: "outlines", type: "line", source: "shapes", paint: { "line-color": bubble, "line-width": 1.5 } },
    );
  }
  layers.push({
    id: "places",
    type: "circle",
    source: "places",
    paint: {
      "circle-radius": ["get", "radius"],
      "circle-color": filling(),
      "circle-opacity": ["case", ["get", "approximate"], 0.12, 0.5],
      "circle-stroke-color": edge(),
      "circle-stroke-width": ["case", ["get", "own"], 2.5, 1.5],
    },
  });
  return { version: 8, sources, layers };
}

/** What stands out has another colour and a dark edge. */
function filling() {
  const { bubble, own } = colours();
  return ["case", ["get", "own"], own, bubble];
}

function edge() {
  const { bubble, paper, ink } = colours();
  return ["case", ["get", "own"], ink, ["get", "approximate"], bubble, paper];
}

function repaint(map) {
  const { sea, land, bubble } = colours();
  map.setPaintProperty("sea", "background-color", sea);
  map.setPaintProperty("world", "fill-color", land);
  if (map.getLayer("detail")) {
    map.setPaintProperty("frame", "fill-color", sea);
    map.setPaintProperty("detail", "fill-color", land);
  }
  if (map.getLayer("shapes")) {
    map.setPaintProperty("shapes", "fill-color", bubble);
    map.setPaintProperty("outlines", "line-color", bubble);
  }
  map.setPaintProperty("places", "circle-color", filling());
  map.setPaintProperty("places", "circle-stroke-color", edge());
}

function popup(place, words) {
  const body = document.createElement("div");
  const list = document.createElement("ul");
  for (const point of place.points.slice(0, LISTED)) {
    const item = document.createElement("li");
    const text = document.createElement(point.url ? "a" : "span");
    text.textContent = point.name;
    if (point.url) text.setAttribute("href", point.url);
    item.append(text);
    if (point.weight !== 1) item.append(` ${point.weight.toLocaleString(document.documentElement.lang)}`);
    list.append(item);
  }
  body.append(list);
  const rest = place.points.length - LISTED;
  if (rest > 0) line(body, `+ ${rest.toLocaleString(document.documentElement.lang)} ${words.more}`);
  if (place.approximate) line(body, words.approximate);
  return body;
}

function line(parent, text) {
  const paragraph = document.createElement("p");
  paragraph.className = "muted small";
  paragraph.textContent = text;
  parent.append(paragraph);
}

/** Names of the largest places, as many as fit beside their bubbles without touching each other or another bubble. */
function name(map, gl, places, canvas) {
  const labels = places.filter((place) => place.points.length === 1).slice(0, 40).map((place) => {
    const element = document.createElement("span");
    element.className = "map-name hidden-name"; // until it is known which fit
    element.setAttribute("aria-hidden", "true");
    element.textContent = place.points[0].name;
    const marker = new gl.Marker({ element }).setLngLat(place.at).addTo(map);
    return { place, element, marker };
  });
  const arrange = () => {
    const taken = places.map((place) => around(map.project(place.at), 2 * place.radius, 2 * place.radius));
    for (const { place, element, marker } of labels) {
      const [width, height] = [element.offsetWidth + 2, element.offsetHeight];
      const [beside, above] = [place.radius + 2 + width / 2, place.radius + height / 2];
      const middle = map.project(place.at);
      const offset = [[beside, 0], [-beside, 0], [0, -above], [0, above]].find(([right, down]) => {
        const box = around({ x: middle.x + right, y: middle.y + down }, width, height);
        const inside = box[0] > 0 && box[2] < canvas.clientWidth && box[1] > 0 && box[3] < canvas.clientHeight;
        return inside && !taken.some((other) => touch(box, other));
      });
      element.classList.toggle("hidden-name", !offset);
      if (!offset) continue;
      marker.setOffset(offset);
      taken.push(around({ x: middle.x + offset[0], y: middle.y + offset[1] }, width, height));
    }
  };
  map.on("moveend", arrange);
  map.once("idle", arrange);
}

/** A box of a size around a point of the screen: left, top, right, bottom. */
function around({ x, y }, width, height) {
  return [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
}

function touch(one, other) {
  return one[0] < other[2] && one[2] > other[0] && one[1] < other[3] && one[3] > other[1];
}

function legend(figure, places, { unit, own }) {
  const list = figure.querySelector(".map-legend");
  const most = places[0].weight;
  if (most <= 1 || places.length < 2) return;
  const round = (value) => {
    const power = 10 ** Math.floor(Math.log10(value));
    return Math.max(1, Math.round(value / power) * power);
  };
  const values = [...new Set([round(most), round(most / 4), 1])].filter((value) => value <= most * 1.2);
  const entry = (words, size) => {
    const item = document.createElement("li");
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    svg.setAttribute("width", size);
    svg.setAttribute("height", size);
    svg.setAttribute("aria-hidden", "true");
    circle.setAttribute("cx", size / 2);
    circle.setAttribute("cy", size / 2);
    circle.setAttribute("r", size / 2 - 1);
    svg.append(circle);
    item.append(svg, words);
    return item;
  };
  list.replaceChildren(...values.map((value) => {
    const size = Math.ceil(radius(value, most)) * 2 + 2;
    return entry(value.toLocaleString(document.documentElement.lang), size);
  }));
  if (own && places.some((place) => place.own)) {
    const item = entry(own, 18);
    item.className = "legend-own";
    list.append(item);
  }
  if (unit) {
    const head = document.createElement("li");
    head.className = "legend-unit";
    head.textContent = unit;
    list.prepend(head);
  }
  list.hidden = false;
}
