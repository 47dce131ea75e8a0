// One line on Airflow's home page: how the newest day stands and what needs a person. Written without JSX: no build.
const { createElement, useEffect, useState } = globalThis.React;

const SIGNS = { proved: '✓', explained: 'i', open: '!', unproved: '?', due: '·' };
const COLOURS = { proved: '#1f7a41', explained: '#1d5fa8', open: '#b42121', unproved: '#9a6400', due: '#6b7280' };

function BinreconStrip() {
  const [told, setTold] = useState(null);
  useEffect(() => {
    const away = new AbortController();
    fetch(new URL('../strip', import.meta.url), { signal: away.signal })
      .then((answer) => (answer.ok ? answer.json() : null))
      .then(setTold)
      .catch(() => {});
    return () => away.abort();
  }, []);
  if (!told) {
    return null;
  }
  const page = new URL(import.meta.url).pathname.replace(/\/binrecon\/static\/.*$/, '') + '/plugin/proof/binrecon/';
  const style = { borderLeft: `4px solid ${COLOURS[told.worst]}`, padding: '6px 12px', margin: '0 0 8px' };
  return createElement(
    'div',
    { style, role: 'status' },
    createElement('strong', { style: { color: COLOURS[told.worst] } }, `${SIGNS[told.worst]} `),
    `Balances of ${told.day}; ${told.needs}. `,
    createElement('a', { href: page, style: { textDecoration: 'underline' } }, 'Look'),
  );
}

globalThis.BinreconStrip = BinreconStrip;
export default BinreconStrip;
