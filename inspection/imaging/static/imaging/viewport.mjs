// Two panes over one scan, zoomed and moved together; marks and the reading cross on top.

const MIN_ZOOM = 0.5;
const MAX_ZOOM = 16;
const GAP = 2;

export class Viewport {
  /** ``develop`` promises a picture for each wish; what is asked while it works is asked once. */
  constructor({ canvas, scan, develop, settings, marks, onMoved }) {
    Object.assign(this, { canvas, scan, develop, settings, marks, onMoved });
    this.context = canvas.getContext('2d');
    this.top = null;
    this.bottom = null;
    this.painting = null;
    this.isStale = false;
    this.zoom = 1;
    this.shiftX = 0;
    this.shiftY = 0;
    this.cross = { x: Math.floor(scan.width / 2), y: Math.floor(scan.height / 2), shown: false };
    this.draft = null;
    this.corners = []; // of the shape that is being drawn
    this.ruler = null; // { from, to } in pixels of the scan, and label
    this.advice = []; // boxes of the machine
    this.odd = null; // the part of the load that is unlike the rest
    this.beside = null; // { picture, label }: another scan in the lower pane
    this.milliseconds = 0;
    new ResizeObserver(() => this.resize()).observe(canvas.parentElement);
    this.resize();
  }

  resize() {
    const box = this.canvas.parentElement.getBoundingClientRect();
    this.width = Math.max(1, box.width);
    this.height = Math.max(1, box.height);
    this.ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(this.width * this.ratio);
    this.canvas.height = Math.round(this.height * this.ratio);
    this.paneHeight = (this.height - GAP) / 2;
    this.base = 0.985 * Math.min(this.width / this.scan.width, this.paneHeight / this.scan.height);
    this.draw();
  }

  get scale() {
    return this.base * this.zoom;
  }

  get originX() {
    return (this.width - this.scan.width * this.scale) / 2 + this.shiftX;
  }

  get originY() {
    return (this.paneHeight - this.scan.height * this.scale) / 2 + this.shiftY;
  }

