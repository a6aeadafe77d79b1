"use strict";
// Everything shown is already in the page: a statement's card is copied from the list into the panel.
(() => {
  const panel = document.getElementById("panel");
  const body = panel.querySelector(".body");
  const position = panel.querySelector(".position");
  const refs = [...document.querySelectorAll(".ref")];
  const order = new Map(refs.map((ref, i) => [ref.dataset.s, i]));
  let shown = null;
  let kept = false;

  document.documentElement.classList.add("js");
  document.querySelectorAll(".record").forEach((list) => { list.open = false; });
  panel.classList.add("empty");
  panel.hidden = refs.length === 0;

  function highlight(id, on) {
    document.querySelectorAll(`.text [data-s~="${id}"]`).forEach((part) => part.classList.toggle("on", on));
  }

  function show(id, keep) {
    if (!order.has(id)) return;
    kept = keep;
    if (id === shown) return;
    if (shown) highlight(shown, false);
    shown = id;
    highlight(id, true);
    const article = id.split("-")[0];
    const all = document.getElementById(article).querySelectorAll(".ref").length;
    position.textContent = `${id.split("-")[1]} of ${all}`;
    body.replaceChildren(document.getElementById(id).querySelector(".card").cloneNode(true));
    panel.classList.remove("empty");
    panel.scrollTop = 0;
  }

  function letGo() {
    if (shown) highlight(shown, false);
    shown = null;
    kept = false;
    panel.classList.add("empty");
    body.replaceChildren();
  }

  function go(id, keep = true) {
    show(id, keep);
    const ref = document.getElementById(`${id}-text`);
    ref.focus({ preventScroll: true });
    const { top, bottom } = ref.getBoundingClientRect();
    if (top < 60 || bottom > innerHeight * 0.5) ref.scrollIntoView({ block: "center" });
  }

  function step(by) {
    if (!refs.length) return;
    let next;
    if (shown) {
      next = order.get(shown) + by;
    } else {
      next = refs.findIndex((ref) => ref.getBoundingClientRect().top > 0);
      if (by < 0) next = (next < 0 ? refs.length : next) - 1;
    }
    go(refs[Math.min(Math.max(next, 0), refs.length - 1)].dataset.s);
  }

  const statementAt = (target) => target.closest(".text [data-s]")?.dataset.s.split(" ")[0];

  document.addEventListener("mouseover", (event) => {
    const id = statementAt(event.target);
    if (id && !kept) show(id, false);
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.matches(".ref")) show(event.target.dataset.s, kept);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("#panel .close")) return letGo();
    const button = event.target.closest("[data-step]");
    if (button) return step(Number(button.dataset.step));
    const link = event.target.closest("[data-go]");
    if (link) {
      event.preventDefault();
      return go(link.dataset.go);
    }
    const id = statementAt(event.target);
    if (id) {
      event.preventDefault();
      if (getSelection().isCollapsed) show(id, true);
    } else if (!event.target.closest("#panel, .record, a")) {
      letGo();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "Escape") letGo();
  });

  const asked = location.hash.slice(1).replace(/-text$/, "");
  if (order.has(asked)) go(asked);
})();
