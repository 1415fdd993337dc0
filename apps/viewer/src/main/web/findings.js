'use strict';
// What predict found in the case: flags, the evidence of the verdict, biomarkers against their normal range. Every one
// leads to its place in the images.
(() => {
  const v = viewer, $ = v.$, state = v.state;
  const ENDS = 4, WIDTH = 64, HEIGHT = 14, MIDDLE = HEIGHT / 2;

  state.openers.push(async () => {
    $('findings').replaceChildren();
    // Who draws shall look at the images, not at what the model made of them.
    if (state.list.annotate) return;
    const info = state.info, found = await v.json(v.at('findings.json'));
    if (state.info !== info) return;
    const parts = [];
    if (found.verdict) {
      parts.push(v.text('p', found.verdict + (found.probability === undefined ? ''
        : ', probability of Parkinson\u2019s disease ' + Math.round(100 * found.probability) + ' %'), 'verdict'));
    }
    if (found.flags.length) {
      const flags = v.text('ul', '', 'flags');
      flags.append(...found.flags.map(flag => v.text('li', flag)));
      parts.push(flags);
    }
    if (found.evidence.length) parts.push(table('Evidence', found.evidence));
    if (found.biomarkers.length) parts.push(biomarkers(found.biomarkers));
    $('findings').append(...parts);
  });

  // Those that the literature names first, then what lies farthest from the normal mean.
  function biomarkers(all) {
    const rank = item => (item.leading ? 1000 : 0) + (item.z === undefined ? -1 : Math.abs(item.z));
    const sorted = [...all].sort((a, b) => rank(b) - rank(a));
    const box = document.createElement('details');
    box.append(v.text('summary', 'All ' + all.length + ' biomarkers'));
    const find = document.createElement('input');
    find.type = 'search';
    find.placeholder = 'find, such as SN r';
    find.setAttribute('aria-label', 'Find a biomarker');
    let shown = table('Biomarker', sorted);
    find.addEventListener('input', () => {
      const wanted = find.value.trim().toLowerCase();
      const rows = table('Biomarker', sorted.filter(item => (item.title + ' ' + item.name).toLowerCase().includes(wanted)));
      shown.replaceWith(rows);
      shown = rows;
    });
    box.append(find, shown);
    return box;
  }

  function table(title, items) {
    const out = document.createElement('table');
    const head = out.createTHead().insertRow();
    head.append(...[title, 'value', 'z'].map(name => v.text('th', name)));
    const body = out.createTBody();
    for (const item of items) {
      const row = body.insertRow();
      const name = row.insertCell();
      if (item.target) {
        name.append(v.button(item.title, null, () => v.jump(item.target, item.title), item.name));
      } else {
        name.textContent = item.title;
        name.title = item.name + ': nothing shown here holds it';
      }
      if (item.logOdds !== undefined) {
        const towards = v.text('span', item.logOdds > 0 ? ' ▲' : ' ▼', item.logOdds > 0 ? 'parkinson' : 'healthy');
        towards.title = 'speaks for ' + (item.logOdds > 0 ? 'Parkinson\u2019s disease' : 'health') + ': '
          + item.logOdds.toFixed(2) + ' of the log-odds';
        name.append(towards);
      }
      row.insertCell().textContent = Number(item.value.toPrecision(3)) + (item.unit ? ' ' + item.unit : '');
      const z = row.insertCell();
      if (item.z !== undefined) z.append(bar(item));
    }
    return out;
  }

  // Two standard deviations of healthy persons to either side, the core one; a tick where patients' mean lies.
  function bar(item) {
    const drawing = svg('svg', { viewBox: '0 0 ' + WIDTH + ' ' + HEIGHT, width: WIDTH, height: HEIGHT, role: 'img',
      'aria-label': 'z ' + item.z.toFixed(1) });
    const at = z => WIDTH / 2 + Math.max(-ENDS, Math.min(ENDS, z)) / ENDS * (WIDTH / 2 - 6);
    const band = (z, color) => svg('rect', { x: at(-z), y: MIDDLE - 4, width: at(z) - at(-z), height: 8, rx: 2, fill: color });
    drawing.append(svg('line', { x1: 2, x2: WIDTH - 2, y1: MIDDLE, y2: MIDDLE, stroke: '#4b5665' }), band(2, '#3a4656'),
      band(1, '#566579'), svg('line', { x1: at(0), x2: at(0), y1: 2, y2: HEIGHT - 2, stroke: '#9aa5b4' }));
    if (item.parkinsonZ !== undefined) {
      drawing.append(svg('line', { x1: at(item.parkinsonZ), x2: at(item.parkinsonZ), y1: 1, y2: HEIGHT - 1,
        stroke: '#ff9d5c', 'stroke-width': 2 }));
    }
    drawing.append(svg('circle', { cx: at(item.z), cy: MIDDLE, r: 3.6, fill: Math.abs(item.z) > 2 ? '#ff9c8a' : '#e8ecf2' }));
    const title = svg('title', {});
    title.textContent = 'z ' + item.z.toFixed(1) + (item.parkinsonZ === undefined ? ''
      : ', mean of patients ' + item.parkinsonZ.toFixed(1));
    drawing.append(title);
    return drawing;
  }

  function svg(element, attributes) {
    const part = document.createElementNS('http://www.w3.org/2000/svg', element);
    for (const [name, value] of Object.entries(attributes)) part.setAttribute(name, String(value));
    return part;
  }
})();
