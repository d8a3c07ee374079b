/* Adds to pages that are whole without it: charts when they come into view, and parts that change without a new page.
   The address, the way back, the place on the page and the focus stay what they would be without it. */
(function () {
  "use strict";
  const plotlyAddress = document.currentScript.dataset.plotly;
  const PARSER = new DOMParser();
  let plotly = null;
  let latest = 0;

  /* Charts */
  function loadPlotly() {
    if (!plotly) {
      plotly = new Promise(function (resolve, reject) {
        const script = document.createElement("script");
        script.src = plotlyAddress;
        script.onload = function () { resolve(window.Plotly); };
        script.onerror = reject;
        document.head.append(script);
      });
    }
    return plotly;
  }

  /* Colours of the figures follow the page's own, light or dark. */
  const TOKENS = {
    "#1b2733": "--ink", "#4a5866": "--ink-soft", "#d5dbe1": "--rule", "#ffffff": "--paper", "#0b4f8a": "--mark",
    "#5c91c4": "--mark-pale", "#00795a": "--mark-green", "#b35900": "--mark-orange", "#8c3f77": "--mark-purple",
    "#7a6a00": "--mark-olive", "#5f6b76": "--mark-grey"
  };
  function inTheColoursOfThePage(text) {
    const style = getComputedStyle(document.documentElement);
    return text.replace(/#[0-9a-f]{6}/gi, function (colour) {
      const token = TOKENS[colour.toLowerCase()];
      return token ? style.getPropertyValue(token).trim() : colour;
    });
  }

  function draw(box) {
    const marks = box.querySelector(".chart-marks");
    const figure = JSON.parse(inTheColoursOfThePage(box.querySelector("script").textContent));
    loadPlotly().then(function (library) {
      if (!marks.isConnected) return;
      library.newPlot(marks, figure.data, figure.layout, {
        displayModeBar: false, scrollZoom: false, doubleClick: false, showTips: false, responsive: true
      }).then(function () { box.dataset.drawn = "yes"; });
    }).catch(function () {
      marks.textContent = "The chart could not be loaded; the table below holds the same figures.";
    });
  }

  const inView = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      if (!entry.isIntersecting) return;
      inView.unobserve(entry.target);
      draw(entry.target);
    });
  }, { rootMargin: "200px" });

  function prepare() {
    document.querySelectorAll(".chart").forEach(function (box) {
      box.querySelector(".chart-marks").style.minHeight = box.dataset.height + "px";
      inView.observe(box);
    });
    document.querySelectorAll("form.filters select").forEach(function (field) {
      field.addEventListener("change", function () { field.form.requestSubmit(); });
    });
  }

  /* Parts that change: the same page with other parameters is fetched whole (it is kept on both sides) and its middle
     put in the place of the old one. */
  function remember() {
    history.replaceState({ scroll: window.scrollY }, "");
  }

  function focusKey() {
    const active = document.activeElement;
    return active && active.id && active !== document.body ? active.id : null;
  }

  async function swap(address, options) {
    const turn = ++latest;
    const main = document.getElementById("content");
    const opened = Array.from(document.querySelectorAll("details[id][open]"), function (part) { return part.id; });
    const focused = focusKey();
    main.setAttribute("aria-busy", "true");
    let answer;
    try {
      answer = await fetch(address, { headers: { "X-Requested-With": "fetch" } });
    } catch (error) {
      window.location.assign(address);
      return;
    }
    const kind = answer.headers.get("Content-Type") || "";
    if (turn !== latest) return;
    if (!kind.startsWith("text/html")) { window.location.assign(address); return; }
    const next = PARSER.parseFromString(await answer.text(), "text/html");
    const replacement = next.getElementById("content");
    if (turn !== latest) return;
    if (!replacement) { window.location.assign(address); return; }
    if (options.push) {
      remember();
      history.pushState({ scroll: window.scrollY }, "", address);
    }
    document.title = next.title;
    main.replaceWith(replacement);
    opened.forEach(function (id) { const part = document.getElementById(id); if (part) part.open = true; });
    prepare();
    const target = focused && document.getElementById(focused);
    if (target) target.focus({ preventScroll: true });
    if (options.scroll !== undefined) { window.scrollTo(0, options.scroll); return; }
    const name = decodeURIComponent(new URL(address, window.location.href).hash.slice(1));
    const part = name && document.getElementById(name);
    /* A table that is turned or sorted stays where it is; only a part that was out of sight is brought into view. */
    if (part && (part.getBoundingClientRect().top < 0 || part.getBoundingClientRect().top > window.innerHeight)) {
      part.scrollIntoView({ block: "start" });
    }
  }

  function isPlain(event) {
    return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  }

  document.addEventListener("click", function (event) {
    const link = event.target.closest("a[data-swap]");
    if (!link || !isPlain(event) || link.origin !== window.location.origin) return;
    event.preventDefault();
    swap(link.href, { push: true });
  });

  document.addEventListener("submit", function (event) {
    const form = event.target;
    /* Search and editions change what surrounds the page too. */
    if (form.method !== "get" || !form.closest("main") || "unpinned" in form.dataset || new URL(form.action).origin !== window.location.origin) return;
    event.preventDefault();
    const address = new URL(form.action);
    address.search = "";
    new FormData(form).forEach(function (value, name) {
      if (value !== "") address.searchParams.append(name, value);
    });
    swap(address.href, { push: true });
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    event.preventDefault();
    document.getElementById("search").focus();
  });

  window.addEventListener("popstate", function (event) {
    swap(window.location.href, { push: false, scroll: event.state ? event.state.scroll : undefined });
  });

  if ("scrollRestoration" in history) history.scrollRestoration = "manual";
  let settling = 0;
  window.addEventListener("scroll", function () {
    window.clearTimeout(settling);
    settling = window.setTimeout(remember, 150);
  }, { passive: true });

  prepare();
  const kept = history.state && history.state.scroll;
  if (kept) window.scrollTo(0, kept);
})();
