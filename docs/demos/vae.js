// Lecture 7: sample from a variational autoencoder, walk between two digits, change the price of a nat.
import { Network, load } from './network.js';
import { Pca, clip, randomNumbers } from './pictures.js';
import { dataFile, inAddress, modelFile, newCanvas, paint, soon, start, testPictures, within } from './ui.js';

const SAMPLES = 16, PLACES = 9;

start('vae', async (root, part) => {
  const [base, walks, pictures] = await Promise.all([load(dataFile('pca')), load(dataFile('walks')), testPictures()]);
  const { betas, code_size: units, components, shown } = walks.metadata;
  const pca = new Pca(base.tensors.mean, base.tensors.components, components), { variances } = base.tensors;
  const networks = {};  // each is fetched when it is first asked for
  const fetched = beta => (networks[beta] ??= Network.load(modelFile(`beta_${beta}`)));
  let position = 1, seed = 1, ends = [pictures.next(3), pictures.next(8)], place = 0.5;

  const strip = (name, count, label) => Array.from({ length: count }, (_, n) => {
    const canvas = newCanvas(`${label}, ${n + 1} of ${count}`);
    part(name).append(canvas);
    return canvas;
  });
  const rows = {
    samples: strip('samples', SAMPLES, 'sample'),
    pca: strip('pca-samples', SAMPLES, 'sample of PCA'),
    walk: strip('walk', PLACES, 'decoded on the way'),
    fade: strip('fade', PLACES, 'faded on the way'),
  };

  const draw = soon(async () => {
    const beta = betas[position];
    const network = await fetched(beta).catch(error => {
      delete networks[beta];
      part('message').textContent = `The network could not be loaded (${error.message}).`;
    });
    if (!network || beta !== betas[position]) return;  // or the reader has moved on
    part('message').textContent = '';
    const { rate_bits: bits, units_in_use: used, test_mse: mse } = network.metadata;
    part('beta-text').textContent = `${beta}: a code tells ${bits.toFixed(0)} bits, with ${used} of ${units} units; `
      + `test MSE ${mse.toFixed(4)}`;
    part('beta').setAttribute('aria-valuetext', `${beta}`);
    const { normal } = randomNumbers(seed);
    for (let n = 0; n < SAMPLES; n++) {
      const draws = Float32Array.from({ length: units }, normal);
      paint(rows.samples[n], clip(network.decode(draws)));
      paint(rows.pca[n], pca.decode(draws.subarray(0, components).map((value, k) => value * Math.sqrt(variances.values[k]))));
    }
    const { distance_of_samples: mine } = network.metadata;
    const { distance_of_pca_samples: its, distance_of_real: real } = walks.metadata;
    part('facts').textContent = `Mean distance to the nearest training image: these samples ${mine.toFixed(3)}, `
      + `PCA’s ${its.toFixed(3)}, real test images ${real.toFixed(3)}.`;
    drawWalk(network, beta);
  });

  function drawWalk(network, beta) {
    const { values } = walks.tensors[`beta_${beta}/mean`];
    const [codes, images] = [
      ends.map(n => values.subarray(n * units, (n + 1) * units)), ends.map(pictures.of),
    ];
    const mixed = ([first, second], share) => Float32Array.from(first, (value, i) => (1 - share) * value + share * second[i]);
    const decoded = share => clip(network.decode(mixed(codes, share)));
    for (let n = 0; n < PLACES; n++) {
      paint(rows.walk[n], decoded(n / (PLACES - 1)));
      paint(rows.fade[n], mixed(images, n / (PLACES - 1)));
    }
    paint(part('start'), images[0]);
    paint(part('between'), decoded(place));
    paint(part('faded'), mixed(images, place));
    paint(part('end'), images[1]);
    ['from', 'to'].forEach((name, n) => { part(name).value = pictures.label(ends[n]); });
  }

  const remember = inAddress('vae', state => {
    const at = betas.indexOf(Number(state.beta));
    if (at >= 0) position = at;
    seed = Math.floor(within(state.seed, 1, 1e6, seed));
    place = within(state.place, 0, 1, place);
    const read = (state.ends ?? '').split(',');
    ends = ends.map((end, n) => Math.floor(within(read[n], 0, shown - 1, end)));
    part('beta').value = position;
    part('place').value = place;
    draw();
  });
  const note = () => remember({ beta: betas[position], seed, ends: ends.join(','), place });
  const change = () => { draw(); note(); };
  /** The next of the few pictures whose codes are known. */
  function next(digit, after) {
    const n = pictures.next(digit, after);
    return n < shown ? n : pictures.next(digit);
  }

  ['from', 'to'].forEach((name, n) => {
    for (let digit = 0; digit < 10; digit++) part(name).append(new Option(digit, digit));
    part(name).addEventListener('change', () => { ends[n] = next(Number(part(name).value), -1); change(); });
  });
  part('others').addEventListener('click', () => { ends = ends.map(end => next(pictures.label(end), end)); change(); });
  part('beta').max = betas.length - 1;
  part('beta').value = position;
  part('beta').addEventListener('input', () => { position = Number(part('beta').value); change(); });
  part('fresh').addEventListener('click', () => { seed++; change(); });
  part('place').addEventListener('input', () => { place = Number(part('place').value); change(); });
  await fetched(betas[position]);
  draw();
});
