// Saves the analyst's work a moment after every change, and whatever is left when the page goes.

const AFTER = 400;
const AGAIN = 3000;

export class Keeper {
  constructor({ url, words, form, marks, note }) {
    Object.assign(this, { url, words, form, marks, note });
    this.timer = 0;
    this.isDirty = false;
    this.isStopped = false;
    addEventListener('pagehide', () => this.isDirty && !this.isStopped && this.#send({ keepalive: true }));
  }

  changed() {
    this.isDirty = true;
    if (this.isStopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#save(), AFTER);
  }

  stop() {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  goOn() {
    this.isStopped = false;
    if (this.isDirty) this.changed();
  }

  async #save() {
    this.isDirty = false;
    try {
      const answer = await this.#send({});
      if (!answer.ok) throw new Error(String(answer.status));
      const time = new Date().toLocaleTimeString([], { hour12: false });
      this.note.textContent = this.words.saved.replace('{time}', time);
    } catch {
      this.isDirty = true;
      this.note.textContent = this.words.not_saved;
      if (!this.isStopped) this.timer = setTimeout(() => this.#save(), AGAIN);
    }
  }

  #send(more) {
    const body = new FormData(this.form);
    body.set('marks', JSON.stringify(this.marks().all));
    return fetch(this.url, {
      method: 'POST',
      body,
      credentials: 'same-origin',
      headers: { Accept: 'application/json' },
      ...more,
    });
  }
}
