"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const grid = $("grid"), tools = $("tools"), box = $("box");
  const cards = [...grid.children];
  const made = new Map(cards.map((card, index) => [card, index]));
  const texts = new Map();
  const ways = new Map([...tools.querySelectorAll("select[data-key]")].map((select) => [select, select.dataset.key]));
  let shown = cards, at = -1, turned = false;

  const textOf = (card) => {
    if (!texts.has(card)) texts.set(card, card.textContent.toLowerCase());
    return texts.get(card);
  };
  const number = (text) => (text === undefined || text === "" ? NaN : Number(text));
  const score = (card, which) => number((card.dataset.scores || "").split(" ")[which]);

  const filter = () => {
    const statuses = new Set([...tools.querySelectorAll("input[name=status]:checked")].map((box) => box.value));
    const words = $("find").value.toLowerCase().split(/\s+/).filter(Boolean);
    return (card) => (statuses.size === 0 || statuses.has(card.dataset.status))
      && [...ways].every(([select, key]) => !select.value || (card.dataset[key] || "").split("\n").includes(select.value))
      && words.every((word) => textOf(card).includes(word));
  };

  /* What is not known comes last, whichever way the order runs. */
  const order = () => {
    const [kind, which] = $("sort").value.split(":");
    const value = kind === "mean" ? (card) => number(card.dataset.mean)
      : kind === "score" ? (card) => score(card, Number(which))
      : kind === "date" ? (card) => (card.dataset.date ? Date.parse(card.dataset.date) : NaN) : null;
    const sign = turned ? -1 : 1;
    if (value === null) return (a, b) => sign * (made.get(a) - made.get(b));
    return (a, b) => {
      const x = value(a), y = value(b);
      if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y) || made.get(a) - made.get(b);
      return sign * (y - x) || made.get(a) - made.get(b);
    };
  };

  const apply = () => {
    const keep = filter();
    const sorted = [...cards].sort(order());
    grid.append(...sorted);
    for (const card of sorted) card.hidden = !keep(card);
    shown = sorted.filter((card) => !card.hidden);
    cards.forEach((card) => { card.tabIndex = -1; });
    if (shown.length) shown[0].tabIndex = 0;
    $("none").hidden = shown.length > 0;
    $("count").textContent = shown.length === cards.length ? `${cards.length} pictures` : `${shown.length} of ${cards.length}`;
  };

  const focusCard = (index) => {
    const card = shown[Math.max(0, Math.min(shown.length - 1, index))];
    if (!card) return;
    shown.forEach((other) => { if (other.tabIndex === 0) other.tabIndex = -1; });
    card.tabIndex = 0;
    card.focus();
  };
  const columns = () => getComputedStyle(grid).gridTemplateColumns.split(" ").length;

  /* The picture beside the sheet is larger than the one in it; where it is gone, the small one has to do. */
  const show = (index) => {
    if (index < 0 || index >= shown.length) return;
    at = index;
    const card = shown[at], small = card.querySelector("img"), image = $("box-image");
    image.hidden = !small;
    $("box-gone").hidden = Boolean(small);
    if (small) {
      image.onerror = () => { image.onerror = null; image.src = small.src; };
      image.src = small.dataset.full || small.src;
      image.alt = small.alt;
    }
    const text = card.querySelector(".text").cloneNode(true);
    const badge = card.querySelector(".badge").cloneNode(true);
    badge.classList.add(card.dataset.status);
    text.prepend(badge);
    text.querySelector("h2").id = "box-title";
    text.querySelectorAll("details").forEach((details) => { details.open = true; });
    $("box-text").replaceChildren(text);
    $("box-text").parentElement.scrollTop = 0;
    $("box-place").textContent = `${at + 1} of ${shown.length}`;
    if (!box.open) box.showModal();
  };

  grid.addEventListener("click", (event) => {
    const frame = event.target.closest(".frame");
    if (frame) show(shown.indexOf(frame.closest(".card")));
  });
  box.addEventListener("close", () => focusCard(at));
  box.addEventListener("click", (event) => { if (event.target === box) box.close(); });
  $("box-close").addEventListener("click", () => box.close());
  $("box-prev").addEventListener("click", () => show(at - 1));
  $("box-next").addEventListener("click", () => show(at + 1));
  $("turn").addEventListener("click", () => {
    turned = !turned;
    $("turn").setAttribute("aria-pressed", String(turned));
    $("turn").firstChild.textContent = turned ? "↑" : "↓";
    apply();
  });
  const wall = () => $("wall").setAttribute("aria-pressed", String(document.body.classList.toggle("wall")));
  $("wall").addEventListener("click", wall);
  tools.addEventListener("input", apply);
  tools.addEventListener("submit", (event) => event.preventDefault());
  tools.addEventListener("reset", () => {
    turned = false;
    $("turn").setAttribute("aria-pressed", "false");
    $("turn").firstChild.textContent = "↓";
    setTimeout(apply);
  });

  const moves = { ArrowLeft: () => -1, ArrowRight: () => 1, ArrowUp: () => -columns(), ArrowDown: () => columns() };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (box.open) {
      if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
        event.preventDefault();
        show(at + moves[event.key]());
      }
      return;
    }
    const field = event.target.closest("input, select, textarea");
    if (field) {
      if (event.key === "Escape") { field.blur(); focusCard(0); }
      return;
    }
    const card = event.target.closest(".card");
    if (event.key === "/") { event.preventDefault(); $("find").focus(); $("find").select(); }
    else if (event.key === "w") wall();
    else if (event.key in moves && !event.target.closest("summary, button")) {
      event.preventDefault();
      focusCard(card ? shown.indexOf(card) + moves[event.key]() : 0);
    } else if (event.key === "Home" && card) { event.preventDefault(); focusCard(0); }
    else if (event.key === "End" && card) { event.preventDefault(); focusCard(shown.length - 1); }
    else if (event.key === "Enter" && card === event.target) { event.preventDefault(); show(shown.indexOf(card)); }
  });

  tools.hidden = false;
  apply();
})();
