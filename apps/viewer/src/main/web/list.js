'use strict';
// All cases at a glance: thumbnails, flags, and what is known of them. Where masks are drawn, the program gives the
// order: what is not signed first, the model's greatest doubt first among these; last what cannot be reviewed yet.
(() => {
  const v = viewer, $ = v.$, state = v.state;
  const list = { rows: [] };
  v.list = list;

  // With how far its masks are, where masks are drawn.
  const read = async () => (await v.json('list.json')).map(row => ({ ...row, ...row.known }));

  list.open = async () => {
    try {
      list.rows = await read();
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
    list.rows = await read();
    const next = list.rows.find(row => !row.done && !row.waits && row.id !== state.id);
    if (next) await choose(next.id);
    else v.say('no other case is left to draw' + (list.rows.some(row => row.waits) ? '; some cannot be reviewed yet' : ''));
  };

  function choose(id) {
    list.close();
    $('cases').value = id;
    return v.open(id);
  }

  function cards() {
    const wanted = $('find').value.trim().toLowerCase();
    let rows = list.rows.filter(row => !wanted || row.id.toLowerCase().includes(wanted)
      || row.flags.some(flag => flag.toLowerCase().includes(wanted)));
    if ($('order').value === 'flags') rows = [...rows].sort((a, b) => b.flags.length - a.flags.length);
    if ($('order').value === 'doubt') rows = [...rows].sort((a, b) => (b.doubt || 0) - (a.doubt || 0));
    if ($('order').value === 'id') rows = [...rows].sort((a, b) => a.id.localeCompare(b.id));
    $('cards').replaceChildren(...rows.map(card));
    const flagged = list.rows.filter(row => row.flags.length).length;
    $('count').textContent = list.rows.length + (list.rows.length === 1 ? ' case' : ' cases')
      + (flagged ? ', ' + flagged + ' with flags' : '') + (rows.length < list.rows.length ? ', ' + rows.length + ' shown' : '');
  }

  function card(row) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'card';
    button.dataset.id = row.id;
    const picture = document.createElement('img');
    picture.alt = '';
    picture.loading = 'lazy';
    picture.width = 144;
    picture.height = 108;
    picture.src = 'c/' + encodeURIComponent(row.id) + '/thumbnail.svg';
    picture.addEventListener('error', () => picture.classList.add('broken'));
    button.append(picture, v.text('strong', row.id));
    if (row.verdict) {
      button.append(v.text('span', row.verdict + (row.probability === undefined ? ''
        : ', ' + Math.round(100 * row.probability) + ' %')));
    }
    if (row.drawing) {
      const parts = Object.entries(row.drawing).filter(([, how]) => how !== 'empty').map(([what, how]) => what + ' ' + how);
      button.append(v.text('span', parts.length ? parts.join(', ') : 'not drawn', row.done ? 'done' : ''));
    }
    if (row.waits) button.append(v.text('span', row.waits));
    if (row.doubt !== undefined) button.append(v.text('span', 'model\'s doubt ' + row.doubt.toFixed(3)));
    for (const flag of row.flags) button.append(v.text('span', '⚑ ' + flag, 'flag'));
    button.addEventListener('click', () => choose(row.id));
    return button;
  }

  $('all').addEventListener('click', () => $('list').hidden ? list.open() : state.id && list.close());
  $('find').addEventListener('input', cards);
  $('order').addEventListener('change', cards);
  window.addEventListener('keydown', e => { if (e.key === 'Escape' && !$('list').hidden && state.id) list.close(); });
})();
