/* The check of a published day, as verify_draw.py does it, by the browser alone: nothing is sent. */

const utf8 = new TextEncoder();
const TOGETHER = 2000;

class Wrong extends Error {}

function need(holds, words) {
  if (!holds) throw new Wrong(words);
}

const hexOf = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const digest = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
const sha = async (text) => hexOf(await digest(utf8.encode(text)));

async function keyed(bytes) {
  const how = { name: "HMAC", hash: "SHA-256" };
  return crypto.subtle.importKey("raw", bytes, how, false, ["sign"]);
}

/** The lot as 64 hex digits: they sort as the number does. */
async function lot(key, ...parts) {
  return hexOf(new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8.encode(parts.join("\n")))));
}

const permille = (hex) => Number((BigInt(`0x${hex}`) * 1000n) >> 256n);

async function inParts(things, ask) {
  const answers = [];
  for (let at = 0; at < things.length; at += TOGETHER) {
    answers.push(...(await Promise.all(things.slice(at, at + TOGETHER).map(ask))));
  }
  return answers;
}

async function ranked(names, ask) {
  const lots = await inParts(names, async (one) => [await ask(one), one]);
  return lots.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0)).map((pair) => pair[1]);
}

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of parts) {
    whole.set(one, at);
    at += one.length;
  }
  return whole;
}

async function rootOf(leaves) {
  let level = await inParts(leaves, (one) => digest(joined([0], utf8.encode(one))));
  while (level.length > 1) {
    const pairs = [];
    for (let at = 0; at + 1 < level.length; at += 2) pairs.push([level[at], level[at + 1]]);
    const odd = level.slice(pairs.length * 2);
    level = [...(await inParts(pairs, ([a, b]) => digest(joined([1], a, b)))), ...odd];
  }
  return hexOf(level[0]);
}

/** By the bytes of UTF-8, as Python's str.encode sorts. */
function byBytes(a, b) {
  const [left, right] = [utf8.encode(a), utf8.encode(b)];
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    if (left[at] !== right[at]) return left[at] - right[at];
  }
  return left.length - right.length;
}

const plain = (text) => /^[\x00-\x7f]*$/.test(text);
const before = (a, b) => (plain(a) && plain(b) ? a < b : byBytes(a, b) < 0);
const same = (a, b) => canonical(a) === canonical(b);

