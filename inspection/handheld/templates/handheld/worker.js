// Keeps the handheld's page and the files of this build, so that it opens without a line.
// Records and photographs are not kept here but in the page's own database.

const KEPT = {{ kept|safe }};
const SHELL = '/handheld/';
const CACHE = `handheld-${KEPT.version}`;
const DATABASE = 'handheld';

self.addEventListener('install', (event) => {
  const files = KEPT.assets.map((name) => new Request(name, { cache: 'reload' })); // of this build
  event.waitUntil(
    caches.open(CACHE).then((cache) => cache.addAll(files)).then(() => self.skipWaiting()),
  );
});

/** Another build has another name: what the last one kept is thrown away, but for its page. */
self.addEventListener('activate', (event) => {
  event.waitUntil(replaceOlder().then(() => self.clients.claim()));
});

async function replaceOlder() {
  const names = (await caches.keys()).filter((name) => name.startsWith('handheld-') && name !== CACHE);
  const own = await caches.open(CACHE);
  for (const name of names) {
    const page = await (await caches.open(name)).match(SHELL);
    if (page && !(await own.match(SHELL))) await own.put(SHELL, page);
    await caches.delete(name);
  }
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== 'GET' || address.origin !== self.location.origin) return;
  if (request.mode === 'navigate' && address.pathname === SHELL) event.respondWith(page(request));
  else if (address.pathname.startsWith('/static/')) event.respondWith(file(request));
});

/** The portal's own page when it answers; the kept one when there is no line. */
async function page(request) {
  const cache = await caches.open(CACHE);
  let answer;
  try {
    answer = await fetch(request);
  } catch (error) {
    const kept = await cache.match(SHELL);
    if (kept) return kept;
    throw error;
  }
  if (answer.ok && !answer.redirected && answer.type === 'basic') await cache.put(SHELL, answer.clone());
  else if (answer.redirected || answer.type === 'opaqueredirect') await cache.delete(SHELL);
  return answer;
}

/** A name with a hash never changes; a plain one is asked for while there is a line. */
async function file(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept && /\.[0-9a-f]{12}\.\w+$/.test(new URL(request.url).pathname)) return kept;
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(request, answer.clone());
    return answer;
  } catch {
    return kept ?? new Response(null, { status: 504 });
  }
}

/** Signed out: the page and what it kept go, but never an act that was not sent. */
self.addEventListener('message', (event) => {
  if (event.data?.type === 'signed-out') event.waitUntil(forget());
});

async function forget() {
  for (const name of await caches.keys()) {
    if (name.startsWith('handheld-')) await (await caches.open(name)).delete(SHELL);
  }
  await new Promise((done) => {
    const asked = indexedDB.open(DATABASE);
    asked.onerror = done;
    asked.onsuccess = () => {
      const database = asked.result;
      const end = () => { database.close(); done(); };
      if (!database.objectStoreNames.contains('kept')) { end(); return; }
      const change = database.transaction('kept', 'readwrite');
      change.objectStore('kept').clear();
      change.oncomplete = end;
      change.onabort = end;
    };
  });
}
