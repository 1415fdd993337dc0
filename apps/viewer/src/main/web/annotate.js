'use strict';
// Drawing on the axial plane. Nothing is decided here: strokes go to the program as runs of pixels, and what it keeps
// comes back. Proposals (search, copies, planes in between) are shown until they are taken or left.
(() => {
  const v = viewer, $ = v.$, state = v.state;
  const DIGITS = { 1: 1, 2: 3, 3: 5, 4: 7, 5: 9, 6: 11, 7: 13, 8: 15 };
  // The nucleus chosen last in each image stays chosen whatever else is shown meanwhile.
  const draw = { on: false, mask: null, label: 11, labels: { QSM: 11, NM: 1 }, tool: 'brush', radius: 1.5, stroke: null,
    pointer: null, proposals: [], trace: null, fill: true, copied: {} };
  v.draw = draw;

  const scheme = () => v.image().name === 'NM' ? 'NM' : v.image().name === 'QSM' ? 'QSM' : null;
  const size = () => v.image().size;
  const whole = () => v.image().whole;
  const offset = () => v.image().offset;
  const planeHere = () => state.k + offset()[2];
  const color = n => (v.label(scheme(), n) || {}).color || '#ffffff';
  // From a pixel of what is shown to one of the whole plane, and back.
  const out = i => i % size()[0] + offset()[0] + whole()[0] * (Math.floor(i / size()[0]) + offset()[1]);
  function back(i) {
    const x = i % whole()[0] - offset()[0], y = Math.floor(i / whole()[0]) - offset()[1];
    return x >= 0 && y >= 0 && x < size()[0] && y < size()[1] ? x + size()[0] * y : -1;
  }

  function runs(pixels) {
    const sorted = [...new Set(pixels)].sort((a, b) => a - b), all = [];
    for (const p of sorted) {
      const n = all.length;
      if (n && all[n - 2] + all[n - 1] === p) all[n - 1]++; else all.push(p, 1);
    }
    return all;
  }

  function pixelsOf(list) {
    const all = [];
    for (let r = 0; r < list.length; r += 2) for (let i = 0; i < list[r + 1]; i++) all.push(list[r] + i);
    return all;
  }

  const path = what => 'c/' + encodeURIComponent(state.id) + '/draw/' + scheme() + (what ? '/' + what : '')
    + '?part=' + state.part;

  async function post(path, body) {
    return (await v.answer(path, { method: 'POST', body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' } })).json();
  }

  // One request after another: a stroke is drawn on the state that the one before led to. It goes where it was drawn,
  // and a stroke that was begun meanwhile stays. Gives whether the change was kept.
  let line = Promise.resolve(true), waiting = [];
  function change(what, body) {
    const one = { target: path(what), here: path(), body, stroke: draw.stroke && draw.stroke.sent ? draw.stroke : null };
    forget();
    waiting.push(one);
    v.say('keeping …');
    line = line.then(() => waiting.includes(one) && keep(one)).catch(e => {
      v.say(e.message, true);
      return false;
    });
    return line;
  }

  async function keep(one) {
    const shown = mask => { if (path() === one.here) take(mask); };
    try {
      shown(await post(one.target, { on: draw.mask.latest, ...one.body }));
      waiting.shift();
      if (draw.stroke === one.stroke) draw.stroke = null;
      v.redraw();
      if (!waiting.length) v.say('kept ' + new Date().toLocaleTimeString());
      return true;
    } catch (e) {
      if (e.status !== 409) return lose(e.message);
      try {
        shown(await v.json(one.here));
        return lose(e.message);
      } catch (unread) {
        return lose('not kept, and the newer state cannot be read: ' + unread.message);
      }
    }
  }

  // What waits behind a change that is not kept was made on a state that never came to be: none of it is sent.
  function lose(why) {
    const more = waiting.length - 1;
    waiting = [];
    if (draw.stroke && draw.stroke.sent) draw.stroke = null;
    forget();
    if (draw.mask) panel();
    v.strip();
    v.redraw();
    v.say(more ? why.replace(/\.?$/, '. ') + more + (more > 1 ? ' changes' : ' change') + ' made after it '
      + (more > 1 ? 'were' : 'was') + ' not kept either.' : why, true);
    return false;
  }

  // What is asked for is for the nucleus, slice, case and image at that time. When one of them changes, or something is
  // drawn, the answer is dropped.
  let asked = null;

  // Proposals and a traced contour are for the mask as it was.
  function forget() {
    asked = null;
    draw.proposals = [];
    draw.trace = null;
  }

  function take(mask) {
    draw.mask = mask;
    v.strip();
    panel();
    v.redraw();
  }

  // Before something else is shown: what was drawn so far is kept, and nothing more is drawn.
  v.leaving = async () => {
    finish();
    asked = null;
    for (let seen = null; seen !== line;) await (seen = line);
    Object.assign(draw, { mask: null, stroke: null, trace: null, proposals: [] });
    $('tools').replaceChildren();
  };
  v.shown = async () => {
    const load = state.load;
    draw.on = state.list.annotate && scheme() !== null;
    $('overlay').classList.toggle('drawing', draw.on);
    // The cross-hair would hide what is drawn.
    v.planes().opts.crosshairWidth = draw.on ? 0 : 0.6;
    v.planes().drawScene();
    if (!draw.on) return;
    draw.label = draw.labels[scheme()];
    const mask = await v.json(path());
    if (state.load !== load) return;
    take(mask);
    if (mask.notice) v.say(mask.notice, true);
    await draw.review.shown();
  };
  v.sliceChanged = () => {
    draw.trace = null;
    if (asked && asked.plane !== null && asked.plane !== planeHere()) asked = null;
  };
  v.marks = () => {
    if (!draw.mask) return null;
    const marks = {};
    for (const [k, plane] of Object.entries(draw.mask.mask.planes)) {
      for (let r = 0; r < plane.runs.length; r += 3) if (plane.runs[r] === draw.label) marks[k] = '●';
    }
    for (const p of draw.proposals) marks[p.plane - offset()[2]] = '?';
    return marks;
  };

  function panel() {
    const m = draw.mask, s = scheme();
    const row = (...parts) => {
      const d = document.createElement('div');
      d.className = 'row';
      d.append(...parts);
      return d;
    };
    const pick = document.createElement('select');
    pick.setAttribute('aria-label', 'Nucleus');
    for (const l of state.info.labels[s]) pick.add(new Option(l.symbol + '  ' + l.title + ', ' + l.side, l.label));
    pick.value = String(draw.label);
    pick.addEventListener('change', () => choose(Number(pick.value)));
    const dot = document.createElement('i');
    dot.className = 'dot';
    dot.style.background = color(draw.label);
    const tool = (name, key, title) => v.button((name + ' ' + key).trim(), draw.tool === name.toLowerCase(),
      () => { draw.tool = name.toLowerCase(); panel(); }, title);
    const act = (name, action, off, title) => {
      const b = v.button(name, null, action, title);
      b.disabled = Boolean(off) || m.signed;
      return b;
    };
    const facts = document.createElement('div');
    const volume = m.volumesMm3[draw.label];
    facts.textContent = volume ? volume.toFixed(0) + ' mm³, mean ' + m.meanValues[draw.label].toFixed(0)
      + (s === 'QSM' ? ' ppb' : '') : 'nothing drawn yet';
    const rules = document.createElement('ul');
    rules.id = 'rules';
    for (const r of m.rules) {
      const li = document.createElement('li');
      li.textContent = r.nucleus + ' ' + r.message;
      rules.append(li);
    }
    const take1 = row(act('take Enter', accept), act('leave Esc', leave));
    take1.hidden = !draw.proposals.length;
    const done = m.review ? m.review.signers.includes(m.rater) : m.signed;
    const sign = v.button('Sign', null, () => change('sign', {}), 'declare the mask of this image final');
    $('tools').replaceChildren(
      row(dot, pick, document.createTextNode(' rater ' + m.rater + (done ? ', signed' : ''))),
      ...draw.review.panel(row, act),
      row(tool('Brush', m.review ? '' : 'B', 'paint; [ and ] change the size'), tool('Eraser', 'E', 'take away this nucleus'),
        tool('Trace', 'T', 'a closed contour, filled'), document.createTextNode(draw.radius.toFixed(1) + ' mm')),
      row(act('Snap S', snap, false, 'move the border of this slice onto the edge'),
        act('Copy up C', () => copy(1)), act('Copy down', () => copy(-1)),
        act('Between I', interpolate, false, 'propose the empty slices between drawn ones'),
        act('Predict P', () => change('predict', { label: draw.label }), !state.info.masks.some(x => x.image === s && x.scheme === s
          && x.kind === 'prediction'), 'fill empty slices of this nucleus from the model; Shift-P: of all nuclei')),
      take1,
      row(act('Undo Z', () => change('undo', {}), !m.canUndo), act('Redo Y', () => change('redo', {}), !m.canRedo),
        ...(done ? [] : [sign]), ...(m.signed ? [v.button('Reopen', null, reopen)] : []),
        ...(state.list.cases.length > 1 ? [v.button('Next case', null, () => v.list.next().catch(e => v.say(e.message, true)),
          'the one of which the model is in doubt most, of those not signed')] : [])),
      facts, rules);
  }

  function choose(n) {
    draw.label = draw.labels[scheme()] = n;
    forget();
    v.strip();
    panel();
    v.redraw();
  }

  function reopen() {
    const reason = window.prompt('Why is the signed mask opened again?');
    if (reason) change('reopen', { reason });
  }

  // The labels of the slice that is shown.
  const labelsHere = () => v.filled(draw.mask.mask.planes[state.k], size());

  function disc(from, to) {
    const [sx, sy] = v.image().spacing, r = draw.radius, found = [];
    const x0 = Math.floor(Math.min(from[0], to[0]) - r / sx), x1 = Math.ceil(Math.max(from[0], to[0]) + r / sx);
    const y0 = Math.floor(Math.min(from[1], to[1]) - r / sy), y1 = Math.ceil(Math.max(from[1], to[1]) + r / sy);
    const dx = (to[0] - from[0]) * sx, dy = (to[1] - from[1]) * sy, length2 = dx * dx + dy * dy;
    for (let y = Math.max(0, y0); y <= Math.min(size()[1] - 1, y1); y++) {
      for (let x = Math.max(0, x0); x <= Math.min(size()[0] - 1, x1); x++) {
        const px = (x - from[0]) * sx, py = (y - from[1]) * sy;
        const t = length2 ? Math.max(0, Math.min(1, (px * dx + py * dy) / length2)) : 0;
        if ((px - t * dx) ** 2 + (py - t * dy) ** 2 <= r * r) found.push(x + size()[0] * y);
      }
    }
    return found;
  }

  function inside(points) {
    const found = [], [nx, ny] = size();
    for (let y = 0; y < ny; y++) {
      const crossings = [];
      for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
        const [xi, yi] = points[i], [xj, yj] = points[j];
        if (yi > y !== yj > y) crossings.push(xi + (y - yi) / (yj - yi) * (xj - xi));
      }
      crossings.sort((a, b) => a - b);
      for (let c = 0; c + 1 < crossings.length; c += 2) {
        for (let x = Math.max(0, Math.ceil(crossings[c])); x <= Math.min(nx - 1, crossings[c + 1]); x++) found.push(x + nx * y);
      }
    }
    return found;
  }

  function edit(tool, label, plane, set, clear, protect, parameters) {
    return { tool, label, plane, set: runs(set), clear: runs(clear), protect, parameters: parameters || {} };
  }

  const send = edits => change('edit', { grid: draw.mask.grid, edits });

  // The stroke that is not at its end yet.
  const drawing = () => draw.stroke && !draw.stroke.sent ? draw.stroke : null;

  const overlay = $('overlay');
  overlay.addEventListener('pointerdown', e => {
    const at = v.pixelAt(e.clientX, e.clientY);
    // A palm, or another finger, does not end the stroke that is being drawn.
    if (drawing() || !state.ready || !draw.on || !draw.mask || !at || e.button !== 0) return;
    if (e.altKey) {
      const found = labelsHere()[Math.round(at[0]) + size()[0] * Math.round(at[1])];
      if (found) choose(found);
      return;
    }
    if (draw.mask.signed) {
      v.say('the mask is signed; reopen it to draw on', true);
      return;
    }
    overlay.setPointerCapture(e.pointerId);
    forget();
    draw.stroke = { pointer: e.pointerId, tool: draw.tool, label: draw.label, plane: planeHere(), protect: !e.shiftKey,
      last: at, points: [at], pixels: new Set(draw.tool === 'trace' ? [] : disc(at, at)) };
    v.redraw();
  });
  overlay.addEventListener('pointermove', e => {
    const s = drawing();
    if (s && s.pointer !== e.pointerId) return;
    draw.pointer = v.pixelAt(e.clientX, e.clientY);
    if (s) {
      for (const one of e.getCoalescedEvents && e.getCoalescedEvents().length ? e.getCoalescedEvents() : [e]) {
        const at = v.pixelAt(one.clientX, one.clientY);
        if (!at) continue;
        if (s.tool !== 'trace') disc(s.last, at).forEach(p => s.pixels.add(p));
        s.points.push(at);
        s.last = at;
      }
    }
    if (draw.on) v.redraw();
  });
  overlay.addEventListener('pointerleave', () => { draw.pointer = null; v.redraw(); });
  function finish() {
    const s = drawing();
    if (!s) return;
    s.sent = true;
    const parameters = s.tool === 'trace' ? { points: String(s.points.length) } : { radiusMm: draw.radius.toFixed(2) };
    if (s.tool === 'trace') {
      const pixels = inside(s.points).map(out);
      const contour = s.points.flatMap(p => [p[0] + offset()[0], p[1] + offset()[1]]);
      send([edit('trace', s.label, s.plane, pixels, [], s.protect, parameters)]);
      if (s.points.length > 2) draw.trace = { contour, plane: s.plane, label: s.label };
    } else {
      const pixels = [...s.pixels].map(out);
      send([edit(s.tool, s.label, s.plane, s.tool === 'eraser' ? [] : pixels, s.tool === 'eraser' ? pixels : [],
        s.protect, parameters)]);
    }
  }
  // Where the browser takes the pen or finger for something else, what was drawn so far counts.
  for (const end of ['pointerup', 'pointercancel', 'lostpointercapture']) {
    overlay.addEventListener(end, e => { if (drawing() && drawing().pointer === e.pointerId) finish(); });
  }
  overlay.addEventListener('wheel', e => { v.setSlice(state.k + (e.deltaY < 0 ? 1 : -1)); e.preventDefault(); },
    { passive: false });

  async function ask(what, label, plane, body, answered) {
    const mine = asked = { plane }, target = path(what);
    await line;
    if (asked !== mine) return;
    try {
      const found = await post(target, { label, ...body });
      if (asked !== mine) return;
      answered(found);
      v.strip();
      panel();
      v.redraw();
    } catch (e) {
      if (asked === mine) v.say(e.message, true);
    }
  }

  function propose(tool, plane, from, contour) {
    const label = draw.label;
    return ask('snap', label, plane, { plane, from, contour }, found => {
      draw.proposals = [{ tool, label, plane, set: pixelsOf(found.set), clear: pixelsOf(found.clear), points: found.points,
        clear1: found.outcome === 'found', clarity: found.clarity }];
      if (!found.points.length) draw.proposals = [];
      // What the image does not show is not taken by a stray Enter.
      draw.armed = found.outcome === 'found';
      v.say(found.outcome === 'found' ? 'border found, clarity ' + found.clarity.toFixed(1) + ': Enter takes, Esc leaves'
        : found.message + (found.points.length ? ': Enter twice takes it all the same' : ''), found.outcome !== 'found');
    });
  }

  function snap() {
    const t = draw.trace, here = t && t.plane === planeHere() && t.label === draw.label;
    return propose('snap', planeHere(), planeHere(), here ? t.contour : []);
  }

  function copy(step) {
    const from = planeHere(), to = state.k + step;
    if (to < 0 || to >= size()[2]) {
      v.say('no slice is shown beyond this one' + (state.part === 'whole' ? '' : '; "whole head" shows all'));
      return null;
    }
    v.setSlice(to);
    return propose('copySnap', from + step, from, []);
  }

  function interpolate() {
    const label = draw.label;
    return ask('interpolate', label, null, {}, found => {
      draw.proposals = found.map(p => ({ tool: 'interpolate', label, plane: p.plane, set: pixelsOf(p.set), clear: [],
        points: [] }));
      draw.armed = true;
      v.say(draw.proposals.length ? draw.proposals.length + ' slices proposed (?): Enter takes, Esc leaves'
        : 'no empty slice lies between drawn ones');
    });
  }

  function accept() {
    if (!draw.proposals.length) return;
    if (!draw.armed) {
      draw.armed = true;
      return;
    }
    send(draw.proposals.map(p => edit(p.tool, p.label, p.plane, p.set, p.clear, true, p.clarity === undefined ? {}
      : { clarity: p.clarity.toFixed(2) })));
  }

  function leave() {
    asked = null;
    draw.proposals = [];
    v.say('');
    v.strip();
    panel();
    v.redraw();
  }

  v.key = e => {
    if (!draw.on || !draw.mask) return false;
    const key = e.key.toLowerCase();
    if (draw.review.key(key, e.shiftKey)) return true;
    if (key === 'enter') accept();
    else if (key === 'escape') leave();
    else if (key === 'b' || key === 'e' || key === 't') { draw.tool = { b: 'brush', e: 'eraser', t: 'trace' }[key]; panel(); }
    else if (key === 's') snap();
    else if (key === 'c') copy(e.shiftKey ? -1 : 1);
    else if (key === 'i') interpolate();
    else if (key === 'p') change('predict', { label: e.shiftKey ? 0 : draw.label });
    else if (key === 'z') change('undo', {});
    else if (key === 'y') change('redo', {});
    else if (key === 'x') choose(draw.label % 2 ? draw.label + 1 : draw.label - 1);
    else if (key === '[' || key === ']') {
      draw.radius = Math.max(0.4, Math.min(8, draw.radius * (key === ']' ? 1.2 : 1 / 1.2)));
      panel();
      v.redraw();
    } else if (key === 'v') { draw.fill = !draw.fill; v.redraw(); }
    else if (DIGITS[key] && scheme() === 'QSM') choose(DIGITS[key] + (draw.label % 2 ? 0 : 1));
    else return false;
    return true;
  };

  state.painters.push((g, pen) => {
    if (!draw.on || !draw.mask) return;
    const plane = draw.mask.mask.planes[state.k], here = planeHere();
    if (plane) {
      if (draw.fill) {
        const labels = labelsHere();
        v.pixels(g, size(), i => labels[i] ? rgba(color(labels[i]), labels[i] === draw.label ? 70 : 35) : null);
      }
      for (const o of plane.outlines) v.outline(g, o.points, color(o.label), pen * (o.label === draw.label ? 1.3 : 0.8), false);
    }
    const s = draw.stroke;
    if (s && s.plane === here) {
      if (s.tool === 'trace') v.outline(g, s.points.flat(), '#ffffff', pen, true);
      else v.pixels(g, size(), i => s.pixels.has(i) ? (s.tool === 'eraser' ? [0, 0, 0, 140] : rgba(color(s.label), 110)) : null);
    }
    for (const p of draw.proposals) {
      if (p.plane !== here) continue;
      if (p.points.length) {
        v.outline(g, p.points.map((c, i) => c - offset()[i % 2]), '#ffffff', pen, false);
      } else {
        const set = new Set(p.set.map(back));
        v.pixels(g, size(), i => set.has(i) && (i + Math.floor(i / size()[0])) % 2 ? rgba(color(draw.label), 200) : null);
      }
    }
    if (draw.pointer && draw.tool !== 'trace') {
      const [sx, sy] = v.image().spacing;
      g.beginPath();
      g.ellipse(draw.pointer[0], draw.pointer[1], draw.radius / sx, draw.radius / sy, 0, 0, 2 * Math.PI);
      g.lineWidth = pen;
      g.strokeStyle = '#ffffff';
      g.stroke();
    } else if (draw.pointer) {
      g.beginPath();
      g.arc(draw.pointer[0], draw.pointer[1], 3 * pen, 0, 2 * Math.PI);
      g.fillStyle = '#ffffff';
      g.fill();
    }
  });

  // For review.js.
  Object.assign(draw, { path, change, choose, panel, pixelsOf, back });

  const rgba = (hex, alpha) => [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16)).concat(alpha);
})();
