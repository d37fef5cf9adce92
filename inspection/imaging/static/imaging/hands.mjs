// Pointer and keyboard on the scan. Everything a drag does, keys and buttons do too.

const STEP = 1;
const LONG_STEP = 12;
const DRAFT = 48;

export class Hands {
  constructor({ viewport, marks, contrast, spacing, onRead, say, words }) {
    Object.assign(this, { viewport, marks, contrast, spacing, onRead, say, words });
    this.tool = 'pan';
    this.drag = null;
    const canvas = viewport.canvas;
    canvas.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    canvas.addEventListener('pointerdown', (event) => this.#down(event));
    canvas.addEventListener('pointermove', (event) => this.#move(event));
    canvas.addEventListener('pointerup', (event) => this.#up(event));
    canvas.addEventListener('pointercancel', () => this.#drop());
    canvas.addEventListener('keydown', (event) => this.#key(event));
    canvas.addEventListener('focus', () => this.#cross(true));
    canvas.addEventListener('blur', () => this.#cross(false));
  }

  use(tool) {
    this.tool = tool;
    this.viewport.canvas.dataset.tool = tool;
    if (tool !== 'draw') this.#drop();
    if (tool !== 'measure') this.viewport.ruler = null;
    if (tool !== 'shape') this.viewport.corners = [];
    this.viewport.draw();
  }

  /** A shape of corners, or a measure: both begin at the cross, by key or by pointer. */
  start(tool) {
    this.use(tool);
    this.viewport.canvas.focus();
    this.say(tool === 'shape' ? this.words.corners : this.words.measuring);
  }

  /** Draw without a pointer: a frame at the cross that arrows move and size. */
  startDraft() {
    const { cross, scan } = this.viewport;
    const size = Math.min(DRAFT, scan.width, scan.height);
    this.viewport.draft = {
      x: Math.min(Math.max(0, cross.x - size / 2), scan.width - size),
      y: Math.min(Math.max(0, cross.y - size / 2), scan.height - size),
      width: size,
      height: size,
    };
    this.use('draw');
    this.viewport.canvas.focus();
    this.viewport.draw();
    this.say(this.words.drawing);
  }

  #wheel(event) {
    event.preventDefault();
    this.viewport.zoomBy(Math.exp(-event.deltaY / 600), event.clientX, event.clientY);
  }

  #down(event) {
    const { viewport } = this;
    const pixel = viewport.pixelAt(event.clientX, event.clientY);
    const contrast = event.shiftKey || event.button === 2;
    if (!contrast && pixel && this.tool === 'shape') {
      this.#corner(pixel);
      return;
    }
    if (!contrast && pixel && this.tool === 'measure') {
      this.#setEnd(pixel);
      return;
    }
    const draws = this.tool === 'draw' && !contrast && pixel !== null;
    this.drag = { x: event.clientX, y: event.clientY, contrast, from: draws ? pixel : null };
    viewport.canvas.setPointerCapture(event.pointerId);
  }

  #move(event) {
    const { viewport, drag } = this;
    const pixel = viewport.pixelAt(event.clientX, event.clientY);
    if (!drag) {
      this.onRead(pixel);
      if (pixel && this.tool === 'measure') this.#stretch(pixel);
      return;
    }
    const [byX, byY] = [event.clientX - drag.x, event.clientY - drag.y];
    if (drag.from) {
      if (pixel) viewport.draft = between(drag.from, pixel);
      viewport.draw();
      return;
    }
    drag.x = event.clientX;
    drag.y = event.clientY;
    if (drag.contrast) this.contrast.drag(byX, byY);
    else viewport.pan(byX, byY);
  }

  #up() {
    const drew = this.drag?.from && this.viewport.draft;
    this.drag = null;
    if (drew) this.#keep();
  }

  #keep() {
    const region = this.viewport.draft;
    this.viewport.draft = null;
    if (region && this.marks.add(region)) this.say(this.words.mark_added);
    this.viewport.draw();
  }

  #drop() {
    this.drag = null;
    this.viewport.draft = null;
    this.viewport.draw();
  }

  #cross(shown) {
    this.viewport.cross.shown = shown;
    this.viewport.draw();
    if (shown) this.onRead(this.viewport.cross);
  }

  #key(event) {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const draft = this.viewport.draft;
    const shapes = this.tool === 'shape';
    if (shapes && event.key === ' ') this.#corner(this.viewport.cross);
    else if (shapes && event.key === 'Enter') this.#close();
    else if (this.tool === 'measure' && event.key === ' ') this.#setEnd(this.viewport.cross);
    else if ((shapes || this.tool === 'measure') && event.key === 'Escape') this.use('pan');
    else if (draft && event.key === 'Enter') this.#keep();
    else if (draft && event.key === 'Escape') this.#drop();
    else if (way && draft) this.#moveDraft(draft, way, event.shiftKey);
    else if (way) this.#moveCross(way, event.shiftKey ? STEP : LONG_STEP);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #moveDraft(draft, [x, y], sizes) {
    const { scan } = this.viewport;
    const step = LONG_STEP / 2;
    if (sizes) {
      draft.width = clamp(draft.width + x * step, 4, scan.width - draft.x);
      draft.height = clamp(draft.height + y * step, 4, scan.height - draft.y);
    } else {
      draft.x = clamp(draft.x + x * step, 0, scan.width - draft.width);
      draft.y = clamp(draft.y + y * step, 0, scan.height - draft.height);
    }
    this.viewport.draw();
  }

  #moveCross([x, y], step) {
    const { cross, scan } = this.viewport;
    cross.x = clamp(cross.x + x * step, 0, scan.width - 1);
    cross.y = clamp(cross.y + y * step, 0, scan.height - 1);
    if (this.tool === 'measure') this.#stretch(cross);
    this.viewport.draw();
    this.onRead(cross);
  }

  #corner({ x, y }) {
    this.viewport.corners.push([x, y]);
    this.viewport.draw();
  }

  #close() {
    const { corners } = this.viewport;
    if (corners.length > 2 && this.marks.addShape(corners)) this.say(this.words.mark_added);
    this.use('pan');
  }

  /** The first end, or, where one is set, the last. */
  #setEnd({ x, y }) {
    const { viewport } = this;
    if (viewport.ruler && !viewport.ruler.isDone) {
      this.#stretch({ x, y });
      viewport.ruler.isDone = true;
      this.say(viewport.ruler.label);
    } else viewport.ruler = { from: { x, y }, to: { x, y }, label: '', isDone: false };
    viewport.draw();
  }

  #stretch({ x, y }) {
    const { ruler } = this.viewport;
    if (!ruler || ruler.isDone) return;
    ruler.to = { x, y };
    const mm = Math.round(Math.hypot(x - ruler.from.x, y - ruler.from.y) * this.spacing);
    ruler.label = this.words.length.replace('{mm}', mm).replace('{spacing}', this.spacing);
    this.viewport.draw();
  }
}

function between(one, other) {
  return {
    x: Math.min(one.x, other.x),
    y: Math.min(one.y, other.y),
    width: Math.abs(one.x - other.x) + 1,
    height: Math.abs(one.y - other.y) + 1,
  };
}

function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}
