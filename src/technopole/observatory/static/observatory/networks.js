/* The drawing of a network, moved and looked into without a new page: buttons, dragging, pinching or the wheel with the
   control key, arrow keys and + and − once it has the focus. What a pointer is over stands out with its neighbours.
   Without this script the same buttons are links. */

const ZOOMS = [1, 2, 4, 8];

class Drawing {
  constructor(svg) {
    this.svg = svg;
    this.width = Number(svg.dataset.width);
    this.height = Number(svg.dataset.height);
    const [left, top, width] = svg.getAttribute("viewBox").split(" ").map(Number);
    this.zoom = this.width / width;
    this.made = this.zoom;
    this.x = left + this.width / this.zoom / 2;
    this.y = top + this.height / this.zoom / 2;
    this.names = svg.querySelector(".names");
    this.dots = [...svg.querySelectorAll("a[data-node]")].map((link) => {
      const circle = link.querySelector("circle");
      return {
        at: link.dataset.node, circle, r: Number(circle.getAttribute("r")), x: Number(circle.getAttribute("cx")),
        y: Number(circle.getAttribute("cy")), name: link.dataset.name, quiet: link.classList.contains("quiet"),
        chosen: link.classList.contains("chosen"),
      };
    });
    svg.tabIndex = 0;
    svg.addEventListener("keydown", (event) => this.key(event));
    svg.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.drag();
    this.follow();
  }

  show() {
    const width = this.width / this.zoom;
    const height = this.height / this.zoom;
    this.x = Math.min(Math.max(this.x, width / 2), this.width - width / 2);
    this.y = Math.min(Math.max(this.y, height / 2), this.height - height / 2);
    this.svg.setAttribute("viewBox", `${this.x - width / 2} ${this.y - height / 2} ${width} ${height}`);
    this.svg.classList.toggle("movable", this.zoom > 1);
    cancelAnimationFrame(this.waiting);
    this.waiting = requestAnimationFrame(() => this.name());
  }

  /** As the server does: circles grow with the root of the zoom, names are as large as before and stand where none
      covers another name or a circle that is not much smaller than its own. */
  name() {
    const letter = Number(this.svg.dataset.letter) / this.zoom;
    const size = Math.sqrt(this.made / this.zoom);
    const [left, top, width, height] = this.svg.getAttribute("viewBox").split(" ").map(Number);
    const dots = this.dots.map((dot) => ({ ...dot, r: dot.r * size }));
    dots.forEach((dot) => dot.circle.setAttribute("r", dot.r));
    const taken = [];
    const made = document.createDocumentFragment();
    [...dots].sort((one, other) => other.chosen - one.chosen || other.r - one.r).forEach((dot) => {
      if (dot.quiet || dot.x < left || dot.x > left + width || dot.y < top || dot.y > top + height) return;
      const long = [...dot.name].reduce((sum, each) => sum + (each > "\u2e80" ? 1 : 0.54), 0) * letter;
      const gap = letter * 0.3;
      const [tall, base] = [letter * 0.62, letter * 0.36];
      const below = dot.y + dot.r + gap + letter * 0.8;
      const above = dot.y - dot.r - gap;
      const spots = [
        [dot.x + dot.r + gap, dot.y + base, "start", dot.x + dot.r + gap, dot.y - tall, dot.y + tall],
        [dot.x - dot.r - gap, dot.y + base, "end", dot.x - dot.r - gap - long, dot.y - tall, dot.y + tall],
        [dot.x, below, "middle", dot.x - long / 2, below - letter * 0.85, below + letter * 0.25],
        [dot.x, above, "middle", dot.x - long / 2, above - letter * 0.85, above + letter * 0.25],
      ];
      for (const [x, y, anchor, from, up, down] of spots) {
        if (from < left || from + long > left + width || up < top || down > top + height) continue;
        const over = (box) => box[0] < from + long && box[2] > from && box[1] < down && box[3] > up;
        const round = (other) => over([other.x - 0.8 * other.r, other.y - 0.8 * other.r, other.x + 0.8 * other.r,
          other.y + 0.8 * other.r]);
        const covers = dots.some((other) => other.at !== dot.at && other.r > 0.6 * dot.r && round(other));
        if (!dot.chosen && (covers || taken.some(over))) continue;
        taken.push([from, up, from + long, down]);
        const text = document.createElementNS("http://www.w3.org/2000/svg", "text");
        const told = { x, y, "font-size": letter, "text-anchor": anchor, "data-node": dot.at };
        Object.entries(told).forEach(([key, value]) => text.setAttribute(key, value));
        text.classList.toggle("chosen", dot.chosen);
        text.textContent = dot.name;
        made.append(text);
        break;
      }
    });
    this.names.replaceChildren(made);
  }

