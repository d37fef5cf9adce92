/* The page that checks a day: files in, one sentence out. */

import { check, sorted } from "./verify_draw.mjs";

const words = JSON.parse(document.getElementById("draw-words").textContent);
const input = document.getElementById("day-files");
const drop = document.querySelector("[data-drop]");
const verdict = document.querySelector("[data-verdict]");

function say(text, tone = "") {
  verdict.textContent = text;
  verdict.dataset.tone = tone;
}

async function judge(files) {
  const { lines, others } = sorted(await Promise.all([...files].map((file) => file.text())));
  if (!lines.length) {
    say(words.nothing, "bad");
    return;
  }
  say(words.working);
  const [fault, at] = await check(lines, others);
  const beside = [
    others.some((one) => "batch_no" in one) ? words.witness : "",
    others.some((one) => "receipt" in one) ? words.receipt : "",
  ].filter(Boolean);
  const with_ = beside.length ? ` (${beside.join(", ")})` : "";
  if (fault) say(`${words.line} ${at}: ${words[fault] ?? fault}${with_}`, "bad");
  else say(`${words.agrees} ${lines.length} ${words.lines}${with_}`, "good");
}

input.addEventListener("change", () => judge(input.files));
drop.addEventListener("dragover", (event) => event.preventDefault());
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  judge(event.dataTransfer.files);
});