  /** Repaint both panes: after a change of mode, window, level, inversion or edges. */
  recolour() {
    this.isStale = true;
    this.canvas.dataset.painting = 'yes';
    this.painting ??= this.#repaint().finally(() => {
      this.painting = null;
      this.canvas.dataset.painting = 'no';
    });
    return this.painting;
  }

  async #repaint() {
    while (this.isStale) {
      this.isStale = false;
      const begun = performance.now();
      const first = { ...this.settings };
      const second = { ...first, mode: first.mode === 'grey' ? 'material' : 'grey' };
      const [top, bottom] = await this.develop([{ settings: first }, { settings: second }]);
      this.top?.close();
      this.bottom?.close();
      Object.assign(this, { top, bottom });
      this.milliseconds = performance.now() - begun;
      this.draw();
    }
  }

  draw() {
    const { context, scale } = this;
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.fillStyle = '#05080B';
    context.fillRect(0, 0, this.width, this.height);
    context.imageSmoothingEnabled = scale < 2;
    context.imageSmoothingQuality = 'high';
    this.#pane(this.top, 0);
    if (this.beside) this.#otherScan(this.paneHeight + GAP);
    else this.#pane(this.bottom, this.paneHeight + GAP);
    this.onMoved(this);
  }

  #pane(image, offset) {
    const { context, scale } = this;
    context.save();
    context.beginPath();
    context.rect(0, offset, this.width, this.paneHeight);
    context.clip();
    context.fillStyle = this.settings.inverted ? '#0C0C0C' : '#F3F3F3';
    context.fillRect(0, offset, this.width, this.paneHeight);
    context.translate(this.originX, this.originY + offset);
    if (image) context.drawImage(image, 0, 0, this.scan.width * scale, this.scan.height * scale);
    if (this.settings.marksShown) this.marks.all.forEach((mark, index) => this.#mark(mark, index));
    this.advice.forEach((one, index) => this.#advised(one, String.fromCharCode(65 + (index % 26))));
    if (this.odd) this.#advised(this.odd, '?');
    if (this.draft) this.#frame(this.draft, '#FFC53D', [6, 4], 2);
    if (this.corners.length) this.#shape(this.corners, '#FFC53D', 2, false);
    if (this.ruler) this.#measure(this.ruler);
    if (this.cross.shown) this.#cross();
    context.restore();
  }

  #mark(mark, index) {
    const chosen = index === this.marks.chosen;
    const stroke = chosen ? '#FF6A5A' : '#FFA62B';
    if (mark.corners?.length) this.#shape(mark.corners, stroke, chosen ? 3 : 2, true);
    else this.#frame(mark, stroke, [], chosen ? 3 : 2);
    const { context, scale } = this;
    const label = String(index + 1);
    context.fillStyle = '#05080B';
    context.fillRect(mark.x * scale - 1, mark.y * scale - 19, 20, 18);
    context.fillStyle = '#FFFFFF';
    context.font = '600 13px system-ui, sans-serif';
    context.fillText(label, mark.x * scale + 5, mark.y * scale - 5);
  }

  #advised(one, letter) {
    const { context, scale } = this;
    this.#frame(one, '#5CB8FF', [3, 3], 2);
    context.fillStyle = '#05080B';
    context.fillRect((one.x + one.width) * scale - 19, one.y * scale - 19, 20, 18);
    context.fillStyle = '#5CB8FF';
    context.font = '600 13px system-ui, sans-serif';
    context.fillText(letter, (one.x + one.width) * scale - 14, one.y * scale - 5);
  }

  #shape(corners, stroke, thickness, isClosed) {
    const { context, scale } = this;
    for (const [colour, wide] of [['rgb(0 0 0 / .6)', thickness + 3], [stroke, thickness]]) {
      context.strokeStyle = colour;
      context.lineWidth = wide;
      context.beginPath();
      corners.forEach(([x, y], at) => context[at ? 'lineTo' : 'moveTo'](x * scale, y * scale));
      if (isClosed) context.closePath();
      context.stroke();
      if (!isClosed) corners.forEach(([x, y]) => context.strokeRect(x * scale - 2, y * scale - 2, 4, 4));
    }
  }

  #measure({ from, to, label }) {
    const { context, scale } = this;
    this.#shape([[from.x, from.y], [to.x, to.y]], '#7CE0A3', 2, false);
    context.font = '600 13px system-ui, sans-serif';
    const wide = context.measureText(label).width + 8;
    const [x, y] = [((from.x + to.x) / 2) * scale, ((from.y + to.y) / 2) * scale];
    context.fillStyle = '#05080B';
    context.fillRect(x, y + 4, wide, 18);
    context.fillStyle = '#7CE0A3';
    context.fillText(label, x + 4, y + 17);
  }

  #otherScan(offset) {
    const { context } = this;
    const { picture, label } = this.beside;
    const scale = 0.985 * Math.min(this.width / picture.width, this.paneHeight / picture.height);
    context.fillStyle = '#F3F3F3';
    context.fillRect(0, offset, this.width, this.paneHeight);
    context.drawImage(
      picture,
      (this.width - picture.width * scale) / 2,
      offset + (this.paneHeight - picture.height * scale) / 2,
      picture.width * scale,
      picture.height * scale,
    );
    context.font = '600 13px system-ui, sans-serif';
    context.fillStyle = '#05080B';
    context.fillRect(6, offset + 6, context.measureText(label).width + 12, 20);
    context.fillStyle = '#FFFFFF';
    context.fillText(label, 12, offset + 20);
  }

  /** Another scan in the lower pane, or null for this one in its second colours. */
  layBeside(beside) {
    this.beside?.picture.close();
    this.beside = beside;
    this.draw();
  }

  /** Where another window looks, in shares of the scan. */
  get sight() {
    return {
      zoom: this.zoom,
      x: this.shiftX / (this.scan.width * this.scale),
      y: this.shiftY / (this.scan.height * this.scale),
    };
  }

  follow({ zoom, x, y }) {
    this.zoom = zoom;
    this.shiftX = x * this.scan.width * this.scale;
    this.shiftY = y * this.scan.height * this.scale;
    this.draw();
  }

  #frame(region, stroke, dash, thickness) {
    const { context, scale } = this;
    const box = [
      region.x * scale,
      region.y * scale,
      region.width * scale,
      region.height * scale,
    ];
    context.setLineDash([]);
    context.strokeStyle = 'rgb(0 0 0 / .6)';
    context.lineWidth = thickness + 3;
    context.strokeRect(...box);
    context.setLineDash(dash);
    context.strokeStyle = stroke;
    context.lineWidth = thickness;
    context.strokeRect(...box);
    context.setLineDash([]);
  }

  #cross() {
    const { context, scale } = this;
    const x = (this.cross.x + 0.5) * scale;
    const y = (this.cross.y + 0.5) * scale;
    for (const [stroke, thickness] of [['#FFFFFF', 3], ['#0B4F86', 1.5]]) {
      context.strokeStyle = stroke;
      context.lineWidth = thickness;
      context.beginPath();
      context.moveTo(x - 12, y);
      context.lineTo(x + 12, y);
      context.moveTo(x, y - 12);
      context.lineTo(x, y + 12);
      context.stroke();
    }
  }

  /** The scan's pixel under a place of the window, or null beside the scan. */
  pixelAt(clientX, clientY) {
    const box = this.canvas.getBoundingClientRect();
    const inPane = (clientY - box.top) % (this.paneHeight + GAP);
    const x = Math.floor((clientX - box.left - this.originX) / this.scale);
    const y = Math.floor((inPane - this.originY) / this.scale);
    const inside = x >= 0 && y >= 0 && x < this.scan.width && y < this.scan.height;
    return inside ? { x, y } : null;
  }

  pan(x, y) {
    this.shiftX += x;
    this.shiftY += y;
    this.draw();
  }

  zoomBy(factor, clientX, clientY) {
    const before = this.scale;
    this.zoom = Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, this.zoom * factor));
    const grown = this.scale / before;
    const box = this.canvas.getBoundingClientRect();
    const fromMiddleX = (clientX === undefined ? 0 : clientX - box.left - this.width / 2) || 0;
    const inPane = clientY === undefined ? this.paneHeight / 2 : (clientY - box.top) % (this.paneHeight + GAP);
    const fromMiddleY = inPane - this.paneHeight / 2;
    this.shiftX = fromMiddleX - (fromMiddleX - this.shiftX) * grown;
    this.shiftY = fromMiddleY - (fromMiddleY - this.shiftY) * grown;
    this.draw();
  }

  fit() {
    this.zoom = 1;
    this.shiftX = 0;
    this.shiftY = 0;
    this.draw();
  }

  /** Bring a region into the middle, large enough to judge. */
  show(region) {
    const wanted = 0.4 * Math.min(this.width / region.width, this.paneHeight / region.height);
    this.zoom = Math.min(5, Math.max(1, wanted / this.base));
    this.shiftX = (this.scan.width / 2 - (region.x + region.width / 2)) * this.scale;
    this.shiftY = (this.scan.height / 2 - (region.y + region.height / 2)) * this.scale;
    this.draw();
  }

  /** The part of the scan that is in sight, for the preset that follows it. */
  inSight() {
    const { scan, scale } = this;
    const x = Math.max(0, Math.floor(-this.originX / scale));
    const y = Math.max(0, Math.floor(-this.originY / scale));
    const right = Math.min(scan.width, Math.ceil((this.width - this.originX) / scale));
    const bottom = Math.min(scan.height, Math.ceil((this.paneHeight - this.originY) / scale));
    return { x, y, width: Math.max(1, right - x), height: Math.max(1, bottom - y) };
  }
}
