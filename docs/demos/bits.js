// What is a code in bits? Round the network's numbers and the KLT's, and look at image, bits and error.
import { Network, load } from './network.js';
import { lines } from './chart.js';
import { PIXELS, Pca, asMnist, clip, decibels } from './pictures.js';
import { Pad, dataFile, inAddress, modelFile, number, paint, soon, start, testPictures, within } from './ui.js';

start('bits', async (root, part) => {
  const [rates, base, pictures] = await Promise.all([load(dataFile('rates')), load(dataFile('pca')), testPictures()]);
  const network = await Network.load(modelFile(rates.metadata.network_file));
  const pca = new Pca(base.tensors.mean, base.tensors.components);
  const steps = rates.tensors.steps.values, last = steps.length - 1;
  const point = (way, n) => [rates.tensors[way].values[2 * n], rates.tensors[way].values[2 * n + 1]];
  let at = Math.floor(last / 2), ofKlt = at, index = 2, pixels = pictures.of(2);

  /** The step of the KLT whose bits are nearest to the network's. */
  function equalBits() {
    const [bits] = point('network', at);
    const distances = Array.from(steps, (_, n) => Math.abs(point('klt', n)[0] - bits));
    return distances.indexOf(Math.min(...distances));
  }
  const rounded = (code, step) => code.map(value => Math.round(value / step) * step);

  const draw = soon(() => {
    const equal = part('equal').checked;
    if (equal) ofKlt = equalBits();
    part('klt-step').value = ofKlt;
    part('klt-step').disabled = equal;
    const step = steps[at], code = network.encode(pixels), integers = code.map(value => Math.round(value / step));
    const answers = {
      network: clip(network.decode(rounded(code, step))),
      klt: pca.decode(rounded(pca.encode(pixels), steps[ofKlt])),
    };
    paint(part('picture'), pixels);
    const quality = Object.fromEntries(Object.entries(answers).map(([way, answer]) => [way, decibels(pixels, answer)]));
    for (const [way, n] of [['network', at], ['klt', ofKlt]]) {
      paint(part(way), answers[way]);
      part(`${way}-text`).textContent = `${point(way, n)[0].toFixed(0)} bits on average; this image ${quality[way].toFixed(1)} dB`;
      part(`${way}-text`).classList.toggle('best', quality[way] === Math.max(...Object.values(quality)));
    }
    part('step-text').textContent = `${step < 1 ? step.toFixed(2) : step.toFixed(1)}`;
    part('step').setAttribute('aria-valuetext', part('step-text').textContent);
    part('code').replaceChildren(...Array.from(integers, value => {
      const cell = document.createElement('span');
      cell.textContent = number(value, 0).replace('−0', '0');
      cell.classList.toggle('zero', value === 0);
      return cell;
    }));
    part('code-text').textContent = `${integers.filter(value => value === 0).length} of ${integers.length} numbers are 0`;
    const curve = way => Array.from(steps, (_, n) => point(way, n)).filter(([bits]) => bits > 0.5);
    lines(part('chart'), [
      { key: 'network', name: 'network', points: curve('network'), marked: point('network', at) },
      { key: 'pca', name: 'KLT', points: curve('klt'), marked: point('klt', ofKlt) },
    ], { label: 'bits of an image', from: 4, to: 400, ticks: [5, 10, 20, 50, 100, 200], log: true },
    { label: 'test MSE', from: 0.002, to: 0.1, ticks: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1], log: true });
  });

  const remember = inAddress('bits', state => {
    at = Math.floor(within(state.step, 0, last, at));
    part('equal').checked = state.klt === undefined || state.klt === 'equal';
    ofKlt = Math.floor(within(state.klt, 0, last, ofKlt));
    take(Math.floor(within(state.digit, 0, pictures.count - 1, index)));
    pad.show(pixels);
    part('step').value = at;
    draw();
  });
  const note = () => remember({ step: at, klt: part('equal').checked ? 'equal' : ofKlt, digit: index });
  const change = () => { draw(); note(); };
  function take(n) { index = n; pixels = pictures.of(n); }

  const pad = new Pad(part('pad'), soon(() => { pixels = asMnist(pad.ink(), pad.side); draw(); }),
    digit => { take(pictures.next(digit, index)); pad.show(pixels); change(); });
  part('clear').addEventListener('click', () => pad.clear());
  part('sample').addEventListener('click', () => { take((index + 1) % pictures.count); pad.show(pixels); change(); });
  part('step').max = part('klt-step').max = last;
  part('step').value = at;
  part('step').addEventListener('input', () => { at = Number(part('step').value); change(); });
  part('klt-step').addEventListener('input', () => { ofKlt = Number(part('klt-step').value); change(); });
  part('equal').addEventListener('change', change);
  part('raw').textContent = (8 * PIXELS).toLocaleString('en');
  part('facts').textContent = `Bits: the entropy of each rounded number over ${rates.metadata.test_images.toLocaleString('en')} test images, summed; `
    + `a good coder needs about as many. The KLT takes ${rates.metadata.klt_components} components, and a large step turns most of them off. `
    + `The network was not trained for rounding.`;
  pad.show(pixels);
  draw();
});
