// Anomalies: a threshold on the error of reconstruction, chosen on normal images only.
import { Network, load } from './network.js';
import { histograms } from './chart.js';
import { Pca, asMnist, meanSquare } from './pictures.js';
import { Pad, dataFile, inAddress, modelFile, newCanvas, paint, soon, start, testPictures, within } from './ui.js';

const WAYS = { network: 'autoencoder', pca: 'PCA' };
const GROUPS = {  // what is shown of the test pictures, by the autoencoder's threshold
  missed: 'anomalies that the autoencoder takes for normal',
  alarms: 'normal ones that it reports',
};
const SHOWN = 10, TRIED = 300;

start('anomalies', async (root, part) => {
  const [scores, pictures] = await Promise.all([load(dataFile('anomalies')), testPictures()]);
  const { normal: digits, auroc, code_size: size } = scores.metadata;
  const networks = {};  // each is fetched when it is first asked for
  const fetched = digit => (networks[digit] ??= Network.load(modelFile(`only_${digit}`)));
  const judged = {};  // scores of the first test pictures, by digit and way
  let normal = digits.at(-1), allowed = 5, index = pictures.next(3), pixels = pictures.of(index), isDrawn = false;

  const table = (way, what) => scores.tensors[`only_${normal}/${way}/${what}`].values;
  const percent = share => `${(100 * share).toFixed(1)} %`;
  const above = (values, threshold) => values.reduce((count, value) => count + (value > threshold), 0) / values.length;

  /** The score that the allowed share of normal validation images exceeds; they are sorted. */
  function thresholdOf(way) {
    const values = table(way, 'validation'), place = (1 - allowed / 100) * (values.length - 1), low = Math.floor(place);
    return values[low] + (place - low) * (values[Math.min(low + 1, values.length - 1)] - values[low]);
  }

  function newWays(network) {
    const { [`only_${normal}/mean`]: mean, [`only_${normal}/components`]: components } = scores.tensors;
    const pca = new Pca(mean, components);
    return { network: image => network.restore(image), pca: image => pca.restore(image) };
  }
  const scoreOf = (image, restored) => Math.sqrt(meanSquare(image, restored));

  const draw = soon(async () => {
    const mine = normal;
    const network = await fetched(mine).catch(error => {
      delete networks[mine];
      part('message').textContent = `The network could not be loaded (${error.message}).`;
    });
    if (!network || mine !== normal) return;  // or the reader has moved on
    part('message').textContent = '';
    part('allowed-text').textContent = `${allowed} % of the normal validation images`;
    const restore = newWays(network), thresholds = {};
    const most = Math.max(...Object.keys(WAYS).map(way => { const all = table(way, 'anomalies'); return all[Math.floor(0.99 * all.length)]; }));
    for (const [way, name] of Object.entries(WAYS)) {
      const threshold = thresholds[way] = thresholdOf(way);
      const cells = [threshold.toFixed(3), percent(above(table(way, 'normal'), threshold)),
        percent(above(table(way, 'anomalies'), threshold)), auroc[`only_${normal}/${way}`].toFixed(3)];
      const heading = document.createElement('th');
      heading.scope = 'row';
      heading.textContent = name;
      part(`${way}-row`).replaceChildren(heading, ...cells.map(text => Object.assign(document.createElement('td'), { textContent: text })));
      histograms(part(`${way}-chart`), [
        { key: 'normal', name: `${normal}s`, values: table(way, 'normal') },
        { key: 'odd', name: 'other digits', values: table(way, 'anomalies') },
      ], threshold, { from: 0, to: most, label: `score of ${name}: root of the mean squared error` });
    }
    showGroups(restore, thresholds.network);
    judge(restore, thresholds);
  });

  function showGroups(restore, threshold) {
    const known = judged[normal] ??= Array.from({ length: Math.min(TRIED, pictures.count) }, (_, n) =>
      scoreOf(pictures.of(n), restore.network(pictures.of(n))));
    const members = {
      missed: n => pictures.label(n) !== normal && known[n] <= threshold,
      alarms: n => pictures.label(n) === normal && known[n] > threshold,
    };
    part('groups').replaceChildren();
    for (const [key, title] of Object.entries(GROUPS)) {
      const found = [...known.keys()].filter(members[key]), strip = document.createElement('div');
      const text = document.createElement('span');
      text.className = 'note';
      text.textContent = `${title}: ${found.length} among ${known.length} test images`;
      strip.className = 'strip';
      for (const n of found.slice(0, SHOWN)) {
        const button = document.createElement('button');
        button.type = 'button';
        button.setAttribute('aria-label', `Look at this ${pictures.label(n)}`);
        button.append(newCanvas(`a ${pictures.label(n)}`));
        paint(button.firstChild, pictures.of(n));
        button.addEventListener('click', () => { take(n); pad.show(pixels); change(); });
        strip.append(button);
      }
      part('groups').append(text, strip);
    }
  }

  function judge(restore, thresholds) {
    paint(part('picture'), pixels);
    part('picture-text').textContent = isDrawn ? 'your digit, centred as in the data' : `test image, a ${pictures.label(index)}`;
    for (const way of Object.keys(WAYS)) {
      const answer = restore[way](pixels), score = scoreOf(pixels, answer);
      paint(part(way), answer);
      part(`${way}-text`).textContent = `${score.toFixed(3)}, ${score > thresholds[way] ? 'alarm' : 'normal'}`;
      part(`${way}-text`).classList.toggle('alarm', score > thresholds[way]);
    }
  }

  const remember = inAddress('anomalies', state => {
    if (digits.includes(Number(state.normal))) normal = Number(state.normal);
    allowed = within(state.allowed, 0.5, 40, allowed);
    take(Math.floor(within(state.digit, 0, pictures.count - 1, index)));
    pad.show(pixels);
    show();
  });
  const note = () => remember({ normal, allowed, digit: index });
  const change = () => { draw(); note(); };
  function take(n) { index = n; pixels = pictures.of(n); isDrawn = false; }
  function show() { part('normal').value = normal; part('allowed').value = allowed; draw(); }

  const pad = new Pad(part('pad'), soon(() => {
    isDrawn = true;
    pixels = asMnist(pad.ink(), pad.side);
    draw();
  }), digit => { take(pictures.next(digit, index)); pad.show(pixels); change(); });
  part('clear').addEventListener('click', () => pad.clear());
  for (const digit of digits) part('normal').append(new Option(digit, digit));
  part('normal').addEventListener('change', () => { normal = Number(part('normal').value); change(); });
  part('allowed').addEventListener('input', () => { allowed = Number(part('allowed').value); change(); });
  part('facts').textContent = `Both have seen nothing but the normal digit; both describe an image by ${size} numbers. The rates are of `
    + `all ${scores.metadata.test_images.toLocaleString('en')} test images. AUROC, the area under the curve, is the share of pairs in which the anomaly has the larger score: 0.5 is chance.`;
  await fetched(normal);
  pad.show(pixels);
  show();
});
