// Lecture 3: a k-sparse code. Draw, and see which units answer and what each adds to the picture.
import { Network, load } from './network.js';
import { PIXELS, Pca, asMnist, decibels } from './pictures.js';
import { Pad, dataFile, inAddress, modelFile, newCanvas, number, paint, soon, start, testPictures, within } from './ui.js';

const WIDTH = 40;  // units in a row of the overview

start('sparse', async (root, part) => {
  const [network, base, pictures] = await Promise.all([
    Network.load(modelFile('sparse_code')), load(dataFile('pca')), testPictures(),
  ]);
  const { k: most, units, components, test_mse: mine, pca_mse: its } = network.metadata;
  const pca = new Pca(base.tensors.mean, base.tensors.components, components);
  const { values: kernel } = network.parts.decoder[0].kernel;
  let k = most, index = 3, pixels = pictures.of(3);
  const tiles = Array.from({ length: most }, (_, rank) => {
    const box = document.createElement('div'), bar = document.createElement('div');
    bar.className = 'bar';
    box.append(newCanvas(`unit of rank ${rank + 1}`), bar);
    part('units').append(box);
    return box;
  });

  /** The k largest of a code; for PCA by absolute value, as minus counts there as much. */
  function largest(code, size = value => value) {
    const order = [...code.keys()].filter(unit => code[unit] !== 0).sort((a, b) => size(code[b]) - size(code[a]));
    const kept = new Float32Array(code.length);
    for (const unit of order.slice(0, k)) kept[unit] = code[unit];
    return { order, kept };
  }

  const draw = soon(() => {
    const code = network.encode(pixels), { order, kept } = largest(code);
    const answers = { network: network.decode(kept), pca: pca.decode(largest(pca.encode(pixels), Math.abs).kept) };
    paint(part('picture'), pixels);
    const quality = Object.fromEntries(Object.entries(answers).map(([name, answer]) => {
      paint(part(name), answer);
      return [name, decibels(pixels, answer)];
    }));
    for (const [name, value] of Object.entries(quality)) {
      part(`${name}-quality`).textContent = `${value.toFixed(1)} dB`;
      part(`${name}-quality`).classList.toggle('best', value === Math.max(quality.network, quality.pca));
    }
    part('k-text').textContent = `${k} of ${units} units`;
    part('pca-count').textContent = k;
    const strongest = Math.max(...code.map(Math.abs)) || 1;
    tiles.forEach((box, rank) => {
      const unit = order[rank];
      box.hidden = unit === undefined;
      if (box.hidden) return;
      box.dataset.kept = rank < k;
      box.title = `unit ${unit}: ${number(code[unit], 2)}`;
      const tile = kernel.subarray(unit * PIXELS, (unit + 1) * PIXELS), peak = Math.max(...tile.map(Math.abs));
      paint(box.firstChild, tile.map(weight => 0.5 + 0.5 * Math.sign(code[unit]) * weight / peak));
      box.lastChild.style.width = `${100 * Math.abs(code[unit]) / strongest}%`;
    });
    const all = part('all'), context = all.getContext('2d');
    [all.width, all.height] = [WIDTH, units / WIDTH];
    const image = context.createImageData(all.width, all.height);
    for (let unit = 0; unit < units; unit++) {
      const light = Math.min(1, Math.abs(kept[unit]) / strongest);
      image.data.set(kept[unit] ? [50, 130, 255, 70 + 185 * light] : [128, 128, 128, 50], 4 * unit);
    }
    context.putImageData(image, 0, 0);
  });

  const remember = inAddress('sparse', state => {
    k = Math.floor(within(state.k, 1, most, k));
    take(Math.floor(within(state.digit, 0, pictures.count - 1, index)));
    pad.show(pixels);
    part('k').value = k;
    draw();
  });
  const note = () => remember({ k, digit: index });
  function take(n) { index = n; pixels = pictures.of(n); }

  const pad = new Pad(part('pad'), soon(() => { pixels = asMnist(pad.ink(), pad.side); draw(); }),
    digit => { take(pictures.next(digit, index)); pad.show(pixels); draw(); note(); });
  part('clear').addEventListener('click', () => pad.clear());
  part('sample').addEventListener('click', () => { take((index + 1) % pictures.count); pad.show(pixels); draw(); note(); });
  part('k').max = most;
  part('k').value = k;
  part('k').addEventListener('input', () => { k = Number(part('k').value); draw(); note(); });
  part('facts').textContent = `Test MSE with ${most} units on: the network ${mine.toFixed(4)}; PCA with the ${most} `
    + `largest of ${components} components, clipped, ${its.toFixed(4)}.`;
  pad.show(pixels);
  draw();
});
