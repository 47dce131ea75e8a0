// What the page does beyond links and forms: leaves the frame for Airflow's own pages, keys, and asking Airflow's API.
'use strict';

const framed = window.parent !== window;
const airflow = document.body.dataset.airflow;

for (const link of document.querySelectorAll('.frame-only')) {
  link.hidden = framed;
}

// Airflow's own pages: a plain click goes through its router, so that Back returns here; others open a tab as always.
function leave(address, reload) {
  if (!framed) {
    window.location.href = address;
    return;
  }
  const parent = window.parent;
  if (reload) {
    const link = parent.document.createElement('a');
    link.href = address;
    parent.document.body.append(link);
    link.click();
    link.remove();
    return;
  }
  parent.history.pushState({}, '', address);
  parent.dispatchEvent(new parent.PopStateEvent('popstate', { state: {} }));
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-airflow-page], a[data-leave-frame]');
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
    return;
  }
  event.preventDefault();
  leave(link.getAttribute('href'), 'leaveFrame' in link.dataset);
});

document.querySelector('[data-print]')?.addEventListener('click', () => window.print());

// Keys: / finds, j and k go through the rows, Enter opens one, Escape leaves a field, ? tells them.
const rows = () => [...document.querySelectorAll('[data-rows] tbody tr:not(.group)')];
let chosen = -1;

function choose(step) {
  const all = rows();
  if (!all.length) {
    return;
  }
  chosen = Math.min(Math.max(chosen + step, 0), all.length - 1);
  const link = all[chosen].querySelector('a');
  all.forEach((row, place) => row.classList.toggle('chosen', place === chosen));
  all[chosen].scrollIntoView({ block: 'nearest' });
  if (link) {
    link.focus();
  }
}

document.addEventListener('keydown', (event) => {
  const typing = event.target.closest('input, select, textarea');
  if (event.key === 'Escape' && typing) {
    typing.blur();
    return;
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  const search = document.querySelector('[data-search]');
  if (event.key === '/' && search) {
    event.preventDefault();
    search.focus();
  } else if (event.key === 'j') {
    choose(1);
  } else if (event.key === 'k') {
    choose(-1);
  } else if (event.key === '?') {
    document.querySelector('#keys')?.showModal();
  }
});

document.querySelector('#keys button')?.addEventListener('click', () => document.querySelector('#keys').close());

// The grid by arrow keys: only one of its cells is in the order of tabs.
const grid = document.querySelector('table.grid');
if (grid) {
  const links = [...grid.querySelectorAll('td.cell a')];
  links.forEach((link, place) => link.setAttribute('tabindex', place === links.length - 1 ? '0' : '-1'));
  grid.addEventListener('keydown', (event) => {
    const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    const cell = event.target.closest('td.cell');
    if (!cell || !(event.key in moves)) {
      return;
    }
    event.preventDefault();
    const [down, right] = moves[event.key];
    const row = cell.parentElement;
    const body = [...grid.tBodies[0].rows];
    let next = body[body.indexOf(row) + down]?.cells[cell.cellIndex + right];
    while (next && !next.querySelector('a')) {
      next = down ? body[body.indexOf(next.parentElement) + down]?.cells[next.cellIndex] : next.parentElement.cells[next.cellIndex + right];
    }
    const link = next?.querySelector('a');
    if (link) {
      event.target.closest('a').setAttribute('tabindex', '-1');
      link.setAttribute('tabindex', '0');
      link.focus();
    }
  });
  grid.closest('.scroll').scrollLeft = grid.scrollWidth;
}

// A form that asks Airflow's own API, with the user's own login: Airflow checks, logs and answers.
function conf(form) {
  const given = {};
  for (const [name, value] of new FormData(form)) {
    if (value !== '') {
      given[name] = form.elements[name].dataset.number === undefined ? value : Number(value);
    }
  }
  return given;
}

async function ask(form, method, address, body) {
  const said = form.querySelector('[role=status]');
  said.textContent = 'asking Airflow …';
  try {
    const answer = await fetch(airflow + address, {
      method,
      headers: { 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) {
      const detail = typeof told.detail === 'string' ? told.detail : JSON.stringify(told.detail ?? '');
      said.textContent = `Airflow refused (${answer.status}): ${detail}`;
      return null;
    }
    return told;
  } catch (error) {
    said.textContent = 'Airflow did not answer: try again';
    return null;
  }
}

async function follow(form, dag, run) {
  const said = form.querySelector('[role=status]');
  for (let tries = 0; tries < 100; tries += 1) {
    const told = await ask(form, 'GET', `/api/v2/dags/${encodeURIComponent(dag)}/dagRuns/${encodeURIComponent(run)}`);
    if (!told) {
      return;
    }
    const held = told.state === 'queued' && (await ask(form, 'GET', `/api/v2/dags/${encodeURIComponent(dag)}`))?.is_paused;
    said.textContent = `the run is ${told.state}${held ? `, and ${dag} is paused: unpause it` : ''}`;
    if (told.state === 'success' || told.state === 'failed') {
      const link = document.createElement('a');
      link.href = `${airflow}/dags/${encodeURIComponent(dag)}/runs/${encodeURIComponent(run)}`;
      link.dataset.airflowPage = '';
      link.textContent = told.state === 'success' ? 'done: see the run' : 'failed: see why in the run';
      said.replaceChildren(link, document.createTextNode('; load this page again to see what changed'));
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
}

async function upload(form, dag) {
  const said = form.querySelector('[role=status]');
  const [file] = form.querySelector('input[type=file]').files;
  said.textContent = 'uploading …';
  try {
    const answer = await fetch(`${form.dataset.upload}/${encodeURIComponent(file.name)}`, { method: 'PUT', body: file });
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) {
      said.textContent = `not taken (${answer.status}): ${told.detail ?? ''}`;
      return;
    }
    const run = await ask(form, 'POST', `/api/v2/dags/${encodeURIComponent(dag)}/dagRuns`, {
      logical_date: null,
      conf: { ...conf(form), path: told.path },
    });
    if (run) {
      await follow(form, dag, run.dag_run_id);
    }
  } catch (error) {
    said.textContent = 'the upload broke off: try again';
  }
}

document.addEventListener('submit', async (event) => {
  const form = event.target.closest('form[data-trigger], form[data-clear], form[data-upload]');
  if (!form) {
    return;
  }
  event.preventDefault();
  const button = form.querySelector('button');
  button.disabled = true;
  const dag = form.dataset.dag;
  if ('upload' in form.dataset) {
    await upload(form, dag);
  } else if ('trigger' in form.dataset) {
    const told = await ask(form, 'POST', `/api/v2/dags/${encodeURIComponent(dag)}/dagRuns`, {
      logical_date: null,
      conf: conf(form),
    });
    if (told) {
      await follow(form, dag, told.dag_run_id);
    }
  } else {
    const told = await ask(form, 'POST', `/api/v2/dags/${encodeURIComponent(dag)}/clearTaskInstances`, {
      dry_run: false,
      dag_run_id: form.dataset.run,
      task_ids: form.dataset.tasks === undefined ? null : JSON.parse(form.dataset.tasks),
      include_downstream: true,
      only_failed: 'failed' in form.dataset,
      reset_dag_runs: true,
    });
    if (told) {
      await follow(form, dag, form.dataset.run);
    }
  }
  button.disabled = false;
});
