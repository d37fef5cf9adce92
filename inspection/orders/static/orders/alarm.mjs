// Vibration and a two-tone call. Browsers allow sound only after the first touch.

let audio = null;

export function unlockSound() {
  audio ??= new AudioContext();
  audio.resume();
}

export function call() {
  // before the first touch the browser lets no page vibrate, and says so in its console
  if (navigator.userActivation?.hasBeenActive ?? true) navigator.vibrate?.([400, 150, 400, 150, 400]);
  if (!audio || audio.state !== 'running') return;
  const begin = audio.currentTime;
  [880, 660, 880, 660].forEach((pitch, index) => {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = pitch;
    volume.gain.value = 0.25;
    tone.connect(volume).connect(audio.destination);
    tone.start(begin + index * 0.25);
    tone.stop(begin + index * 0.25 + 0.22);
  });
}
