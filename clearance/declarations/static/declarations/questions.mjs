// What follows from an answer appears at once: the questions behind a "yes", the elements of a
// commodity, the levies of a supervision mode. What was typed and the focus stay.
import { csrfToken } from '../portal/csrf.mjs';

const form = document.getElementById('draft-form');
const QUESTIONS = 'section-questions';
const whole = 'whole' in (form?.dataset ?? {}); // the form of a declaration in one step

async function renew(section) {
  const body = new FormData(form);
  body.set('section', section);
  const answer = await fetch(form.dataset.questions, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'X-CSRFToken': csrfToken() },
    body,
  });
  if (!answer.ok) return; // the button below the form does the same
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(section);
  const old = document.getElementById(section);
  if (!fresh || !old) return;
  const focused = old.contains(document.activeElement) ? document.activeElement.id : '';
  for (const field of old.querySelectorAll('input:not([type=radio]), select')) {
    const twin = fresh.querySelector(`[name="${CSS.escape(field.name)}"]`);
    if (twin) twin.value = field.value; // typed while the answer was on its way
  }
  const node = document.adoptNode(fresh);
  old.replaceWith(node);
  document.dispatchEvent(new CustomEvent('htmx:load', { detail: { elt: node } })); // its look-ups live
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

function sectionsAfter(name) {
  if (name?.startsWith('involves_')) return [QUESTIONS];
  if (!whole) return [];
  if (name === 'supervision_mode') return ['section-valuation'];
  const [, line, field] = /^items\.(\d+)\.(hs_code|origin)$/.exec(name ?? '') ?? [];
  if (!line) return [];
  const claims = `section-claims-${line}`; // what may be claimed follows from goods and origin
  return field === 'hs_code' ? [`section-goods-${line}`, claims] : [claims];
}

form?.addEventListener('change', (event) => {
  for (const section of sectionsAfter(event.target.name)) {
    if (document.getElementById(section)) renew(section);
  }
});
