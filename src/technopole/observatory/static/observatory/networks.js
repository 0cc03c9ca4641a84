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
    this.circles = [...svg.querySelectorAll("circle")].map((node) => [node, Number(node.getAttribute("r"))]);
    this.texts = [...svg.querySelectorAll("text")].map((node) => [
      node, Number(node.getAttribute("font-size")), Number(node.getAttribute("x")), Number(node.getAttribute("y")),
      svg.querySelector(`a[data-node="${node.dataset.node}"] circle`),
    ]);
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
    // as on the server: letters stay as large, circles grow with the root, names keep their distance to the circle
    const close = this.zoom / this.made;
    this.circles.forEach(([node, r]) => node.setAttribute("r", r / Math.sqrt(close)));
    this.texts.forEach(([node, size, x, y, circle]) => {
      node.setAttribute("font-size", size / close);
      const cx = Number(circle.getAttribute("cx"));
      const cy = Number(circle.getAttribute("cy"));
      node.setAttribute("x", cx + (x - cx) / close);
      node.setAttribute("y", cy + (y - cy) / close);
    });
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
