'use strict';
// A case in three planes and in space. Masks are drawn on a canvas of our own above the axial plane, in the plane's
// pixels: sub-voxel outlines, and missed and false voxels. What annotate.js adds hangs on the object "viewer".
const viewer = (() => {
  const AXIAL = 0, CORONAL = 1, SAGITTAL = 2;
  const SOFTWARE_PIXELS = 320000;
  const MISSED = [255, 213, 74, 170], FALSE = [230, 90, 255, 170];
  const $ = id => document.getElementById(id);
  const packed = $('packed');
  const files = packed ? JSON.parse(packed.textContent) : null;
  const state = { id: null, part: 'nuclei', info: null, image: null, masks: {}, shown: {}, k: 0, painters: [], openers: [],
    highlight: null, ready: false, load: 0 };
  let planes = null, space = null, key = '', reading = '', chosen = null;

  async function answer(path, options) {
    let response;
    try {
      response = await fetch(path, options);
    } catch (e) {
      throw new Error('The program has ended; what was kept is kept. Start it again and open the address that it '
        + 'prints.');
    }
    if (!response.ok) {
      let text = 'error ' + response.status;
      try { text = (await response.json()).error || text; } catch (e) { /* no message came */ }
      const fault = new Error(text);
      fault.status = response.status;
      throw fault;
    }
    return response;
  }

  const decoded = text => Uint8Array.from(atob(text), c => c.charCodeAt(0)).buffer;
  const json = async path => files ? files.json[path] : (await answer(path)).json();
  const bytes = async path => files ? decoded(files.bytes[path]) : (await answer(path)).arrayBuffer();
  const at = (path, id = state.id, part = state.part) => files ? path
    : 'c/' + encodeURIComponent(id) + '/' + path + '?part=' + part;

  function say(text, fault) {
    $('message').textContent = text || '';
    $('message').title = text || '';
    $('message').classList.toggle('fault', Boolean(fault));
  }

  function button(text, pressed, action, title) {
    const b = document.createElement('button');
    b.type = 'button';
    b.textContent = text;
    if (pressed !== null) b.setAttribute('aria-pressed', String(pressed));
    if (title) b.title = title;
    b.addEventListener('click', action);
    return b;
  }

  function text(element, content, style) {
    const part = document.createElement(element);
    part.textContent = content;
    if (style) part.className = style;
    return part;
  }

  const image = () => state.info.images.find(i => i.name === state.image);
  // A mask of the QSM's grid is shown on a T1 of the same grid, too.
  const masksHere = () => state.info.masks.filter(m => m.image === state.image
    || (state.image === 'T1' && m.scheme === 'QSM' && m.shownOn.includes('T1')));
  const label = (scheme, n) => state.info.labels[scheme].find(l => l.label === n);

  // Where no graphics hardware draws, a picture costs what it has pixels (65 ms of 0.9 million on two cores, 20 ms of a
  // third of them): the planes get fewer and the browser enlarges them smoothly, so that slices follow the wheel.
  function sparePixels() {
    const info = planes.gl.getExtension('WEBGL_debug_renderer_info');
    const renderer = info ? planes.gl.getParameter(info.UNMASKED_RENDERER_WEBGL) : '';
    if (!/swiftshader|llvmpipe|softpipe|software|basic render/i.test(renderer)) return;
    const canvas = $('gl'), ratio = Math.sqrt(SOFTWARE_PIXELS / (canvas.offsetWidth * canvas.offsetHeight));
    planes.setHighResolutionCapable(Math.max(0.5, Math.min(1, ratio)));
  }

  async function start() {
    planes = new niivue.Niivue({ backColor: [0.047, 0.059, 0.075, 1], show3Dcrosshair: false, isRadiologicalConvention: true,
      crosshairColor: [1, 1, 1, 0.35], crosshairWidth: 0.6, loadingText: '', dragAndDropEnabled: false, logLevel: 'error',
      isNearestInterpolation: false });
    await planes.attachToCanvas($('gl'));
    sparePixels();
    planes.setCustomLayout([
      { sliceType: AXIAL, position: [0, 0, 0.68, 1] },
      { sliceType: CORONAL, position: [0.68, 0, 0.32, 0.5] },
      { sliceType: SAGITTAL, position: [0.68, 0.5, 0.32, 0.5] }]);
    space = new niivue.Niivue({ backColor: [0.09, 0.11, 0.137, 1], show3Dcrosshair: false, loadingText: '',
      dragAndDropEnabled: false, logLevel: 'error', isOrientCube: true });
    await space.attachToCanvas($('gl3'));
    const list = files ? { cases: [files.json['case.json'].id], annotate: false } : await json('cases.json');
    state.list = list;
    for (const id of list.cases) $('cases').add(new Option(id, id));
    const wanted = decodeURIComponent(location.hash.slice(1));
    if (list.cases.includes(wanted)) $('cases').value = wanted;
    // The keys are for the planes again.
    for (const control of ['cases', 'whole']) $(control).addEventListener('change', () => $(control).blur());
    $('cases').addEventListener('change', () => open($('cases').value));
    $('all').hidden = list.cases.length < 2;
    $('whole').addEventListener('change', () => chosen && open(chosen));
    if (files) $('whole').disabled = true;
    window.addEventListener('keydown', keys);
    requestAnimationFrame(watch);
    if (list.cases.length > 1 && !list.cases.includes(wanted)) await viewer.list.open();
    else await open($('cases').value);
  }

  // Ends what is shown, then reads what is wanted instead. Only the latest wish counts: "wanted" tells whether it is
  // this one; of one that was overtaken no answer is shown and no fault told. Gives whether it came to be shown.
  async function turnTo(title, read) {
    const load = ++state.load, wanted = () => state.load === load;
    state.ready = false;
    reading = 'reading ' + title + ' …';
    say(reading);
    try {
      if (viewer.leaving) await viewer.leaving();
      if (!wanted()) return false;
      // That something was not kept is not passed over.
      if (!$('message').classList.contains('fault')) say(reading);
      return await read(wanted);
    } catch (e) {
      if (wanted()) say(e.message, true);
      return false;
    }
  }

  function open(id) {
    chosen = id;
    if (viewer.list) viewer.list.close();
    return turnTo(id, async wanted => {
      const part = $('whole').checked ? 'whole' : 'nuclei', masks = {};
      const info = await json(at('case.json', id, part));
      for (const mask of info.masks) masks[mask.name] = await json(at('mask/' + mask.name, id, part));
      const names = info.images.map(i => i.name), before = state.id === id ? state.image : null;
      const name = names.includes(before) ? before : names.includes('QSM') ? 'QSM' : names[0];
      const volume = await picture(info, name, id, part);
      if (!wanted()) return false;
      Object.assign(state, { id, part, info, masks, highlight: null });
      location.hash = encodeURIComponent(id);
      // Nothing of the case before stays beside this one, whatever of this one cannot be read.
      while (space.meshes.length) space.removeMesh(space.meshes[0]);
      $('findings').replaceChildren();
      measures();
      const faults = [], told = e => { faults.push(e.message); };
      await present(name, volume).catch(told);
      // Of the case, whichever image of it is wanted meanwhile.
      for (const opener of state.openers) if (state.info === info) await opener().catch(told);
      if (state.info === info) meshes().catch(e => say(e.message, true));
      if (faults.length) throw new Error(faults.join('; '));
      return wanted();
    });
  }

  function show(name) {
    return turnTo(name, async wanted => {
      const volume = await picture(state.info, name, state.id, state.part);
      if (!wanted()) return false;
      await present(name, volume);
      return wanted();
    });
  }

  async function picture(info, name, id, part) {
    const i = info.images.find(o => o.name === name);
    const file = await bytes(at('image/' + name, id, part));
    return niivue.NVImage.new(file, name + '.nii.gz', 'gray', 1, null, i.black, i.white);
  }

  async function present(name, volume) {
    state.image = name;
    $('cases').value = state.id;
    $('whole').checked = state.part === 'whole';
    while (planes.volumes.length) planes.removeVolume(planes.volumes[0]);
    planes.addVolume(volume);
    planes.updateGLVolume();
    $('images').replaceChildren(...state.info.images.map(o => button(o.name, o.name === name, () => show(o.name), o.title)));
    layers();
    const middle = center();
    setVoxel(middle[0], middle[1], middle[2]);
    state.k = middle[2];
    state.ready = true;
    strip();
    redraw();
    if ($('message').textContent === reading) say('');
    // For tools/benchmarks: since the page was asked for.
    if (!state.firstPicture) requestAnimationFrame(() => setTimeout(() => { state.firstPicture = performance.now(); }));
    if (viewer.shown) await viewer.shown();
  }

  // Where the midbrain's nuclei lie, else the middle of the image.
  function center() {
    const i = image(), sums = [0, 0, 0, 0];
    for (const m of masksHere()) {
      const wanted = m.scheme === 'NM' ? [1, 2] : [9, 10, 11, 12, 13, 14];
      for (const [k, plane] of Object.entries(state.masks[m.name].planes)) {
        for (let r = 0; r < plane.runs.length; r += 3) {
          if (!wanted.includes(plane.runs[r])) continue;
          const first = plane.runs[r + 1], n = plane.runs[r + 2];
          sums[0] += n * (first % i.size[0] + (n - 1) / 2);
          sums[1] += n * Math.floor(first / i.size[0]);
          sums[2] += n * Number(k);
          sums[3] += n;
        }
      }
    }
    return sums[3] ? sums.slice(0, 3).map(s => Math.round(s / sums[3])) : i.size.map(n => n >> 1);
  }

  function setVoxel(x, y, z) {
    const s = image().size;
    planes.scene.crosshairPos = [(x + 0.5) / s[0], (y + 0.5) / s[1], (z + 0.5) / s[2]];
    planes.drawScene();
  }

  function setSlice(k) {
    const s = image().size, c = planes.scene.crosshairPos;
    const bounded = Math.max(0, Math.min(s[2] - 1, k));
    planes.scene.crosshairPos = [c[0], c[1], (bounded + 0.5) / s[2]];
    planes.drawScene();
  }

  function layers() {
    const makers = [];
    for (const m of masksHere()) {
      if (!(m.name in state.shown)) state.shown[m.name] = true;
      makers.push(button((m.kind === 'truth' ? 'truth (dashed)' : 'prediction') + which(m), state.shown[m.name], e => {
        state.shown[m.name] = !state.shown[m.name];
        e.target.setAttribute('aria-pressed', String(state.shown[m.name]));
        redraw();
      }));
    }
    if (pair()) {
      if (!('errors' in state.shown)) state.shown.errors = false;
      makers.push(button('missed / false', state.shown.errors, e => {
        state.shown.errors = !state.shown.errors;
        e.target.setAttribute('aria-pressed', String(state.shown.errors));
        redraw();
      }, 'voxels of the truth that the prediction lacks: yellow; voxels that it has too many: purple'));
    }
    $('layers').replaceChildren(...makers);
  }

  // The nigra of an NM image and the sixteen nuclei predicted on it are told apart.
  function which(m) {
    const several = masksHere().some(other => other.scheme !== m.scheme);
    return !several ? '' : m.scheme === 'NM' ? ': nigra' : ': nuclei';
  }

  function pair() {
    const here = masksHere();
    for (const t of here.filter(m => m.kind === 'truth')) {
      const p = here.find(m => m.kind === 'prediction' && m.scheme === t.scheme);
      if (p) return [p.name, t.name];
    }
    return null;
  }

  function held() {
    const out = new Set();
    for (const m of masksHere()) Object.keys(state.masks[m.name].planes).forEach(k => out.add(Number(k)));
    return out;
  }

  function strip() {
    const marks = viewer.marks ? viewer.marks() : null, full = held(), offset = image().offset[2];
    const last = image().size[2];
    const buttons = [];
    for (let k = 0; k < last; k++) {
      const b = button(String(k + offset) + (marks && marks[k] ? ' ' + marks[k] : ''), k === state.k, () => setSlice(k));
      if (full.has(k) || (marks && marks[k])) b.className = 'held';
      b.dataset.k = String(k);
      buttons.push(b);
    }
    $('strip').replaceChildren(...buttons);
  }

  function measures() {
    const rows = [];
    for (const m of state.info.masks) {
      for (const [n, volume] of Object.entries(m.volumesMm3)) {
        const l = label(m.scheme, Number(n));
        if (!l) continue;
        const row = document.createElement('tr');
        const dot = document.createElement('i');
        dot.className = 'dot';
        dot.style.background = l.color;
        const name = row.insertCell();
        const jump = button(l.symbol, null, () => jumpTo(m.name, Number(n)), l.title + ', ' + l.side);
        name.append(dot, jump);
        row.insertCell().textContent = (m.image === m.scheme ? m.scheme : 'nuclei on ' + m.image) + ' ' + m.kind;
        row.insertCell().textContent = volume.toFixed(0);
        rows.push(row);
      }
    }
    $('measures').tBodies[0].replaceChildren(...rows);
    $('notes').replaceChildren(...state.info.notes.map(note => text('li', note)));
  }

  async function jumpTo(maskName, n) {
    const mask = state.info.masks.find(m => m.name === maskName);
    if (!masksHere().includes(mask) && !await show(mask.image)) return;
    let best = null;
    for (const [k, plane] of Object.entries(state.masks[maskName].planes)) {
      let size = 0, x = 0, y = 0;
      for (let r = 0; r < plane.runs.length; r += 3) {
        if (plane.runs[r] !== n) continue;
        const len = plane.runs[r + 2];
        size += len;
        x += len * (plane.runs[r + 1] % image().size[0] + (len - 1) / 2);
        y += len * Math.floor(plane.runs[r + 1] / image().size[0]);
      }
      if (size && (!best || size > best.size)) best = { k: Number(k), size, x: x / size, y: y / size };
    }
    state.highlight = { mask: maskName, labels: [n] };
    if (best) setVoxel(Math.round(best.x), Math.round(best.y), best.k);
    redraw();
  }

  // Shows the place of a biomarker: its image, its slice in three planes, its nucleus marked.
  async function jump(target, title) {
    if (target.image !== state.image && !await show(target.image)) return;
    state.highlight = target;
    setVoxel(...target.voxel);
    redraw();
    say(title);
  }

  // What was jumped to is filled and outlined; a circle stands for it where its mask lies on another grid.
  function marked(g, pen) {
    const h = state.highlight, mask = h && h.mask && state.info.masks.find(m => m.name === h.mask);
    if (!mask) return;
    if (mask.shownOn.includes(state.image)) {
      const plane = state.masks[mask.name].planes[state.k];
      if (!plane) return;
      const labels = filled(plane, image().size);
      pixels(g, image().size, i => h.labels.includes(labels[i]) ? [255, 255, 255, 60] : null);
      for (const o of plane.outlines) {
        if (!h.labels.includes(o.label)) continue;
        outline(g, o.points, '#ffffff', 2.4 * pen, false);
        outline(g, o.points, (label(mask.scheme, o.label) || {}).color, pen, false);
      }
    } else if (h.voxel && h.image === state.image && state.k === h.voxel[2]) {
      const [sx, sy] = image().spacing;
      g.beginPath();
      g.ellipse(h.voxel[0], h.voxel[1], h.radiusMm / sx, h.radiusMm / sy, 0, 0, 2 * Math.PI);
      g.lineWidth = 2 * pen;
      g.strokeStyle = '#ffffff';
      g.stroke();
    }
  }

  async function meshes() {
    const info = state.info;
    const seen = new Set();
    for (const m of state.info.masks) {
      for (const n of Object.keys(m.volumesMm3)) {
        const l = label(m.scheme, Number(n)), own = m.scheme + n;
        if (!l || seen.has(own) || m.scheme === 'NM') continue;
        seen.add(own);
        let buffer;
        try { buffer = await bytes(at('mesh/' + m.name + '/' + n)); } catch (e) { continue; }
        if (state.info !== info) return;
        const rgb = [1, 3, 5].map(i => parseInt(l.color.slice(i, i + 2), 16));
        const mesh = await niivue.NVMesh.loadFromFile({ file: new File([buffer], l.symbol + '.mz3'), gl: space.gl,
          name: l.symbol + '.mz3', rgba255: [...rgb, 255] });
        if (state.info !== info) return;
        space.addMesh(mesh);
      }
    }
    space.setRenderAzimuthElevation(160, 20);
    state.meshesShown = space.meshes.length;
  }

  // From the plane's pixels to the overlay's CSS pixels, as NiiVue places its axial tile.
  function placement() {
    const tile = planes.screenSlices.find(s => s.axCorSag === AXIAL);
    if (!tile || !image()) return null;
    const s = image().size, z = planes.scene.crosshairPos[2], dpr = planes.uiData.dpr || 1;
    const [l, t, w, h] = tile.leftTopWidthHeight;
    const mirrored = w < 0, left = mirrored ? l + w : l, width = Math.abs(w);
    const put = (i, j) => {
      const mm = planes.frac2mm([(i + 0.5) / s[0], (j + 0.5) / s[1], z]);
      let fx = (mm[0] - tile.leftTopMM[0]) / tile.fovMM[0];
      const fy = (mm[1] - tile.leftTopMM[1]) / tile.fovMM[1];
      if (mirrored) fx = 1 - fx;
      return [(left + fx * width) / dpr, (t + (1 - fy) * h) / dpr];
    };
    const o = put(0, 0), x = put(1, 0), y = put(0, 1);
    return { a: x[0] - o[0], b: x[1] - o[1], c: y[0] - o[0], d: y[1] - o[1], e: o[0], f: o[1],
      clip: [left / dpr, t / dpr, width / dpr, h / dpr] };
  }

  // The plane's pixel coordinates under a place of the page, null outside the axial tile.
  function pixelAt(clientX, clientY) {
    const p = placement(), box = $('overlay').getBoundingClientRect();
    if (!p) return null;
    const x = clientX - box.left, y = clientY - box.top, c = p.clip;
    if (x < c[0] || y < c[1] || x > c[0] + c[2] || y > c[1] + c[3]) return null;
    const det = p.a * p.d - p.b * p.c, u = x - p.e, v = y - p.f;
    return [(p.d * u - p.c * v) / det, (p.a * v - p.b * u) / det];
  }

  function clientAt(i, j) {
    const p = placement(), box = $('overlay').getBoundingClientRect();
    return [box.left + p.a * i + p.c * j + p.e, box.top + p.b * i + p.d * j + p.f];
  }

  function watch() {
    if (state.ready) {
      const p = placement();
      const k = Math.max(0, Math.min(image().size[2] - 1, Math.floor(planes.scene.crosshairPos[2] * image().size[2])));
      const now = k + JSON.stringify(p) + $('overlay').clientWidth + 'x' + $('overlay').clientHeight;
      if (now !== key) {
        key = now;
        if (k !== state.k) {
          const old = $('strip').querySelector('[aria-pressed="true"]');
          if (old) old.setAttribute('aria-pressed', 'false');
          const next = $('strip').querySelector('[data-k="' + k + '"]');
          if (next) {
            next.setAttribute('aria-pressed', 'true');
            next.scrollIntoView({ block: 'nearest', inline: 'nearest' });
          }
          state.k = k;
          if (viewer.sliceChanged) viewer.sliceChanged();
        }
        redraw();
      }
    }
    requestAnimationFrame(watch);
  }

  function redraw() {
    const canvas = $('overlay'), dpr = window.devicePixelRatio || 1;
    canvas.width = Math.round(canvas.clientWidth * dpr);
    canvas.height = Math.round(canvas.clientHeight * dpr);
    const g = canvas.getContext('2d'), p = state.ready ? placement() : null;
    if (!p) return;
    g.setTransform(dpr, 0, 0, dpr, 0, 0);
    g.beginPath();
    g.rect(...p.clip);
    g.clip();
    g.transform(p.a, p.b, p.c, p.d, p.e, p.f);
    const pen = 1 / Math.sqrt(Math.abs(p.a * p.d - p.b * p.c));
    if (state.shown.errors && pair()) errors(g);
    for (const m of masksHere()) {
      if (!state.shown[m.name]) continue;
      const plane = state.masks[m.name].planes[state.k];
      if (!plane) continue;
      for (const o of plane.outlines) outline(g, o.points, (label(m.scheme, o.label) || {}).color, pen, m.kind === 'truth');
    }
    marked(g, pen);
    for (const paint of state.painters) paint(g, pen);
    $('slice').textContent = 'slice ' + (state.k + image().offset[2]);
  }

  function outline(g, points, color, pen, dashed) {
    g.beginPath();
    for (let i = 0; i < points.length; i += 2) g.lineTo(points[i], points[i + 1]);
    g.closePath();
    g.setLineDash(dashed ? [5 * pen, 4 * pen] : []);
    g.lineWidth = 3 * pen;
    g.strokeStyle = 'rgba(0,0,0,.55)';
    g.stroke();
    g.lineWidth = 1.5 * pen;
    g.strokeStyle = color || '#fff';
    g.stroke();
    g.setLineDash([]);
  }

  function filled(plane, size) {
    const out = new Uint8Array(size[0] * size[1]);
    if (plane) for (let r = 0; r < plane.runs.length; r += 3) out.fill(plane.runs[r], plane.runs[r + 1], plane.runs[r + 1] + plane.runs[r + 2]);
    return out;
  }

  function errors(g) {
    const [p, t] = pair(), size = image().size;
    const predicted = filled(state.masks[p].planes[state.k], size), truth = filled(state.masks[t].planes[state.k], size);
    pixels(g, size, i => predicted[i] === truth[i] ? null : truth[i] ? MISSED : FALSE);
  }

  // Colors the plane's pixels; "color" gives four bytes or null.
  function pixels(g, size, color) {
    const canvas = document.createElement('canvas');
    canvas.width = size[0];
    canvas.height = size[1];
    const own = canvas.getContext('2d'), data = own.createImageData(size[0], size[1]);
    for (let i = 0; i < size[0] * size[1]; i++) {
      const c = color(i);
      if (c) data.data.set(c, 4 * i);
    }
    own.putImageData(data, 0, 0);
    g.imageSmoothingEnabled = false;
    g.drawImage(canvas, -0.5, -0.5);
  }

  function keys(e) {
    if (e.target.matches('input, select, textarea') || e.ctrlKey || e.metaKey || e.altKey || !state.ready) return;
    // The list of cases lies over what the keys act on.
    if (!$('list').hidden) return;
    if (viewer.key && viewer.key(e)) {
      e.preventDefault();
    } else if (e.key === 'ArrowUp' || e.key === 'PageUp') {
      setSlice(state.k + 1);
      e.preventDefault();
    } else if (e.key === 'ArrowDown' || e.key === 'PageDown') {
      setSlice(state.k - 1);
      e.preventDefault();
    }
  }

  const start1 = () => start().catch(e => say(e.message, true));
  if (document.readyState === 'complete') start1(); else window.addEventListener('load', start1);
  return { state, $, say, json, answer, button, text, image, label, at, setSlice, setVoxel, show, open, jump, strip, redraw, outline,
    pixels, filled, pixelAt, clientAt, planes: () => planes, space: () => space };
})();
