// Another scan in the lower pane: earlier boxes of the firm, typical boxes of such goods.

import { develop } from './develop.mjs';
import { loadScan } from './scan.mjs';

export class Compare {
  constructor({ viewport, settings, buttons, words, say }) {
    Object.assign(this, { viewport, settings, buttons, words, say });
    this.at = -1;
    buttons.forEach((button, index) => button.addEventListener('click', () => this.show(index)));
  }

  /** The next scan to lay beside, after the last one none again. */
  step() {
    if (!this.buttons.length) {
      this.say(this.words.nothing_beside);
      return;
    }
    if (this.at + 1 >= this.buttons.length) this.hide();
    else this.show(this.at + 1);
  }

  async show(index) {
    const button = this.buttons[index];
    this.#mark(index);
    const scan = await loadScan(button.dataset.beside);
    if (this.at !== index) return;
    const [picture] = develop(scan, [{ settings: { ...this.settings, edge: false } }]);
    this.viewport.layBeside({ picture, label: this.words.compared.replace('{box}', button.dataset.box) });
    this.settings.beside = true;
    this.say(this.words.compared.replace('{box}', button.dataset.box));
  }

  hide() {
    this.#mark(-1);
    this.settings.beside = false;
    this.viewport.layBeside(null);
  }

  #mark(index) {
    this.at = index;
    this.buttons.forEach((button, at) => {
      if (at === index) button.setAttribute('aria-current', 'true');
      else button.removeAttribute('aria-current');
    });
  }
}
