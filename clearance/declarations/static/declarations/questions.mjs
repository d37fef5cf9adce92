// The questions that follow from a "yes" appear at once; what was typed and the focus stay.
import { csrfToken } from '../portal/csrf.mjs';

const form = document.getElementById('draft-form');
const SECTION = 'section-questions';

async function renew() {
  const answer = await fetch(form.dataset.questions, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'X-CSRFToken': csrfToken() },
    body: new FormData(form),
  });
  if (!answer.ok) return; // the button below the form does the same
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(SECTION);
  const old = document.getElementById(SECTION);
  if (!fresh || !old) return;
  const focused = old.contains(document.activeElement) ? document.activeElement.id : '';
  for (const field of old.querySelectorAll('input:not([type=radio]), select')) {
    const twin = fresh.querySelector(`[name="${CSS.escape(field.name)}"]`);
    if (twin) twin.value = field.value; // typed while the answer was on its way
  }
  old.replaceWith(document.adoptNode(fresh));
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

form?.addEventListener('change', (event) => {
  if (event.target.name?.startsWith('involves_')) renew();
});
