'use strict';
// Two raters' differences, one by one: a, b and m decide, r says that it was drawn anew, n goes on. Which rater is a and
// which b stands on the buttons. Hangs on annotate.js, whose mask is then the consensus.
(() => {
  const v = viewer, draw = v.draw, state = v.state;
  const ONLY_FIRST = [255, 213, 74, 150], ONLY_SECOND = [230, 90, 255, 150];
  const review = { id: null, raters: null };
  draw.review = review;

  const all = () => draw.mask && draw.mask.review ? draw.mask.review.differences : [];
  const current = () => all().find(d => d.id === review.id) || null;
  const open = () => all().filter(d => !d.decision);

  review.shown = async () => {
    review.raters = null;
    review.id = null;
    if (!draw.mask.review) return;
    const load = state.load, raters = await v.json(draw.path('raters'));
    if (state.load !== load) return;
    review.raters = raters;
    if (all().length) go(open()[0] || all()[0]);
  };

  function go(difference) {
    if (!difference) return;
    review.id = difference.id;
    draw.choose(difference.label);
    v.setSlice(difference.plane - v.image().offset[2]);
    draw.panel();
    v.redraw();
  }

  function step(by) {
    const list = all(), at = list.findIndex(d => d.id === review.id);
    if (list.length) go(list[(at + by + list.length) % list.length]);
  }

  async function decide(decision) {
    const d = current();
    if (!d || draw.mask.review.signers.length) return;
    const after = all().findIndex(x => x.id === d.id), load = state.load;
    const kept = await draw.change('decide', { id: d.id, decision, remark: '' });
    if (!kept || state.load !== load) return;
    const rest = all().slice(after + 1).find(x => !x.decision) || open()[0];
    if (rest) go(rest);
    else v.say('all ' + all().length + ' differences are decided: sign');
  }

  // The part of the panel that is about the review.
  review.panel = (row, act) => {
    const r = draw.mask.review;
    if (!r) return [];
    const d = current(), list = all(), specks = open().filter(x => x.runs.length === 2 && x.runs[1] === 1).length;
    const head = document.createElement('div');
    head.id = 'differences';
    head.textContent = 'differences ' + (list.length - open().length) + ' of ' + list.length + ' decided'
      + (r.signers.length ? ', signed by ' + r.signers.join(' and ') : '');
    const parts = [head];
    if (d) {
      const what = document.createElement('div');
      const name = v.label(v.image().name, d.label).symbol;
      what.textContent = name + ', slice ' + d.plane + ', ' + d.volumeMm3.toFixed(1) + ' mm³ of '
        + (d.onlyFirst ? r.first : r.second) + ' alone, ' + (Number.isFinite(d.distanceMm)
          ? 'up to ' + d.distanceMm.toFixed(1) + ' mm away' : 'the other drew nothing') + ', mean '
        + d.meanValue.toFixed(0) + (d.decision ? ': ' + d.decision : '');
      parts.push(what);
    }
    const choice = (name, decision, title) => {
      const b = v.button(name, Boolean(d && d.decision === decision), () => decide(decision), title);
      b.disabled = !d || r.signers.length > 0;
      return b;
    };
    parts.push(row(choice(r.first + ' A', 'first', 'as ' + r.first + ' drew it'),
      choice(r.second + ' B', 'second', 'as ' + r.second + ' drew it'), choice('middle M', 'middle', 'the border halfway'),
      choice('redrawn R', 'redrawn', 'as it is drawn now'), v.button('next N', null, () => step(1))));
    if (specks) parts.push(row(act('settle ' + specks + ' single ' + (specks === 1 ? 'pixel' : 'pixels'),
      () => draw.change('settle', {}), false, 'by the middle')));
    return parts;
  };

  review.key = (key, shift) => {
    if (!draw.mask.review) return false;
    const decision = { a: 'first', b: 'second', m: 'middle', r: 'redrawn' }[key];
    if (decision) decide(decision);
    else if (key === 'n') step(shift ? -1 : 1);
    else return false;
    return true;
  };

  state.painters.push((g, pen) => {
    if (!draw.mask || !draw.mask.review || !review.raters) return;
    for (const [who, color] of [['first', '#ffd54a'], ['second', '#e65aff']]) {
      const plane = review.raters[who].planes[state.k];
      for (const o of plane ? plane.outlines : []) {
        if (o.label === draw.label) v.outline(g, o.points, color, 0.7 * pen, true);
      }
    }
    const d = current();
    if (d && d.plane === state.k + v.image().offset[2] && !d.decision) {
      const pixels = new Set(draw.pixelsOf(d.runs).map(draw.back));
      v.pixels(g, v.image().size, i => pixels.has(i) ? (d.onlyFirst ? ONLY_FIRST : ONLY_SECOND) : null);
    }
  });
})();
