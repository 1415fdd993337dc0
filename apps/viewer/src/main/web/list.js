'use strict';
// All cases at a glance: thumbnails, flags, and what is known of them. Where masks are drawn, the program gives the
// order: what is not signed first, the model's greatest doubt first among these.
(() => {
  const v = viewer, $ = v.$, state = v.state;
  const list = { rows: [] };
  v.list = list;

  const known = row => row.known || row;

  list.open = async () => {
    try {
      list.rows = await v.json('list.json');
    } catch (e) {
      v.say(e.message, true);
      return;
    }
    cards();
    $('list').hidden = false;
    $('all').setAttribute('aria-pressed', 'true');
    $('find').focus();
  };

  list.close = () => {
    $('list').hidden = true;
    $('all').setAttribute('aria-pressed', 'false');
  };

  // The case to draw next.
  list.next = async () => {
    list.rows = await v.json('list.json');
    const next = list.rows.find(row => !row.done && known(row).id !== state.id);
    if (next) await choose(known(next).id);
    else v.say('no other case is left to draw');
  };

  function choose(id) {
    list.close();
    $('cases').value = id;
    return v.open(id);
  }

  function cards() {
    const wanted = $('find').value.trim().toLowerCase();
    let rows = list.rows.filter(row => !wanted || known(row).id.toLowerCase().includes(wanted)
      || known(row).flags.some(flag => flag.toLowerCase().includes(wanted)));
    if ($('order').value === 'flags') rows = [...rows].sort((a, b) => known(b).flags.length - known(a).flags.length);
    if ($('order').value === 'doubt') rows = [...rows].sort((a, b) => (known(b).doubt || 0) - (known(a).doubt || 0));
    if ($('order').value === 'id') rows = [...rows].sort((a, b) => known(a).id.localeCompare(known(b).id));
    $('cards').replaceChildren(...rows.map(card));
    const flagged = list.rows.filter(row => known(row).flags.length).length;
    $('count').textContent = list.rows.length + (list.rows.length === 1 ? ' case' : ' cases')
      + (flagged ? ', ' + flagged + ' with flags' : '') + (rows.length < list.rows.length ? ', ' + rows.length + ' shown' : '');
  }

  function card(row) {
    const one = known(row), button = document.createElement('button');
    button.type = 'button';
    button.className = 'card';
    button.dataset.id = one.id;
    const picture = document.createElement('img');
    picture.alt = '';
    picture.loading = 'lazy';
    picture.width = 144;
    picture.height = 108;
    picture.src = 'c/' + encodeURIComponent(one.id) + '/thumbnail.svg';
    picture.addEventListener('error', () => picture.classList.add('broken'));
    button.append(picture, line('strong', one.id));
    if (one.verdict) {
      button.append(line('span', one.verdict + (one.probability === undefined ? ''
        : ', ' + Math.round(100 * one.probability) + ' %')));
    }
    if (row.drawing) {
      const parts = Object.entries(row.drawing).filter(([, how]) => how !== 'empty').map(([what, how]) => what + ' ' + how);
      button.append(line('span', parts.length ? parts.join(', ') : 'not drawn', row.done ? 'done' : ''));
    }
    if (one.doubt !== undefined) button.append(line('span', 'model\'s doubt ' + one.doubt.toFixed(3)));
    for (const flag of one.flags) button.append(line('span', '⚑ ' + flag, 'flag'));
    button.addEventListener('click', () => choose(one.id));
    return button;
  }

  function line(element, text, style) {
    const part = document.createElement(element);
    part.textContent = text;
    if (style) part.className = style;
    return part;
  }

  $('all').addEventListener('click', () => $('list').hidden ? list.open() : state.id && list.close());
  $('find').addEventListener('input', cards);
  $('order').addEventListener('change', cards);
  window.addEventListener('keydown', e => { if (e.key === 'Escape' && !$('list').hidden && state.id) list.close(); });
})();
