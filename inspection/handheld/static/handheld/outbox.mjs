// Acts of this device, each with a number of its own, sent in their order, each until it is taken.
//
// An act is written down before it is sent and marked as tried before its first request goes out:
// a killed page sends it again under the same number, and the portal does it once.
import { acts } from './store.mjs';

const LONGEST_WAIT = 30_000;
const PAUSE = 600;
const SIGNED_OUT = new Set(['not_authenticated', 'authentication_failed', 'permission_denied']);

export class Outbox extends EventTarget {
  /** `address(act)` is where an act goes. Tells `changed`, `line`, `taken`, `refused`, `signed-out`, `full`. */
  constructor({ officer, device, address }) {
    super();
    Object.assign(this, { officer, device, address });
    this.waiting = [];
    this.isUp = navigator.onLine;
    this.failures = 0;
    this.writing = Promise.resolve();
    window.addEventListener('online', () => this.flush());
    window.addEventListener('offline', () => this.#line(false));
    document.addEventListener('visibilitychange', () => document.hidden || this.flush());
  }

  async load() {
    this.waiting = await acts.of(this.officer);
    this.#tell('changed');
  }

  of(orderNo) { return this.waiting.filter((act) => act.order_no === orderNo); }

  unsent(orderNo) { return this.of(orderNo).filter((act) => !act.refused); }

  refused(orderNo) { return this.of(orderNo).filter((act) => act.refused); }

  /** The last thing typed into a field and not taken yet. */
  latest(orderNo, field) {
    return this.of(orderNo).findLast((act) => act.type === 'field' && act.field === field);
  }

  /** At each key: an act that nobody tried to send is rewritten, any other gets a follower. */
  write(orderNo, field, value, { base = 0, settles = false } = {}) {
    const open = this.latest(orderNo, field);
    if (open && open.refused) this.#forget(open);
    if (open && !open.tried && !open.refused && !settles) {
      Object.assign(open, { value, written_at: new Date().toISOString() });
      return this.#keep(open);
    }
    return this.#add({ type: 'field', order_no: orderNo, field, value, base, settles });
  }

  photograph(orderNo, { kind, file, spot }) {
    return this.#add({ type: 'photograph', order_no: orderNo, kind, file, spot });
  }

  remove(orderNo, photographId) {
    return this.#add({ type: 'remove', order_no: orderNo, photograph_id: photographId });
  }

  /** A record that was closed is open again: what it refused for that is sent after all. Acts of
      before the return keep their base, so a value nobody had seen meets the standing one. */
  openAgain(orderNo) {
    const shut = this.refused(orderNo).filter((act) => act.refused.rule === 'record_concluded');
    for (const act of shut) {
      act.refused = null;
      this.#keep(act);
    }
  }

  discard(act) {
    this.#forget(act);
    this.#tell('changed');
  }

  #add(act) {
    const whole = {
      ...act, id: crypto.randomUUID(), officer: this.officer, device: this.device,
      written_at: new Date().toISOString(), tried: false, refused: null,
    };
    this.waiting.push(whole);
    return this.#keep(whole);
  }

  /** Writes follow each other, so that a later key is never overtaken by an earlier one. */
  #keep(act) {
    this.writing = this.writing.then(async () => {
      try {
        if (act.n === undefined) act.n = await acts.add(act);
        else if (this.waiting.includes(act)) await acts.put(act);
      } catch {
        this.#tell('full');
      }
    });
    this.#tell('changed');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), PAUSE);
    return this.writing;
  }

  #forget(act) {
    this.waiting = this.waiting.filter((one) => one !== act);
    this.writing = this.writing.then(() => (act.n === undefined ? null : acts.drop(act.n)));
  }

  /** One sender on the device, whatever the number of its windows. */
  async flush() {
    clearTimeout(this.timer);
    if (this.busy) { this.again = true; return; }
    this.busy = true;
    try {
      await this.writing;
      await navigator.locks.request('handheld-outbox', () => this.#sendAll());
    } finally {
      this.busy = false;
      if (this.again) { this.again = false; this.timer = setTimeout(() => this.flush(), PAUSE); }
    }
  }

  async #sendAll() {
    for (const act of await acts.of(this.officer)) { // what another window of this device wrote down
      if (!this.waiting.some((one) => one.n === act.n)) this.waiting.push(act);
    }
    for (;;) {
      const act = this.waiting.find((one) => !one.refused);
      if (!act) return;
      // eslint-disable-next-line no-await-in-loop -- in the order in which they were done
      if (!(await this.#send(act))) return;
    }
  }

  async #send(act) {
    act.tried = true;
    await this.#write(act);
    let answer;
    try {
      answer = await fetch(this.address(act), request(act));
    } catch {
      return this.#later();
    }
    const problem = answer.ok ? null : await answer.json().catch(() => null);
    if (answer.status === 401 || (answer.status === 403 && SIGNED_OUT.has(problem?.code))) {
      this.#line(true);
      this.#tell('signed-out');
      return false;
    }
    if (answer.redirected || answer.status >= 500 || answer.status === 429 || (!answer.ok && !problem)) return this.#later();
    this.failures = 0;
    this.#line(true);
    if (answer.ok || (act.type === 'remove' && answer.status === 404)) {
      this.#forget(act);
      await this.writing;
      this.#tell('taken', act);
    } else {
      act.refused = refusal(problem);
      await this.#write(act);
      this.#tell('refused', act);
    }
    this.#tell('changed');
    return true;
  }

  async #write(act) {
    this.writing = this.writing.then(() => acts.put(act)).catch(() => this.#tell('full'));
    await this.writing;
  }

  #later() {
    this.#line(false);
    this.failures += 1;
    const wait = Math.random() * Math.min(LONGEST_WAIT, 1000 * 2 ** this.failures);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), 500 + wait);
    return false;
  }

  #line(isUp) {
    if (this.isUp === isUp) return;
    this.isUp = isUp;
    this.#tell('line');
  }

  heard(isUp) { this.#line(isUp); }

  #tell(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail })); }
}

function request(act) {
  const headers = { Accept: 'application/json', 'X-CSRFToken': csrfToken() };
  const common = { credentials: 'same-origin', redirect: 'follow' };
  if (act.type === 'remove') return { ...common, method: 'DELETE', headers };
  if (act.type === 'photograph') {
    const body = new FormData();
    body.set('entry_id', act.id);
    body.set('device', act.device);
    body.set('kind', act.kind);
    body.set('taken_at', act.written_at);
    body.set('file', act.file, 'photograph.jpg');
    if (act.spot) for (const [name, value] of Object.entries(act.spot)) body.set(name, value);
    return { ...common, method: 'POST', headers, body };
  }
  const { id, device, field, value, base, settles, written_at: at } = act;
  return {
    ...common,
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify({ entry_id: id, device, field, value, base, settles, written_at: at }),
  };
}

/** The cookie, not the field: a page kept from yesterday holds yesterday's token. */
export function csrfToken() {
  const pair = document.cookie.split('; ').find((one) => one.startsWith('csrftoken='));
  return pair ? decodeURIComponent(pair.slice('csrftoken='.length)) : '';
}

export function refusal(problem) {
  const first = problem?.errors?.[0] ?? {};
  return {
    field: first.field || problem?.field || '',
    rule: first.rule || problem?.rule || problem?.code || '',
    message: first.message || problem?.title || '',
    remedy: first.remedy || problem?.remedy || '',
  };
}