/** JSON with sorted keys and without spaces. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const keys = Object.keys(value).sort(byBytes);
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

class Day {
  constructor(first, last, batches) {
    this.commitment = first.commitment;
    this.secret = last.secret;
    this.batches = batches;
    this.pools = new Map();
    this.roots = new Map();
    this.turns = new Map();
    this.held = new Map();
    this.rates = first.rates ?? {};
    this.newest = "";
  }

  async begin() {
    this.key = await keyed(utf8.encode(this.secret));
  }

  async draw_secret_committed(said, lines) {
    const made = await sha(this.secret);
    const right = made === said.commitment && made === this.commitment && !lines.length;
    need(right, "the secret is not the committed one");
  }

  draw_secret_revealed(said, lines) {
    return this.draw_secret_committed(said, lines);
  }

  async lots_committed(said, lines) {
    const found = { D: [], F: [], L: [], O: [], S: [], X: [] };
    for (const leaf of lines) found[leaf[0]]?.push(leaf.split("|").slice(1));
    const who = [found.F, found.L, found.O, found.S, found.X].flat().map((one) => one[0]);
    need(lines.length === said.leaves && lines.length > 0, "leaves are missing or too many");
    const sorted = lines.every((leaf, at) => !at || before(lines[at - 1], leaf));
    need(sorted, "leaves lie out of order or twice");
    need(new Set(who).size === who.length, "somebody lies in the pool twice");
    const fits = (await rootOf(lines)) === said.root && !this.roots.has(said.root);
    need(fits, "a wrong root, or one used twice");
    const [fallen, rates] = [[...found.L, ...found.F], { ...said.rates, ...this.rates }];
    const rated = [...found.S, ...fallen];
    const fair = rated.every((one) => String(rates[`${one[1]}/${one[2]}`]) === one[3]);
    need(fair, "a rate is not the published one");
    const drawn = new Set();
    const lots = await inParts(fallen, (one) => lot(this.key, "lot", one[5] ?? one[0]));
    fallen.forEach(([one, kind, , rate, told, ...filed], at) => {
      const hit = permille(lots[at]) < Number(rate);
      const kept = same(filed.slice(1), kind === "declaration" ? [String(Number(hit))] : []);
      const right = permille(lots[at]) === Number(told) && kept;
      need(right, "a lot is wrong, or was not kept to");
      if (hit) drawn.add(one);
    });
    this.roots.set(said.root, { leaves: new Set(lines), drawn });
    this.newest = said.root;
    return found;
  }

  async pool_committed(said, lines, at) {
    const found = await this.lots_committed(said, lines);
    const size = said.crew_size;
    const own = [
      said.draw_no, said.place_code, said.cut_off, this.commitment, said.source, String(size),
    ];
    const officers = found.O.map((one) => one[0]);
    const is = same(found.D, [own]) && !this.pools.has(said.draw_no);
    need(is, "the pool's own leaf says otherwise");
    const late = found.X.some((one) => one[2] > said.committed_at);
    const full = (officers.length >= size && size > 1) || !found.S.length;
    need(full && !late, "too few officers for a crew, or excluded after the pool");
    this.pools.set(said.draw_no, { said, at, subjects: found.S, officers });
  }

  async beacon_fixed(said, lines) {
    const pool = this.pools.get(said.draw_no);
    need(pool && pool.beacon === undefined && !lines.length, "a beacon without a pool, or a second one");
    const own = said.office === pool.said.office || said.source !== pool.said.source;
    need(!own, "the public value is the office's own or of another source");
    pool.beacon = await sha(`${said.head}\n${said.public_value}`);
    need(pool.beacon === said.beacon, "the beacon is not made of head and public value");
    const first = this.batches.find((one) => one.last_position >= pool.at) ?? said;
    need(first.head === said.head, "not the first head of the journal after the pool");
  }

  async pool_drawn(said, lines) {
    const pool = this.pools.get(said.draw_no);
    const drawn = !("reason" in said);
    need(pool && !pool.ended && (!drawn || pool.beacon !== undefined), "drawn twice or too early");
    const told = [];
    if (drawn) {
      const key = await keyed(bytesOf(this.secret + pool.beacon));
      const lots = await inParts(pool.subjects, (one) => lot(key, one[0]));
      const hit = pool.subjects.filter((one, at) => permille(lots[at]) < Number(one[3]));
      for (const [one] of hit) {
        const crew = await ranked(pool.officers, (who) => lot(key, `${one}|${pool.said.root}|${who}`));
        told.push([one, crew.slice(0, pool.said.crew_size)]);
      }
    }
    need(same(lines, told), "chance names others");
    need(drawn ? said.drawn === told.length : said.reason, "a wrong count, or no reason");
    pool.ended = true;
    for (const [one, crew] of told) {
      this.roots.get(pool.said.root).drawn.add(one);
      this.turns.set(`${said.draw_no}/${one}`, [1, crew]);
    }
  }

  draw_lapsed(said, lines) {
    return this.pool_drawn(said, lines);
  }

  async pick(said, lines) {
    const { who, turn, taken, passed, pool } = said;
    const [last, gone] = this.turns.get(who) ?? this.turns.get(said.of) ?? said.before;
    const out = said.excluded.map((one) => one[0]);
    const two = new Set([said.asked_by, said.confirmed_by].filter(Boolean));
    need(turn === last + 1 && !lines.length, "a round is missing or was repeated");
    const late = said.excluded.some((one) => one[2] > said.at || pool.includes(one[0]));
    need(!late, "somebody excluded is in the pool, or was excluded after the draw");
    if (said.kind === "crew") {
      const again = said.reason && two.size === 2 && gone.every((one) => out.includes(one));
      need(turn === 1 || again, "drawn again without reason, second person or new crew");
      need(taken.length > 1 && !passed.length, "the crew is too small");
    }
    const cause = passed.every((one) => (this.held.get(one) ?? who) !== who);
    need(cause, "passed over without cause");
    this.held.set(taken[0], who);
    const parts = [who, said.beacon, String(turn), await sha([...pool].sort(byBytes).join("\n"))];
    const order = await ranked(pool, (one) => lot(this.key, ...parts, one));
    need(new Set(order).size === order.length, "somebody lies in the pool twice");
    const chosen = [...passed, ...taken];
    need(same(order.slice(0, chosen.length), chosen), "chance names others");
    this.turns.set(who, [turn, [...taken, ...out]]);
  }
}

const KINDS = new Set([
  "draw_secret_committed", "draw_secret_revealed", "lots_committed", "pool_committed",
  "beacon_fixed", "pool_drawn", "draw_lapsed", "pick",
]);

async function agreesWithReceipt(day, one) {
  const known = day.roots.get(one.root || day.newest) ?? { leaves: new Set(), drawn: new Set() };
  const own = await sha(`${one.nonce}\n${one.kind}\n${one.reference}`);
  const begun = `${one.leaf}|`;
  const filed = "filed" in one ? await sha(one.filed) : own;
  const mine = [...known.leaves].some((leaf) => `${leaf}|`.startsWith(begun) && leaf.includes(filed));
  const ofDay = [undefined, null, day.commitment].includes(one.commitment);
  need(mine && begun.includes(own) && ofDay, "the receipt is not of this day");
  const agrees = one.drawn === null || one.drawn === known.drawn.has(own);
  need(agrees, "the receipt tells another result");
}

/** [what is wrong ("": nothing), the line where it was found], as verify_draw.py says it. */
export async function check(lines, others = []) {
  const batches = others.filter((one) => "batch_no" in one);
  const sealed = batches.flatMap((one) => one.leaves);
  let [at, position] = [0, 0];
  try {
    const rows = lines.map((line) => JSON.parse(line));
    if (typeof rows.at(-1) === "string" || Array.isArray(rows.at(-1))) throw new TypeError();
    const last = rows.at(-1).entry ?? { name: "" };
    need(last.name.endsWith("secret-revealed"), "the file is cut");
    const whole = last.payload.digest === (await sha(lines.slice(0, -1).join("\n")));
    need(whole, "a line was changed since");
    const day = new Day(rows[0].entry.payload, last.payload, batches);
    await day.begin();
    while (at < rows.length) {
      let [[kind, said], ...more] = Object.entries(rows[at]);
      at += 1;
      if (more.length || Array.isArray(rows[at - 1])) throw new TypeError();
      let end = at;
      while (end < rows.length && (typeof rows[end] === "string" || Array.isArray(rows[end]))) end += 1;
      if (kind === "entry") {
        need(said.position > position, "the journal's rows lie out of order");
        position = said.position;
        kind = said.name.slice(said.name.indexOf(".") + 1).replaceAll("-", "_");
        const held = sealed[position - 1];
        const own = held && (await sha(`\0${canonical(said)}`));
        need(held === own, "the witness holds another row");
        said = said.payload;
      }
      if (!KINDS.has(kind)) throw new TypeError();
      await day[kind](said, rows.slice(at, end), position);
      at = end;
    }
    need([...day.pools.values()].every((pool) => pool.ended), "a pool was never drawn");
    for (const one of others) if ("receipt" in one) await agreesWithReceipt(day, one);
  } catch (error) {
    return [error instanceof Wrong ? error.message : "a line cannot be read", at];
  }
  return ["", at];
}

/** What lies in the files that were dropped: the day's lines; receipts and batches of a witness. */
export function sorted(texts) {
  let lines = [];
  const others = [];
  for (const text of texts) {
    const found = text.split(/\r?\n/).filter(Boolean);
    let first = null;
    try {
      first = JSON.parse(found[0] ?? "null");
    } catch {
      first = null;
    }
    if (first && ("receipt" in first || "batch_no" in first)) {
      others.push(...found.map((line) => JSON.parse(line)));
    } else {
      lines = found;
    }
  }
  return { lines, others };
}
