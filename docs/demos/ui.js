// What the pages of the demos share: painting, a pad to draw on, charts' colours, state in the address.
import { load } from './network.js';
import { PIXELS, SIDE, picture } from './pictures.js';

const here = new URL('.', import.meta.url);
/** The address of a network, or of arrays, beside this file. */
export const modelFile = name => new URL(`models/${name}.safetensors.gz`, here);
export const dataFile = name => new URL(`data/${name}.safetensors.gz`, here);

/** Find a part of a demo's page by its name. */
export const find = (root, name) => root.querySelector(`[data-part="${name}"]`);

/** Begin a demo wherever its figure stands. Say in the page what went wrong, not in the console alone. */
export function start(name, begin) {
  for (const root of document.querySelectorAll(`[data-demo="${name}"]`)) {
    begin(root, part => find(root, part)).then(
      () => { root.dataset.state = 'ready'; find(root, 'message').textContent = ''; },
      error => {
        console.error(error);
        root.dataset.state = 'failed';
        find(root, 'message').textContent = `This demo could not start (${error.message}). Reload the page to try again.`;
      },
    );
  }
}

/** The test pictures that the demos share: `of(n)`, `label(n)`, and `next(digit, after)`. */
export async function testPictures() {
  const { tensors: { pixels, labels }, metadata } = await load(dataFile('pictures'));
  const count = labels.shape[0];
  return {
    count,
    metadata,
    of: n => picture(pixels, n),
    label: n => labels.values[n],
    /** The next picture of a digit after another one, from the start again after the last. */
    next(digit, after = -1) {
      for (let step = 1; step <= count; step++) {
        const n = (after + step) % count;
        if (labels.values[n] === digit) return n;
      }
      return 0;
    },
  };
}

/** Call `draw` once before the next frame, however often the result is called. */
export function soon(draw) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => { asked = false; draw(); });
  };
}

/** Show 784 numbers of [0, 1] on a canvas, which the style sheet enlarges. */
export function paint(canvas, pixels) {
  if (canvas.width !== SIDE) canvas.width = canvas.height = SIDE;
  const image = new ImageData(SIDE, SIDE);
  for (let i = 0; i < PIXELS; i++) {
    const grey = 255 * pixels[i];  // the array rounds and clips
    image.data[4 * i] = image.data[4 * i + 1] = image.data[4 * i + 2] = grey;
    image.data[4 * i + 3] = 255;
  }
  canvas.getContext('2d').putImageData(image, 0, 0);
}

/** Make a canvas for a picture. */
export function newCanvas(label) {
  const canvas = document.createElement('canvas');
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', label);
  return canvas;
}

/** A colour of the style sheet, such as '--ink'. */
export const colour = (element, name) => getComputedStyle(element).getPropertyValue(name).trim();

/** Call `change` when the reader switches between light and dark. */
export function onTheme(change) {
  new MutationObserver(change).observe(document.body, { attributes: true, attributeFilter: ['data-theme'] });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', change);
}

/** Colours of the digits 0 to 9, which tell apart on light and on dark. */
export const CLASSES = ['#4477aa', '#ee6677', '#228833', '#ccbb44', '#66ccee', '#aa3377', '#999999', '#ee8866', '#44bb99', '#9970ab'];

/** A number with a true minus sign. */
export const number = (value, digits) => value.toFixed(digits).replace('-', '−');

/**
 * State in the address, such as #latent?at=1.5,-2: a link shows what its sender saw.
 * `apply` gets what the address says, now and whenever it changes; the result writes it.
 */
export function inAddress(name, apply) {
  const read = () => {
    const [about, query] = location.hash.slice(1).split('?');
    if (about === name && query) apply(Object.fromEntries(new URLSearchParams(query)));
  };
  addEventListener('hashchange', read);
  queueMicrotask(read);  // when the demo has been set up
  let timer = null;
  return state => {
    clearTimeout(timer);  // browsers allow few changes in a second
    timer = setTimeout(() => {
      const query = Object.entries(state).map(([key, value]) => `${key}=${encodeURIComponent(value).replaceAll('%2C', ',')}`);
      history.replaceState(history.state, '', `#${name}?${query.join('&')}`);
    }, 250);
  };
}

/** A number from the address, or what stands there now if it is none or out of range. */
export function within(text, low, high, otherwise) {
  const value = Number(text);
  return text !== undefined && text !== '' && value >= low && value <= high ? value : otherwise;
}

/**
 * A square to draw on with mouse, pen or finger. On the keyboard, the keys 0 to 9 call `digit`.
 * `changed` is called after each stroke of the hand and after clearing.
 */
export class Pad {
  constructor(canvas, changed, digit) {
    Object.assign(this, { canvas, changed, side: 280 });
    canvas.width = canvas.height = this.side;
    canvas.tabIndex = 0;
    canvas.setAttribute('role', 'application');
    canvas.setAttribute('aria-label', 'Pad to draw a digit on. The keys 0 to 9 put a test digit there, Backspace clears it.');
    this.context = canvas.getContext('2d', { willReadFrequently: true });
    this.wipe();
    const place = event => {
      const box = canvas.getBoundingClientRect();
      return [(event.clientX - box.left) / box.width * this.side, (event.clientY - box.top) / box.height * this.side];
    };
    canvas.addEventListener('pointerdown', event => {
      canvas.setPointerCapture(event.pointerId);
      if (this.shown) this.wipe();
      this.last = place(event);
      this.stroke(this.last);
    });
    canvas.addEventListener('pointermove', event => {
      if (!this.last) return;
      const between = event.getCoalescedEvents?.() ?? [];
      for (const one of between.length ? between : [event]) this.stroke(place(one));
    });
    for (const end of ['pointerup', 'pointercancel']) canvas.addEventListener(end, () => { this.last = null; });
    canvas.addEventListener('keydown', event => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (/^[0-9]$/.test(event.key)) { event.preventDefault(); digit(Number(event.key)); }
      if (event.key === 'Backspace' || event.key === 'Delete') { event.preventDefault(); this.clear(); }
    });
  }

  stroke(to) {
    const { context } = this;
    Object.assign(context, { strokeStyle: '#fff', lineWidth: 24, lineCap: 'round', lineJoin: 'round' });
    context.beginPath(); context.moveTo(...this.last); context.lineTo(...to); context.stroke();
    this.last = to;
    this.setEmpty(false);
    this.changed();
  }

  /** Show a test picture on the pad; the next stroke begins anew. */
  show(pixels) {
    const sheet = document.createElement('canvas');
    paint(sheet, pixels);
    this.wipe();
    this.context.imageSmoothingEnabled = false;
    this.context.drawImage(sheet, 0, 0, this.side, this.side);
    this.shown = true;
    this.setEmpty(false);
  }

  clear() { this.wipe(); this.changed(); }

  wipe() {
    this.context.fillStyle = '#000';
    this.context.fillRect(0, 0, this.side, this.side);
    this.last = null;
    this.shown = false;
    this.setEmpty(true);
  }

  setEmpty(empty) { this.canvas.parentElement.dataset.empty = this.empty = empty; }

  /** Ink of each pixel of the pad, in [0, 1]. */
  ink() {
    const { data } = this.context.getImageData(0, 0, this.side, this.side);
    const ink = new Float32Array(this.side ** 2);
    for (let i = 0; i < ink.length; i++) ink[i] = data[4 * i] / 255;
    return ink;
  }
}
