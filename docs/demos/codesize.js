// Lecture 1: how small can the code be? The network beside PCA with as many numbers.
import { Network, load } from './network.js';
import { lines } from './chart.js';
import { Pca, asMnist, decibels } from './pictures.js';
import { Pad, dataFile, inAddress, modelFile, newCanvas, paint, soon, start, testPictures, within } from './ui.js';

const COLUMNS = 8;

start('codesize', async (root, part) => {
  const [base, curves, pictures] = await Promise.all([
    load(dataFile('pca')), load(dataFile('code_sizes')), testPictures(),
  ]);
  const pca = new Pca(base.tensors.mean, base.tensors.components);
  const [sizes, ofNetwork, ofPca] = ['sizes', 'network', 'pca'].map(name => [...curves.tensors[name].values]);
  const networks = {};  // each is fetched when it is first asked for
  const fetched = size => (networks[size] ??= Network.load(modelFile(`code_${size}`)));
  let first = 0, drawn = null, shown = Math.min(3, sizes.length - 1);

  const rows = {};
  for (const [key, title] of [['original', 'image'], ['network', 'autoencoder'], ['pca', 'PCA, clipped']]) {
    const heading = document.createElement('strong');
    heading.textContent = title;
    part('table').append(heading);
    rows[key] = Array.from({ length: COLUMNS }, (_, n) => newCanvas(`${title}, ${n + 1} of ${COLUMNS}`));
    part('table').append(...rows[key]);
  }
  const shownPictures = () => Array.from({ length: COLUMNS }, (_, n) =>
    (n === 0 && drawn ? drawn : pictures.of((first + n) % pictures.count)));

  const draw = soon(async () => {
    const n = shown, size = sizes[n];
    const network = await fetched(size).catch(error => {
      delete networks[size];
      part('message').textContent = `The network could not be loaded (${error.message}).`;
    });
    if (!network || n !== shown) return;  // or the reader has moved on
    part('message').textContent = '';
    part('size-text').textContent = `${size} for 784 pixels`;
    part('size').setAttribute('aria-valuetext', `${size}`);
    let won = 0;
    shownPictures().forEach((pixels, column) => {
      const answers = { network: network.restore(pixels), pca: pca.restore(pixels, size) };
      paint(rows.original[column], pixels);
      const quality = Object.entries(answers).map(([key, answer]) => {
        paint(rows[key][column], answer);
        return [key, decibels(pixels, answer)];
      });
      const best = quality[0][1] > quality[1][1] ? 'network' : 'pca';
      won += best === 'network';
      for (const [key, value] of quality) {
        rows[key][column].classList.toggle('best', key === best);
        rows[key][column].title = `PSNR ${value.toFixed(1)} dB`;
      }
    });
    part('won').textContent = `Here the autoencoder is nearer ${won} times of ${COLUMNS}.`;
    const { test_mse: mine, pca_mse: its } = network.metadata;
    part('error').textContent = `Test MSE: autoencoder ${mine.toFixed(4)}, PCA ${its.toFixed(4)}, `
      + `${(mine / its).toFixed(2)} times as much.`;
    const points = values => sizes.map((each, i) => [each, values[i]]);
    lines(part('chart'), [
      { key: 'network', name: 'autoencoder', points: points(ofNetwork), marked: [size, ofNetwork[n]] },
      { key: 'pca', name: 'PCA, clipped', points: points(ofPca), marked: [size, ofPca[n]] },
    ], { label: 'numbers in the code', from: 0.9, to: 1.1 * sizes.at(-1), ticks: sizes, log: true },
    { label: 'test MSE', from: 0, to: 0.07, ticks: [0, 0.02, 0.04, 0.06], text: value => value.toFixed(2) });
  });

  const remember = inAddress('codesize', state => {
    const n = sizes.indexOf(Number(state.size));
    if (n >= 0) shown = n;
    first = Math.floor(within(state.from, 0, pictures.count - 1, first));
    part('size').value = shown;
    draw();
  });
  const note = () => remember({ size: sizes[shown], from: first });

  const pad = new Pad(part('pad'), soon(() => {
    drawn = pad.empty ? null : asMnist(pad.ink(), pad.side);
    draw();
  }), digit => {
    drawn = null;
    first = pictures.next(digit, first);
    pad.show(pictures.of(first));
    draw();
    note();
  });
  part('clear').addEventListener('click', () => pad.clear());
  part('size').max = sizes.length - 1;
  part('size').value = shown;
  part('size').addEventListener('input', () => { shown = Number(part('size').value); draw(); note(); });
  await fetched(sizes[shown]);
  draw();
});
