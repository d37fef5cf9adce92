"""``python3 verify_draw.py DAY.jsonl [RECEIPT.json] [WITNESS.jsonl]`` computes all draws again.
Exit 1 names the first wrong line. A day made up whole is found by a receipt or a witness."""

import hashlib
import hmac
import json
import sys
from pathlib import Path
from typing import Any


def need(holds: object, words: str) -> None:
    if not holds:
        raise ValueError(words)


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def lot(key: bytes, *parts: str) -> int:
    return int.from_bytes(hmac.digest(key, "\n".join(parts).encode(), "sha256"), "big")


class Day:
    def __init__(self, first: Any, last: Any, batches: list[Any]) -> None:
        self.commitment, self.secret, self.batches = first["commitment"], last["secret"], batches
        self.key, self.pools, self.roots = self.secret.encode(), dict[str, Any](), dict[str, Any]()
        self.turns, self.had, self.rate = dict[str, Any](), dict[str, str](), first.get("rates", {})
        self.draw_lapsed, self.draw_secret_revealed = self.pool_drawn, self.draw_secret_committed

    def draw_secret_committed(self, said: Any, lines: list[Any], _at: int) -> None:
        right = [sha(self.secret), *lines] == [said["commitment"]] == [self.commitment]
        need(right, "the secret is not the committed one")

    def lots_committed(self, said: Any, lines: list[Any], _at: int) -> Any:
        found = {a: [leaf.split("|")[1:] for leaf in lines if leaf[:1] == a] for a in "DFLOSX"}
        who = [one[0] for letter in "FLOSX" for one in found[letter]]
        need(len(lines) == said["leaves"] > 0, "leaves are missing or too many")
        need(lines == sorted(set(lines), key=str.encode), "leaves lie out of order or twice")
        need(len(set(who)) == len(who), "somebody lies in the pool twice")
        level = [hashlib.sha256(b"\0" + leaf.encode()).digest() for leaf in lines]
        while len(level) > 1:
            pairs, odd = zip(level[::2], level[1::2], strict=False), level[len(level) // 2 * 2 :]
            level = [hashlib.sha256(b"\1" + a + b).digest() for a, b in pairs] + odd
        need(level[0].hex() == said["root"] not in self.roots, "a wrong root, or one used twice")
        lots, rates = found["L"] + found["F"], said["rates"] | self.rate
        fair = (str(rates.get(f"{one[1]}/{one[2]}")) == one[3] for one in found["S"] + lots)
        need(all(fair), "a rate is not the published one")
        for one, kind, _grade, rate, told, *filed in lots:
            fell = lot(self.key, "lot", *filed[:1] or [one]) * 1000 >> 256
            kept = filed[1:] == [str(int(fell < int(rate)))] * (kind == "declaration")
            need(fell == int(told) and kept, "a lot is wrong, or was not kept to")
        self.roots[said["root"]] = {*lines}, {one[0] for one in lots if int(one[4]) < int(one[3])}
        return found

    def pool_committed(self, said: Any, lines: list[Any], at: int) -> None:
        found, size, no = self.lots_committed(said, lines, at), said["crew_size"], said["draw_no"]
        own = [no, said["place_code"], said["cut_off"], self.commitment, said["source"], str(size)]
        officers = [one[0] for one in found["O"]]
        need([own] == found["D"] and no not in self.pools, "the pool's own leaf says otherwise")
        late = any(one[2] > said["committed_at"] for one in found["X"])
        full = len(officers) >= size > 1 or not found["S"]
        need(full and not late, "too few officers for a crew, or excluded after the pool")
        self.pools[no] = {"said": said, "at": at, "subjects": found["S"], "officers": officers}

    def beacon_fixed(self, said: Any, lines: list[Any], _at: int) -> None:
        pool = self.pools.get(said["draw_no"], {"beacon": ""})
        need("beacon" not in pool and not lines, "a beacon without a pool, or a second one")
        own = said["office"] == pool["said"]["office"] or said["source"] != pool["said"]["source"]
        need(not own, "the public value is the office's own or of another source")
        pool["beacon"] = sha(f"{said['head']}\n{said['public_value']}")
        need(pool["beacon"] == said["beacon"], "the beacon is not made of head and public value")
        first = next((one for one in self.batches if one["last_position"] >= pool["at"]), said)
        need(first["head"] == said["head"], "not the first head of the journal after the pool")

    def pool_drawn(self, said: Any, lines: list[Any], _at: int) -> None:
        pool, drawn = self.pools.get(said["draw_no"], {"ended": 1}), "reason" not in said
        need("ended" not in pool and (not drawn or "beacon" in pool), "drawn twice or too early")
        key, root = bytes.fromhex(self.secret + pool.get("beacon", "")), pool["said"]["root"]
        told = list[Any]()
        for one, _kind, _grade, rate in pool["subjects"]:
            if drawn and lot(key, one) * 1000 >> 256 < int(rate):
                ranked = sorted((lot(key, f"{one}|{root}|{who}"), who) for who in pool["officers"])
                told.append([one, [who for _lot, who in ranked[: pool["said"]["crew_size"]]]])
        need(lines == told, "chance names others")
        need(said["drawn"] == len(told) if drawn else said["reason"], "a wrong count, or no reason")
        pool["ended"] = self.roots[root][1].update(one for one, _crew in told)
        self.turns |= {f"{said['draw_no']}/{one}": (1, crew) for one, crew in told}

    def pick(self, said: Any, lines: list[Any], _at: int) -> None:
        who, turn, taken, passed = said["who"], said["turn"], said["taken"], said["passed"]
        before, gone = self.turns.get(who) or self.turns.get(said["of"], said["before"])
        out, two = {one[0] for one in said["excluded"]}, {said["asked_by"], said["confirmed_by"]}
        need(turn == before + 1 and not lines, "a round is missing or was repeated")
        late = any(one[2] > said["at"] or one[0] in said["pool"] for one in said["excluded"])
        need(not late, "somebody excluded is in the pool, or was excluded after the draw")
        if said["kind"] == "crew":
            again = said["reason"] and len(two - {""}) == 2 and {*gone} <= out
            need(turn == 1 or again, "drawn again without reason, second person or new crew")
            need(len(taken) > 1 and not passed, "the crew is too small")
        need(all(self.had.get(one, who) != who for one in passed), "passed over without cause")
        self.had[taken[0]] = who
        parts = (who, said["beacon"], str(turn), sha("\n".join(sorted(said["pool"]))))
        ranked = sorted(said["pool"], key=lambda one: lot(self.key, *parts, one))
        need(len({*ranked}) == len(ranked), "somebody lies in the pool twice")
        need(ranked[: len(passed + taken)] == passed + taken, "chance names others")
        self.turns[who] = (turn, [*taken, *out])


def check(lines: list[str], others: list[Any]) -> tuple[str, int]:
    at, position, batches = 0, 0, [one for one in others if "batch_no" in one]
    sealed = dict(enumerate((leaf for one in batches for leaf in one["leaves"]), start=1))
    try:
        rows = [json.loads(line) for line in lines]
        last = rows[-1].get("entry", {"name": ""})
        need(last["name"].endswith("secret-revealed"), "the file is cut")
        need(last["payload"]["digest"] == sha("\n".join(lines[:-1])), "a line was changed since")
        day = Day(rows[0]["entry"]["payload"], last["payload"], batches)
        while at < len(rows):
            ((kind, said),), at = rows[at].items(), at + 1
            end = next((n for n in range(at, len(rows)) if isinstance(rows[n], dict)), at)
            if kind == "entry":
                need(said["position"] > position, "the journal's rows lie out of order")
                position, kind = said["position"], said["name"].partition(".")[2].replace("-", "_")
                canon = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
                held = sealed.get(position) in (None, sha(f"\0{canon}"))
                need(held, "the witness holds another row")
            getattr(day, kind)(said.get("payload", said), rows[at:end], position)
            at = end
        need(all("ended" in pool for pool in day.pools.values()), "a pool was never drawn")
        for one in (one for one in others if "receipt" in one):
            leaves, drawn = day.roots.get(one["root"] or next(reversed(day.roots), ""), ((), ()))
            own = sha(f"{one['nonce']}\n{one['kind']}\n{one['reference']}")
            begun, filed = f"{one['leaf']}|", sha(one["filed"]) if "filed" in one else own
            mine = any(f"{leaf}|".startswith(begun) and filed in leaf for leaf in leaves)
            known = mine and own in begun and one.get("commitment") in (None, day.commitment)
            need(known, "the receipt is not of this day")
            need(one["drawn"] in (None, own in drawn), "the receipt tells another result")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        return str(error) if type(error) is ValueError else "a line cannot be read", at
    return "", at


if __name__ == "__main__":
    given, *more = (Path(path).read_text(encoding="utf-8").splitlines() for path in sys.argv[1:])
    fault, where = check(given, [json.loads(line) for lines in more for line in lines])
    print(f"line {where}: {fault}" if fault else f"{len(given)} lines computed again, all agree")
    sys.exit(bool(fault))
