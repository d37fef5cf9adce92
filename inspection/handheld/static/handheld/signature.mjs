// The representative signs on the glass: dark strokes on white, by finger, pen or mouse.

const INK = '#13212D';
const PAPER = '#FFFFFF';

export class Signature {
  constructor(canvas) {
    this.canvas = canvas;
    this.pen = canvas.getContext('2d');
    this.wipe();
    canvas.addEventListener('pointerdown', (event) => this.#down(event));
    canvas.addEventListener('pointermove', (event) => this.#move(event));
    for (const name of ['pointerup', 'pointercancel']) canvas.addEventListener(name, () => { this.at = null; });
  }

  wipe() {
    this.isEmpty = true;
    this.at = null;
    this.pen.fillStyle = PAPER;
    this.pen.fillRect(0, 0, this.canvas.width, this.canvas.height);
  }

  #down(event) {
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.at = this.#place(event);
  }

  #move(event) {
    if (!this.at) return;
    const next = this.#place(event);
    Object.assign(this.pen, { strokeStyle: INK, lineWidth: 3.5, lineCap: 'round', lineJoin: 'round' });
    this.pen.beginPath();
    this.pen.moveTo(...this.at);
    this.pen.lineTo(...next);
    this.pen.stroke();
    this.at = next;
    this.isEmpty = false;
  }

  #place(event) {
    const box = this.canvas.getBoundingClientRect();
    return [
      ((event.clientX - box.left) * this.canvas.width) / box.width,
      ((event.clientY - box.top) * this.canvas.height) / box.height,
    ];
  }
}
