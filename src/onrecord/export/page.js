"use strict";
// Everything shown is already in the page: a statement's card is copied from the list into the panel.
(() => {
  const panel = document.getElementById("panel");
  const body = panel.querySelector(".body");
  const position = panel.querySelector(".position");
  const refs = [...document.querySelectorAll(".ref")];
  const order = new Map(refs.map((ref, i) => [ref.id, i]));
  const sheet = matchMedia("(max-width: 64rem)");
  let shown = null;
  let kept = false;

  document.documentElement.classList.add("js");
  const lists = document.querySelectorAll(".record");
  const unfold = (open) => () => lists.forEach((list) => { list.open = open; });
  unfold(false)();
  addEventListener("beforeprint", unfold(true));
  addEventListener("afterprint", unfold(false));
  panel.classList.add("empty");
  panel.hidden = refs.length === 0;

  const articleOf = (id) => document.getElementById(id.split("-")[0]);

  function highlight(id, on) {
    articleOf(id).querySelectorAll(`.text [data-s~="${id}"]`).forEach((part) => part.classList.toggle("on", on));
  }

  function show(id, keep) {
    if (keep) address(`#${id}`);
    kept = keep;
    if (id === shown) return;
    if (shown) highlight(shown, false);
    shown = id;
    highlight(id, true);
    position.textContent = `${id.split("-")[1]} of ${articleOf(id).querySelectorAll(".ref").length}`;
    body.replaceChildren(document.getElementById(`${id}-card`).querySelector(".card").cloneNode(true));
    panel.classList.remove("empty");
    panel.scrollTop = 0;
  }

  function letGo() {
    if (!shown) return;
    highlight(shown, false);
    shown = null;
    kept = false;
    panel.classList.add("empty");
    body.replaceChildren();
    address(location.href.split("#")[0]);
  }

  // So that a link to the statement can be copied; where the page is embedded that may not be allowed.
  function address(url) {
    try { history.replaceState(null, "", url); } catch { /* the page works without */ }
  }

  function reveal(id) {
    const ref = document.getElementById(id);
    const { top, bottom } = ref.getBoundingClientRect();
    if (top < 60 || bottom > innerHeight * (sheet.matches ? 0.45 : 0.8)) {
      ref.scrollIntoView({ block: sheet.matches ? "start" : "center" });
    }
  }

  function go(id) {
    if (!order.has(id)) return;
    show(id, true);
    document.getElementById(id).focus({ preventScroll: true });
    reveal(id);
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
    go(refs[Math.min(Math.max(next, 0), refs.length - 1)].id);
  }

  // A link may name several statements: it goes to the first, and from any of them to the next.
  function follow(ids) {
    go(ids[(ids.indexOf(shown) + 1) % ids.length]);
  }

  const statementAt = (target) => target.closest(".text [data-s]")?.dataset.s.split(" ")[0];
  const asked = () => go(location.hash.slice(1).replace(/-card$/, ""));

  document.addEventListener("mouseover", (event) => {
    const id = statementAt(event.target);
    if (id && !kept) show(id, false);
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.matches(".ref")) show(event.target.id, kept);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("#panel .close")) return letGo();
    const button = event.target.closest("[data-step]");
    if (button) return step(Number(button.dataset.step));
    const link = event.target.closest("[data-go]");
    if (link) {
      event.preventDefault();
      return follow(link.dataset.go.split(" "));
    }
    const id = statementAt(event.target);
    if (id) {
      event.preventDefault();
      if (!getSelection().isCollapsed) return;
      show(id, true);
      // Not under the sheet that has just come up.
      if (sheet.matches && event.clientY > innerHeight * 0.5) scrollBy({ top: event.clientY - innerHeight * 0.3 });
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
  addEventListener("hashchange", asked);
  asked();
})();
