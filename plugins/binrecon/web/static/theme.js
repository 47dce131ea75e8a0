// Follows Airflow's light and dark switch before the first paint; alone in a tab, the system's.
(function () {
  'use strict';
  var own = document.documentElement;
  function airflow() {
    try {
      return window.parent !== window ? window.parent.document.documentElement : null;
    } catch (error) {
      return null;
    }
  }
  function follow() {
    var outer = airflow();
    var dark = outer
      ? outer.classList.contains('dark')
      : localStorage.getItem('theme') === 'dark' ||
        (localStorage.getItem('theme') !== 'light' && window.matchMedia('(prefers-color-scheme: dark)').matches);
    own.classList.toggle('dark', dark);
  }
  follow();
  var outer = airflow();
  if (outer) {
    new MutationObserver(follow).observe(outer, { attributes: true, attributeFilter: ['class'] });
  }
})();
