// Every request that changes something carries the token of the CSRF cookie.
export function csrfToken() {
  const field = document.querySelector('input[name="csrfmiddlewaretoken"]');
  if (field) return field.value;
  const pair = document.cookie.split('; ').find((one) => one.startsWith('csrftoken='));
  return pair ? decodeURIComponent(pair.slice('csrftoken='.length)) : '';
}

document.addEventListener('htmx:configRequest', (event) => {
  if (event.detail.verb !== 'get') event.detail.headers['X-CSRFToken'] = csrfToken();
});

/** fetch() for our own addresses: JSON in, token set, failure as an Error with `problem`. */
export async function send(address, { method = 'POST', body, headers = {} } = {}) {
  const answer = await fetch(address, {
    method,
    credentials: 'same-origin',
    headers: {
      Accept: 'application/json',
      ...(body === undefined || body instanceof FormData ? {} : { 'Content-Type': 'application/json' }),
      'X-CSRFToken': csrfToken(),
      ...headers,
    },
    body: body === undefined || body instanceof FormData ? body : JSON.stringify(body),
  });
  const json = (answer.headers.get('Content-Type') ?? '').includes('json') ? await answer.json() : null;
  if (!answer.ok) throw Object.assign(new Error(json?.title ?? answer.statusText), { status: answer.status, problem: json });
  return json;
}
