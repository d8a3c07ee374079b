/* Brings the part that an address names (#changed-rows) into view. The browser looks for it once, when the page is
   still empty; Dash draws it later, and its links go to the top. */
(function () {
  "use strict";
  let done = "";

  function bring() {
    const address = window.location.href;
    const name = decodeURIComponent(window.location.hash.slice(1));
    if (!name || address === done) return;
    const part = document.getElementById(name);
    if (!part) return;
    done = address;
    /* After Dash's own scrolling to the top, which runs in the same turn. */
    window.setTimeout(function () { part.scrollIntoView({ block: "start" }); }, 0);
  }

  window.addEventListener("load", function () {
    new MutationObserver(bring).observe(document.body, { childList: true, subtree: true });
    bring();
  });
  window.addEventListener("hashchange", bring);
})();
