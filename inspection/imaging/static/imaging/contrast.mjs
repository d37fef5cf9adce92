// Window and level: presets, sliders, the histogram, and the analyst's own presets.

import { histogram, windowOfRegion } from './scan.mjs';

const PRESETS = {
  full: { window: 0.96, level: 0.5 },
  light: { window: 0.42, level: 0.74 },
  dense: { window: 0.34, level: 0.2 },
};
const SAVED = 'bench.presets';

export class Contrast {
  constructor({ scan, settings, viewport, root }) {
    Object.assign(this, { scan, settings, viewport, root });
    this.canvas = root.querySelector('[data-histogram]');
    this.figures = root.querySelector('[data-window-level]');
    this.sliders = {
      window: root.querySelector('[name=window]'),
      level: root.querySelector('[name=level]'),
    };
    this.counts = histogram(scan);
    this.preset = 'full';
    for (const [name, slider] of Object.entries(this.sliders)) {
      slider.addEventListener('input', () => this.set({ [name]: slider.value / 100 }));
    }
    root.querySelectorAll('[data-preset]').forEach((button) => {
      button.addEventListener('click', () => this.use(button.dataset.preset));
    });
    root.querySelector('[data-save-preset]').addEventListener('click', () => this.save());
    this.#show();
  }

  use(preset) {
    this.preset = preset;
    if (preset === 'auto') this.set(windowOfRegion(this.scan, this.viewport.inSight()), preset);
    else if (preset === 'own') this.set(own() ?? PRESETS.full, preset);
    else this.set(PRESETS[preset], preset);
  }

  drag(x, y) {
    this.set({
      window: this.settings.window + x / 800,
      level: this.settings.level - y / 800,
    });
  }

  set({ window = this.settings.window, level = this.settings.level }, preset = '') {
    this.settings.window = Math.min(1, Math.max(0.02, window));
    this.settings.level = Math.min(1, Math.max(0, level));
    this.preset = preset;
    this.viewport.recolour();
    this.#show();
  }

  save() {
    const { window, level } = this.settings;
    localStorage.setItem(SAVED, JSON.stringify({ window, level }));
    this.preset = 'own';
    this.#show();
  }

  #show() {
    const { window, level } = this.settings;
    this.figures.textContent = `W ${Math.round(window * 100)} · L ${Math.round(level * 100)}`;
    this.sliders.window.value = Math.round(window * 100);
    this.sliders.level.value = Math.round(level * 100);
    this.root.querySelectorAll('[data-preset]').forEach((button) => {
      button.setAttribute('aria-pressed', String(button.dataset.preset === this.preset));
      if (button.dataset.preset === 'own') button.hidden = own() === null;
    });
    this.#drawHistogram(window, level);
  }

  #drawHistogram(window, level) {
    const { width, height } = this.canvas;
    const context = this.canvas.getContext('2d');
    context.clearRect(0, 0, width, height);
    const tallest = Math.log(1 + Math.max(...this.counts)) || 1;
    const step = width / this.counts.length;
    context.fillStyle = '#5F7686';
    this.counts.forEach((count, band) => {
      const tall = (Math.log(1 + count) / tallest) * (height - 6);
      context.fillRect(band * step, height - tall, Math.max(1, step - 1), tall);
    });
    const low = (level - window / 2) * width;
    const high = (level + window / 2) * width;
    context.fillStyle = 'rgb(92 184 255 / .15)';
    context.fillRect(low, 0, high - low, height);
    context.strokeStyle = '#5CB8FF';
    context.lineWidth = 2;
    context.beginPath();
    context.moveTo(low, height - 1);
    context.lineTo(high, 1);
    context.stroke();
  }
}

function own() {
  try {
    const kept = JSON.parse(localStorage.getItem(SAVED));
    return Number.isFinite(kept?.window) && Number.isFinite(kept?.level) ? kept : null;
  } catch {
    return null;
  }
}
