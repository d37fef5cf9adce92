// A large scan from its tiles: only what is in sight is fetched, at the size in which it is shown.

const TILE = 512;
const stage = document.querySelector("[data-scan-tiles]");
if (stage) show(stage);

function show(stage) {
  const canvas = stage.querySelector("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const levels = Array.from({ length: Number(stage.dataset.levels) }, (_, at) =>
    stage.dataset[`size${at}`].split("x").map(Number));
  const packed = stage.dataset.packed === "yes";
  const tiles = new Map();
  const [width, height] = levels[0];
  const whole = Math.min(canvas.width / width, canvas.height / height);
  const view = { scale: whole, x: width / 2, y: height / 2 };

  function draw() {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    let level = 0;
    while (level + 1 < levels.length && view.scale * 2 ** (level + 1) <= 1) level += 1;
    const size = view.scale * 2 ** level;
    const left = view.x / 2 ** level - canvas.width / 2 / size;
    const top = view.y / 2 ** level - canvas.height / 2 / size;
    const [wide, high] = levels[level];
    const last = { column: Math.ceil(wide / TILE) - 1, row: Math.ceil(high / TILE) - 1 };
    const from = { column: Math.max(0, Math.floor(left / TILE)), row: Math.max(0, Math.floor(top / TILE)) };
    const to = {
      column: Math.min(last.column, Math.floor((left + canvas.width / size) / TILE)),
      row: Math.min(last.row, Math.floor((top + canvas.height / size) / TILE)),
    };
    pen.imageSmoothingEnabled = size < 2;
    for (let row = from.row; row <= to.row; row += 1) {
      for (let column = from.column; column <= to.column; column += 1) {
        const tile = wanted(level, column, row);
        if (!tile) continue;
        pen.drawImage(tile, (column * TILE - left) * size, (row * TILE - top) * size, tile.width * size, tile.height * size);
      }
    }
  }

  function wanted(level, column, row) {
    const key = `${level}/${column}-${row}`;
    if (!tiles.has(key)) {
      tiles.set(key, null);
      fetchTile(key).then((tile) => { tiles.set(key, tile); draw(); }, () => tiles.delete(key));
    }
    return tiles.get(key);
  }

  async function fetchTile(key) {
    const answer = await fetch(stage.dataset.tile.replace("0/0-0.png", `${key}.png`), { credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const picture = await createImageBitmap(await answer.blob(), { colorSpaceConversion: "none", premultiplyAlpha: "none" });
    return packed ? asGrey(picture) : picture;
  }

  function asGrey(picture) {
    const made = new OffscreenCanvas(picture.width, picture.height);
    const brush = made.getContext("2d", { willReadFrequently: true });
    brush.drawImage(picture, 0, 0);
    const pixels = brush.getImageData(0, 0, picture.width, picture.height);
    for (let at = 0; at < pixels.data.length; at += 4) {
      pixels.data[at + 1] = pixels.data[at + 2] = pixels.data[at];
    }
    brush.putImageData(pixels, 0, 0);
    return made;
  }

  function move(x, y) {
    view.x = Math.min(width, Math.max(0, view.x + x / view.scale));
    view.y = Math.min(height, Math.max(0, view.y + y / view.scale));
    draw();
  }

  function zoom(factor) {
    view.scale = Math.min(8, Math.max(whole, view.scale * factor));
    draw();
  }

  const keys = {
    ArrowLeft: () => move(-80, 0), ArrowRight: () => move(80, 0),
    ArrowUp: () => move(0, -80), ArrowDown: () => move(0, 80),
    "+": () => zoom(1.5), "=": () => zoom(1.5), "-": () => zoom(1 / 1.5),
    0: () => { Object.assign(view, { scale: whole, x: width / 2, y: height / 2 }); draw(); },
  };
  stage.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  canvas.addEventListener("wheel", (event) => {
    if (document.activeElement !== stage) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? 1.25 : 0.8);
  }, { passive: false });
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    stage.focus();
    let [x, y] = [event.clientX, event.clientY];
    const ratio = canvas.width / canvas.clientWidth;
    const drag = (now) => {
      move((x - now.clientX) * ratio, (y - now.clientY) * ratio);
      [x, y] = [now.clientX, now.clientY];
    };
    canvas.addEventListener("pointermove", drag);
    canvas.addEventListener("pointerup", () => canvas.removeEventListener("pointermove", drag), { once: true });
  });
  draw();
}
