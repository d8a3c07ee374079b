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
      /* Plotly writes styles of words as an attribute, which the content policy refuses; through the object model the
         same may be set. */
      const setAttribute = Element.prototype.setAttribute;
      Element.prototype.setAttribute = function (name, value) {
        if (name === "style") this.style.cssText = value;
        else setAttribute.call(this, name, value);
      };
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

  /* Names above the rows are cut for a phone by the server: as long as the page is wide they are here. */
  function nameToFit(note, most) {
    const lines = note.text.split("<br>");
    const whole = note.hovertext.split("<br>")[0];
    const stem = lines[0].replace(/^[0-9]+ /, "").replace(/…$/, "");
    if (lines[0].endsWith("…") && whole.startsWith(stem)) lines[0] = lines[0].slice(0, -stem.length - 1) + whole;
    if (lines[0].length > most) lines[0] = lines[0].slice(0, most - 1).replace(/ [^ ]*$/, "") + "…";
    note.text = lines.join("<br>");
  }

  function draw(box) {
    const marks = box.querySelector(".chart-marks");
    const figure = JSON.parse(inTheColoursOfThePage(box.querySelector("script").textContent));
    (figure.layout.annotations || []).forEach(function (note) {
      if (note.hovertext) nameToFit(note, Math.floor(box.clientWidth / 7.6));
    });
    loadPlotly().then(function (library) {
      if (!marks.isConnected) return;
      library.newPlot(marks, figure.data, figure.layout, {
        displayModeBar: false, scrollZoom: false, doubleClick: false, showTips: false, responsive: true
      }).then(function () {
        box.dataset.drawn = "yes";
        offerImages(box.closest(".card"), function (format) { return imageOfChart(library, box, format); });
      });
    }).catch(function () {
      marks.textContent = "The chart could not be loaded; the table below holds the same figures.";
    });
  }

  /* Images, made by the reader's browser, with what is said and the source inside. */
  function offerImages(card, make) {
    const list = card && card.querySelector(".downloads ul");
    if (!list || list.querySelector("button")) return;
    ["PNG", "SVG"].forEach(function (format) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "image";
      button.textContent = format;
      button.addEventListener("click", function () {
        make(format.toLowerCase()).then(function (address) {
          const link = document.createElement("a");
          link.href = address;
          link.download = card.querySelector("h2").id + "." + format.toLowerCase();
          link.click();
        });
      });
      list.append(document.createElement("li"));
      list.lastChild.append(button);
    });
  }

  function linesOf(card, selector, longest) {
    const words = card.querySelector(selector).textContent.split(" ");
    if (selector === ".source-line") words.push("·", document.querySelector(".edition-stamp").firstChild.nextSibling.textContent);
    return words.reduce(function (lines, word) {
      const last = lines[lines.length - 1];
      if (last !== undefined && (last + " " + word).length <= longest) lines[lines.length - 1] = last + " " + word;
      else lines.push(word);
      return lines;
    }, []);
  }

  function imageOfChart(library, box, format) {
    const figure = JSON.parse(box.querySelector("script").textContent);
    const escape = function (line) { return line.replace(/&/g, "&amp;").replace(/</g, "&lt;"); };
    const finding = linesOf(box.closest(".card"), ".finding", 100).map(escape);
    const source = linesOf(box.closest(".card"), ".source-line", 130).map(escape);
    const layout = figure.layout;
    const margin = Object.assign({ l: 80, r: 80, t: 100, b: 80 }, layout.margin);
    const top = 24 * finding.length + 16;
    const bottom = 16 * source.length + 56;
    const words = { showarrow: false, align: "left", xref: "paper", yref: "paper", x: 0, xanchor: "left" };
    layout.annotations = (layout.annotations || []).concat(
      Object.assign({ text: finding.join("<br>"), font: { size: 17 }, y: 1, yanchor: "bottom", yshift: margin.t }, words),
      Object.assign({ text: source.join("<br>"), font: { size: 11 }, y: 0, yanchor: "top", yshift: -margin.b - 44 }, words)
    );
    layout.margin = Object.assign(margin, { t: margin.t + top, b: margin.b + bottom });
    const size = { format: format, width: 960, height: Number(box.dataset.height) + top + bottom, scale: format === "png" ? 2 : 1 };
    return library.toImage({ data: figure.data, layout: layout }, size);
  }

  function imageOfMap(card, format) {
    const drawn = card.querySelector(".map-figure svg");
    const copy = drawn.cloneNode(true);
    const marks = copy.querySelectorAll("path, circle, rect, text");
    drawn.querySelectorAll("path, circle, rect, text").forEach(function (mark, number) {
      const style = getComputedStyle(mark);
      ["fill", "stroke", "stroke-width", "font-size", "font-family"].forEach(function (name) {
        marks[number].setAttribute(name, style.getPropertyValue(name));
      });
    });
    const style = getComputedStyle(document.documentElement);
    const finding = linesOf(card, ".finding", 70);
    const lines = linesOf(card, ".source-line", 110).concat(linesOf(card, "figcaption", 110));
    const box = drawn.viewBox.baseVal;
    const top = 22 * finding.length + 10;
    const legend = Array.from(card.querySelectorAll(".map-legend li"));
    const height = box.height + top + 11 * (lines.length + legend.length) + 10;
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("viewBox", [0, -top, box.width, height].join(" "));
    copy.setAttribute("width", box.width);
    copy.setAttribute("height", height);
    function add(name, attributes, text) {
      const node = document.createElementNS("http://www.w3.org/2000/svg", name);
      Object.keys(attributes).forEach(function (key) { node.setAttribute(key, attributes[key]); });
      node.textContent = text;
      copy.append(node);
      return node;
    }
    const ink = { x: 4, fill: style.getPropertyValue("--ink").trim(), "font-family": "sans-serif" };
    finding.forEach(function (line, number) {
      add("text", Object.assign({ y: 22 * number - top + 20, "font-size": 15 }, ink), line);
    });
    legend.forEach(function (entry, number) {
      const y = box.height + 11 * number;
      const swatch = entry.querySelector(".swatch");
      const fill = swatch && (swatch.classList.contains("land") ? "url(#hatch)" : getComputedStyle(swatch).backgroundColor);
      if (swatch) add("rect", { x: 4, y: y + 7, width: 12, height: 8, fill: fill }, "");
      add("text", Object.assign({}, ink, { x: swatch ? 20 : 4, y: y + 14, "font-size": 8 }), entry.textContent);
    });
    lines.forEach(function (line, number) {
      add("text", Object.assign({ y: box.height + 11 * (legend.length + number) + 14, "font-size": 8 }, ink), line);
    });
    const ground = add("rect", { x: 0, y: -top, width: box.width, height: height, fill: style.getPropertyValue("--paper").trim() }, "");
    copy.prepend(ground);
    const address = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(new XMLSerializer().serializeToString(copy));
    if (format === "svg") return Promise.resolve(address);
    return new Promise(function (resolve, reject) {
      const image = new Image();
      image.onerror = reject;
      image.onload = function () {
        const canvas = document.createElement("canvas");
        canvas.width = box.width * 2;
        canvas.height = height * 2;
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        resolve(canvas.toDataURL("image/png"));
      };
      image.src = address;
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
    document.querySelectorAll(".card .map-figure").forEach(function (figure) {
      const card = figure.closest(".card");
      offerImages(card, function (format) { return imageOfMap(card, format); });
    });
    document.querySelectorAll("form.filters select").forEach(function (field) {
      field.addEventListener("change", function () { field.form.requestSubmit(); });
    });
    document.querySelectorAll("form.weights input[type=range]").forEach(function (field) {
      field.addEventListener("input", function () { field.labels[0].querySelector("output").value = field.value; });
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
    const sources = document.querySelector(".freshness[open]");
    if (event.key === "Escape" && sources) {
      sources.open = false;
      sources.firstElementChild.focus();
    }
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    event.preventDefault();
    (document.getElementById("search-again") || document.getElementById("search")).focus();
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

  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function () {
    document.querySelectorAll(".chart[data-drawn]").forEach(draw);
  });

  prepare();
  const kept = history.state && history.state.scroll;
  if (kept) window.scrollTo(0, kept);
})();
