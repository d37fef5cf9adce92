// Fits the wall's fixed stage of 1920 by 1080 to whatever screen it hangs on.
const stage = document.querySelector('[data-stage]');

function fit() {
  const factor = Math.min(window.innerWidth / 1920, window.innerHeight / 1080);
  const left = Math.max((window.innerWidth - 1920 * factor) / 2, 0);
  stage.style.transform = `translate(${left}px, 0) scale(${factor})`;
}

if (stage) {
  fit();
  window.addEventListener('resize', fit);
}
