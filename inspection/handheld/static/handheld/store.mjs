// What the device keeps: acts that were not sent (outbox) and what the portal said last (kept).

const NAME = 'handheld';
const VERSION = 1;
let opened;

function open() {
  opened ??= new Promise((done, fail) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      const outbox = asked.result.createObjectStore('outbox', { keyPath: 'n', autoIncrement: true });
      outbox.createIndex('officer', 'officer');
      asked.result.createObjectStore('kept');
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  return opened;
}

/** Runs `act(store)` in one transaction; resolves with its request's result once it is on disk. */
async function within(name, mode, act) {
  const database = await open();
  return new Promise((done, fail) => {
    const change = database.transaction(name, mode, { durability: 'strict' });
    const asked = act(change.objectStore(name));
    change.oncomplete = () => done(asked?.result);
    change.onabort = () => fail(change.error);
    change.onerror = () => fail(change.error);
  });
}

export const kept = {
  read: (key) => within('kept', 'readonly', (store) => store.get(key)),
  write: (key, value) => within('kept', 'readwrite', (store) => store.put(value, key)),
  clear: () => within('kept', 'readwrite', (store) => store.clear()),
};

export const acts = {
  /** Every act of the officer that is not taken yet, in the order in which it was done. */
  of: (officer) => within('outbox', 'readonly', (store) => store.index('officer').getAll(officer)),
  add: (act) => within('outbox', 'readwrite', (store) => store.add(act)),
  put: (act) => within('outbox', 'readwrite', (store) => store.put(act)),
  drop: (n) => within('outbox', 'readwrite', (store) => store.delete(n)),
};

/** A name of this installation, made once; it says nothing about who holds the device. */
export async function deviceName() {
  const known = await kept.read('device');
  if (known) return known;
  const made = `HH-${crypto.randomUUID().slice(0, 8)}`;
  await kept.write('device', made);
  return made;
}
