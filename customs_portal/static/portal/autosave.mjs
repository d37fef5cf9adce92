// Saves a form field by field while it is filled, in order, and says so.
//
//   <form data-autosave="/enterprise/drafts/42/" data-version="3"> … <p id="saved-state">…</p>
//
// Each change is sent as { field, value, version }; the answer is { version, saved_at } and may hold
// { answers: { field: { error | confirm } } }, which is shown below the fields it names.
import { send } from './csrf.mjs';
import { clockTime, say } from './strings.mjs';

const PAUSE = 600;

class Autosave {
  constructor(form) {
    this.form = form;
    this.version = Number(form.dataset.version ?? 0);
    this.waiting = new Map();
    this.state = document.getElementById(form.dataset.savedState ?? 'saved-state');
    form.addEventListener('input', (event) => this.note(event.target));
    form.addEventListener('change', (event) => this.note(event.target, 0));
    form.addEventListener('submit', () => { this.submitting = true; });
    window.addEventListener('online', () => this.flush());
    window.addEventListener('pagehide', () => this.flushOnLeave());
  }

  note(field, pause = PAUSE) {
    if (!field.name || field.name === 'csrfmiddlewaretoken' || field.type === 'file' || field.type === 'password') return;
    this.waiting.set(field.name, this.valueOf(field));
    // from the first key on: who reads "saved" may close the page
    if (this.state?.dataset.state !== 'saving') this.tell('saving');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), pause);
  }

  valueOf(field) {
    if (field.type !== 'checkbox') return field.value;
    const twins = this.form.querySelectorAll(`input[type=checkbox][name="${CSS.escape(field.name)}"]`);
    return twins.length > 1 ? [...twins].filter((one) => one.checked).map((one) => one.value) : field.checked;
  }

  async flush() {
    if (this.busy || this.submitting || !this.waiting.size) return;
    this.busy = true;
    clearTimeout(this.timer);
    this.tell('saving');
    try {
      while (this.waiting.size) {
        const [field, value] = this.waiting.entries().next().value;
        // eslint-disable-next-line no-await-in-loop -- one after the other, so that versions follow
        const answer = await send(this.form.dataset.autosave, { body: { field, value, version: this.version } });
        if (this.waiting.get(field) === value) this.waiting.delete(field);
        this.version = answer?.version ?? this.version + 1;
        this.savedAt = answer?.saved_at ? new Date(answer.saved_at) : new Date();
        this.show(answer?.answers ?? {});
      }
      this.failures = 0;
      this.tell('saved');
      this.form.dispatchEvent(new CustomEvent('autosave:saved', { bubbles: true, detail: { version: this.version } }));
    } catch (error) {
      this.failed(error);
    } finally {
      this.busy = false;
    }
  }

  failed(error) {
    this.tell('not_saved');
    if (error.status === 409 && error.problem?.details?.version) this.version = Number(error.problem.details.version);
    if (error.status && error.status < 500 && error.status !== 409 && error.status !== 429) {
      this.waiting.delete(this.waiting.keys().next().value); // refused for good: it stays in the form only
      if (this.waiting.size) this.timer = setTimeout(() => this.flush(), 0);
      return;
    }
    this.failures = (this.failures ?? 0) + 1;
    this.timer = setTimeout(() => this.flush(), Math.min(30_000, 1_000 * 2 ** this.failures));
  }

  flushOnLeave() {
    if (this.submitting || !this.waiting.size) return;
    for (const [field, value] of this.waiting) {
      const body = new FormData();
      const token = document.querySelector('input[name="csrfmiddlewaretoken"]')?.value;
      body.set('csrfmiddlewaretoken', token ?? '');
      body.set('payload', JSON.stringify({ field, value, version: this.version }));
      navigator.sendBeacon(this.form.dataset.autosave, body);
    }
  }

  show(answers) {
    for (const [name, answer] of Object.entries(answers)) {
      const place = document.getElementById(`id_${name}-answer`);
      if (!place) continue;
      const text = document.createElement('span');
      text.className = answer.error ? 'error-text' : 'ok-text';
      const words = document.createElement('span');
      words.textContent = answer.error ?? answer.confirm ?? '';
      const sign = document.querySelector(`template[data-sign=${answer.error ? 'critical' : 'ok'}]`);
      text.append(...(sign ? [sign.content.cloneNode(true)] : []), words);
      this.forget(name);
      document.getElementById(`id_${name}-field`)?.classList.toggle('has-error', Boolean(answer.error));
      place.replaceChildren(...(words.textContent ? [text] : []));
      document.getElementById(`id_${name}`)?.setAttribute('aria-invalid', String(Boolean(answer.error)));
    }
  }

  /** What the page said of this field when it was loaded no longer holds. */
  forget(name) {
    const old = document.getElementById(`id_${name}-error`);
    const field = document.getElementById(`id_${name}`);
    if (!old || !field) return;
    const rest = (field.getAttribute('aria-describedby') ?? '').split(' ').filter((id) => id && id !== old.id);
    if (rest.length) field.setAttribute('aria-describedby', rest.join(' ')); else field.removeAttribute('aria-describedby');
    old.remove();
  }

  tell(word) {
    if (!this.state) return;
    const place = this.state.querySelector('span') ?? this.state;
    place.textContent = say(word, { time: this.savedAt ? clockTime(this.savedAt).slice(0, 5) : '' });
    this.state.dataset.state = word;
  }
}

export function start() {
  for (const form of document.querySelectorAll('form[data-autosave]')) new Autosave(form);
}