  move(where) {
    const step = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] }[where];
    if (step) {
      this.x += (step[0] * this.width) / this.zoom / 2;
      this.y += (step[1] * this.height) / this.zoom / 2;
    } else {
      const at = ZOOMS.findIndex((each) => each >= this.zoom - 1e-6);
      this.zoom = ZOOMS[Math.min(Math.max((at < 0 ? ZOOMS.length : at) + (where === "in" ? 1 : -1), 0), ZOOMS.length - 1)];
    }
    this.show();
  }

  key(event) {
    const keys = {
      "+": "in", "=": "in", "-": "out", ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down",
    };
    const where = keys[event.key];
    if (!where || event.ctrlKey || event.metaKey || event.altKey) return;
    // arrows scroll the page as long as all of the drawing is seen
    if (event.key.startsWith("Arrow") && this.zoom <= 1) return;
    event.preventDefault();
    this.move(where);
  }

  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const frame = this.svg.getBoundingClientRect();
    const across = (event.clientX - frame.left) / frame.width - 0.5;
    const down = (event.clientY - frame.top) / frame.height - 0.5;
    const before = this.zoom;
    this.zoom = Math.min(Math.max(this.zoom * Math.exp(-event.deltaY / 300), 1), ZOOMS[ZOOMS.length - 1]);
    this.x += across * this.width * (1 / before - 1 / this.zoom);
    this.y += down * this.height * (1 / before - 1 / this.zoom);
    this.show();
  }

  drag() {
    let from = null;
    let moved = false;
    this.svg.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || this.zoom <= 1) return;
      from = [event.clientX, event.clientY, this.x, this.y];
      moved = false;
    });
    window.addEventListener("pointermove", (event) => {
      if (!from) return;
      const scale = this.width / this.zoom / this.svg.getBoundingClientRect().width;
      if (Math.hypot(event.clientX - from[0], event.clientY - from[1]) > 4) moved = true;
      this.x = from[2] - (event.clientX - from[0]) * scale;
      this.y = from[3] - (event.clientY - from[1]) * scale;
      if (moved) this.show();
    });
    window.addEventListener("pointerup", () => {
      from = null;
    });
    // a drag that ends over a circle follows no link
    this.svg.addEventListener("click", (event) => {
      if (moved) event.preventDefault();
      moved = false;
    }, true);
    this.svg.addEventListener("dragstart", (event) => event.preventDefault());
  }

  follow() {
    const near = (node) => {
      this.svg.querySelectorAll(".near").forEach((each) => each.classList.remove("near"));
      this.svg.classList.toggle("following", node !== null);
      if (node === null) return;
      const ends = new Set([node]);
      this.svg.querySelectorAll("line").forEach((line) => {
        const [first, second] = line.dataset.ends.split(" ");
        if (first !== node && second !== node) return;
        line.classList.add("near");
        ends.add(first).add(second);
      });
      this.svg.querySelectorAll("a[data-node], text[data-node]").forEach((each) => {
        if (ends.has(each.dataset.node)) each.classList.add("near");
      });
    };
    this.svg.addEventListener("pointerover", (event) => {
      const link = event.target.closest("a[data-node]");
      near(link ? link.dataset.node : null);
    });
    this.svg.addEventListener("pointerleave", () => near(null));
  }
}

document.querySelectorAll("[data-network]").forEach((figure) => {
  const drawings = [...figure.querySelectorAll("svg.network-drawing")].map((svg) => new Drawing(svg));
  const tools = figure.querySelector(".network-tools");
  const closer = tools && tools.querySelector("[data-move='in']");
  if (tools && closer && !tools.querySelector("[data-move='out']")) {
    const wider = closer.cloneNode();
    wider.dataset.move = "out";
    wider.href = "#drawing";
    wider.textContent = "−";
    wider.setAttribute("aria-label", figure.dataset.wider);
    closer.after(wider);
  }
  if (tools) {
    tools.addEventListener("click", (event) => {
      const link = event.target.closest("[data-move]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      drawings.forEach((drawing) => drawing.move(link.dataset.move));
    });
  }
});
