// Small charts in SVG: colours come from the style sheet, so dark pages need nothing more.

const SPACE = 'http://www.w3.org/2000/svg', WIDTH = 480, HEIGHT = 260;
const MARGIN = { left: 62, right: 14, top: 12, bottom: 44 };

function add(parent, tag, attributes, text) {
  const node = document.createElementNS(SPACE, tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  parent.append(node);
  return node;
}

/**
 * Draw lines over one another. Series: {name, points: [[x, y], …], marked: [x, y]}.
 * Axes x and y: {label, from, to, ticks, log, text}. The series' names are told apart by class.
 */
export function lines(svg, series, x, y) {
  svg.replaceChildren();
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute('role', 'img');
  svg.classList.add('chart');
  const place = ({ from, to, log }, low, high) => value => {
    const share = log ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
    return low + share * (high - low);
  };
  const across = place(x, MARGIN.left, WIDTH - MARGIN.right), up = place(y, HEIGHT - MARGIN.bottom, MARGIN.top);
  const text = axis => axis.text ?? String;
  for (const tick of x.ticks) {
    add(svg, 'line', { class: 'grid', x1: across(tick), x2: across(tick), y1: MARGIN.top, y2: HEIGHT - MARGIN.bottom });
    add(svg, 'text', { x: across(tick), y: HEIGHT - MARGIN.bottom + 16, 'text-anchor': 'middle' }, text(x)(tick));
  }
  for (const tick of y.ticks) {
    add(svg, 'line', { class: 'grid', x1: MARGIN.left, x2: WIDTH - MARGIN.right, y1: up(tick), y2: up(tick) });
    add(svg, 'text', { x: MARGIN.left - 8, y: up(tick) + 4, 'text-anchor': 'end' }, text(y)(tick));
  }
  add(svg, 'text', { x: (MARGIN.left + WIDTH - MARGIN.right) / 2, y: HEIGHT - 6, 'text-anchor': 'middle' }, x.label);
  add(svg, 'text', { x: 0, y: 0, 'text-anchor': 'middle', transform: `translate(14 ${(HEIGHT - MARGIN.bottom + MARGIN.top) / 2}) rotate(-90)` }, y.label);
  series.forEach(({ name, points, marked, key }, n) => {
    const group = add(svg, 'g', { class: `series ${key}` });
    const inside = points.filter(([a, b]) => a >= x.from && a <= x.to && b >= y.from && b <= y.to);
    add(group, 'polyline', { points: inside.map(([a, b]) => `${across(a).toFixed(1)},${up(b).toFixed(1)}`).join(' ') });
    const [at, height] = marked ?? [];
    if (at >= x.from && at <= x.to && height >= y.from && height <= y.to) add(group, 'circle', { cx: across(at), cy: up(height), r: 6 });
    add(group, 'text', { class: 'name', x: WIDTH - MARGIN.right - 6, y: MARGIN.top + 16 + 18 * n, 'text-anchor': 'end' }, name);
  });
}

/**
 * Draw two histograms of the same range, as shares of their own group. `groups` are {key, name, values};
 * `threshold` is drawn as a line.
 */
export function histograms(svg, groups, threshold, { from, to, label }, bins = 48) {
  svg.replaceChildren();
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT / 2 + 40}`);
  svg.setAttribute('role', 'img');
  svg.classList.add('chart');
  const bottom = HEIGHT / 2, width = (WIDTH - 24) / bins;
  const shares = groups.map(({ values }) => {
    const counts = new Float32Array(bins);
    for (const value of values) counts[Math.min(bins - 1, Math.max(0, Math.floor((value - from) / (to - from) * bins)))]++;
    return counts.map(count => count / values.length);
  });
  const most = Math.max(...shares.flatMap(share => [...share]));
  groups.forEach(({ key, name }, g) => {
    const group = add(svg, 'g', { class: `bars ${key}` });
    shares[g].forEach((share, n) => {
      const height = share / most * (bottom - 24);
      if (height > 0) add(group, 'rect', { x: 12 + n * width, y: bottom - height, width, height });
    });
    add(group, 'text', { class: 'name', x: WIDTH - 14, y: 18 + 18 * g, 'text-anchor': 'end' }, name);
  });
  const at = 12 + Math.min(1, Math.max(0, (threshold - from) / (to - from))) * (WIDTH - 24);
  add(svg, 'line', { class: 'axis', x1: 12, x2: WIDTH - 12, y1: bottom, y2: bottom });
  add(svg, 'line', { class: 'threshold', x1: at, x2: at, y1: 6, y2: bottom });
  const side = at > WIDTH / 2 ? ['end', -6] : ['start', 6];
  add(svg, 'text', { x: at + side[1], y: bottom + 16, 'text-anchor': 'middle' }, 'threshold');
  add(svg, 'text', { x: WIDTH / 2, y: bottom + 34, 'text-anchor': 'middle' }, label);
}
