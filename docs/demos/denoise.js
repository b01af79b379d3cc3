// Lecture 4: draw a digit, spoil it, and let a network and its rivals restore it.
import { Network, load } from './network.js';
import { lines } from './chart.js';
import { CORRUPTIONS, PIXELS, Pca, asDrawn, asMnist, clip, decibels, median, randomNumbers } from './pictures.js';
import { Pad, dataFile, inAddress, modelFile, paint, soon, start, testPictures, within } from './ui.js';

const WAYS = ['noisy', 'median', 'linear', 'network'];
const NAMES = { noisy: 'noisy', median: 'median, line', linear: 'linear map', network: 'network' };
const BEGIN = { gaussian: 0.5, salt_and_pepper: 0.3, mask_pixels: 0.5 };
const percent = amount => `${Math.round(100 * amount)} % of the pixels`;
const SAY = { gaussian: amount => `σ = ${amount.toFixed(2)}`, salt_and_pepper: percent, mask_pixels: percent };

start('denoise', async (root, part) => {
  const [network, rivals, base, pictures] = await Promise.all([
    Network.load(modelFile('denoiser')), load(dataFile('rivals')), load(dataFile('pca')), testPictures(),
  ]);
  const pca = new Pca(base.tensors.mean, base.tensors.components);
  const [low, high] = network.metadata.trained_on;
  let seed = 1, kind = 'gaussian', amount = BEGIN.gaussian, index = 0, clean = pictures.of(0), isDrawn = false;

  const table = name => rivals.tensors[`${kind}/${name}`];
  const levels = () => [...table('levels').values];

  /** What was fitted to the two levels beside this one, mixed: rows of a table (levels, …). */
  function fitted(name) {
    const at = levels(), { values, shape } = table(name), width = values.length / shape[0];
    const place = Math.min(at.length - 2, Math.max(0, at.findIndex(level => level > amount) - 1));
    const right = Math.min(1, Math.max(0, (amount - at[place]) / (at[place + 1] - at[place])));
    const row = n => values.subarray(n * width, (n + 1) * width);
    return row(place).map((value, i) => (1 - right) * value + right * row(place + 1)[i]);
  }

  const methods = {
    noisy: pixels => pixels,
    median(pixels) {
      const [slope, shift] = fitted('line');
      return clip(median(pixels).map(value => slope * value + shift));
    },
    linear(pixels) {
      const gains = fitted('gains');
      return pca.decode(pca.encode(pixels, gains.length, fitted('mean')).map((value, k) => value * gains[k]));
    },
    network: pixels => network.restore(pixels),
  };

  const draw = soon(() => {
    const noisy = CORRUPTIONS[kind](clean, amount, randomNumbers(seed)), quality = {};
    part('amount-text').textContent = SAY[kind](amount);
    paint(part('clean'), clean);
    for (const [name, restore] of Object.entries(methods)) {
      const answer = restore(noisy);
      paint(part(name), answer);
      quality[name] = decibels(clean, answer);
    }
    const best = Math.max(...Object.values(quality));
    for (const [name, value] of Object.entries(quality)) {
      const text = part(`${name}-quality`);
      text.textContent = Number.isFinite(value) ? `${value.toFixed(1)} dB` : 'no error';
      text.classList.toggle('best', value === best);
    }
    const outside = amount < low || amount > high;
    part('warning').textContent = kind !== 'gaussian'
      ? 'The network never met this kind of noise. Its rivals were fitted to it.'
      : outside ? `The network was trained from σ = ${low} to ${high} only.` : '';
  });

  function drawChart() {
    const at = levels();
    lines(part('chart'), WAYS.map(key => ({
      key, name: NAMES[key], points: at.map((level, i) => [level, table('quality').values[WAYS.length * i + WAYS.indexOf(key)]]),
    })), { label: kind === 'gaussian' ? 'noise σ' : 'share of pixels', from: 0, to: 1, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] },
    { label: 'PSNR (dB)', from: 5, to: 32, ticks: [5, 10, 15, 20, 25, 30] });
  }

  const remember = inAddress('denoise', state => {
    if (state.kind in BEGIN) kind = state.kind;
    amount = within(state.amount, 0, 1, BEGIN[kind]);
    index = Math.floor(within(state.digit, 0, pictures.count - 1, index));
    seed = Math.floor(within(state.seed, 1, 1e6, seed));
    take(index);
    pad.show(clean);
    show();
  });
  const note = () => remember({ kind, amount, seed, digit: index });

  function show() {
    const at = levels();
    Object.assign(part('amount'), { min: at[0], max: at.at(-1), value: amount });
    amount = Number(part('amount').value);
    part('kind').value = kind;
    drawChart();
    draw();
  }
  function take(n) { index = n; clean = pictures.of(n); isDrawn = false; }

  const pad = new Pad(part('pad'), soon(() => {
    isDrawn = true;
    clean = pad.empty ? new Float32Array(PIXELS) : (part('centre').checked ? asMnist : asDrawn)(pad.ink(), pad.side);
    draw();
  }), digit => { take(pictures.next(digit, index)); pad.show(clean); draw(); note(); });
  part('centre').addEventListener('change', () => { if (isDrawn && !pad.empty) pad.changed(); });
  part('clear').addEventListener('click', () => pad.clear());
  part('sample').addEventListener('click', () => { take((index + 1) % pictures.count); pad.show(clean); draw(); note(); });
  part('amount').addEventListener('input', () => { amount = Number(part('amount').value); draw(); note(); });
  part('kind').addEventListener('change', () => { kind = part('kind').value; amount = BEGIN[kind]; show(); note(); });
  part('fresh').addEventListener('click', () => { seed++; draw(); note(); });
  const ofLecture = way => rivals.metadata.lecture[way].map(([level, value]) => `${value.toFixed(1)} at σ = ${level}`).join(', ');
  part('facts').textContent = `Mean over ${rivals.metadata.test_images} test images. Linear map and line were fitted `
    + `to each level by itself, on ${rivals.metadata.fitted_to.toLocaleString('en')} training images. The lecture has stronger rivals, `
    + `which are too large for this page. On the same images, its linear map with a weight for each pair of pixels reaches `
    + `${ofLecture('linear map')} dB, and the best of its tuned filters ${ofLecture('filter, line')} dB.`;
  pad.show(clean);
  show();
});
