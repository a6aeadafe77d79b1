"use strict";
// Everything shown is already in the page: a statement's card is copied from the list into the panel.
(() => {
  const panel = document.getElementById("panel");
  const body = panel.querySelector(".body");
  const position = panel.querySelector(".position");
  const refs = [...document.querySelectorAll(".ref")];
  const all = refs.map((ref) => ref.id);
  const sheet = matchMedia("(max-width: 64rem)");
  let shown = null;
  let kept = false;
  let speaker = null; // the link of the one whose statements alone are gone through

  document.documentElement.classList.add("js");
  // The record, which the panel shows, is folded; so are cast and places where they would push the text down.
  document.querySelectorAll(sheet.matches ? ".record, .side details" : ".record").forEach(fold);
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    folded.forEach((part) => { part.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach(fold));
  panel.classList.add("empty");
  panel.hidden = refs.length === 0;

  function fold(part) {
    part.open = false;
  }

  const idsOf = (link) => link.dataset.go.split(" ");
  const order = () => (speaker ? idsOf(speaker) : all);

  const articleOf = (id) => document.getElementById(id.split("-")[0]);

  function highlight(id, on) {
    articleOf(id).querySelectorAll(`.text [data-s~="${id}"]`).forEach((part) => part.classList.toggle("on", on));
  }

  function show(id, keep) {
    if (keep) address(`#${id}`);
    kept = keep;
    if (speaker && !order().includes(id)) keepTo(null);
    const ids = speaker ? order() : [...articleOf(id).querySelectorAll(".ref")].map((ref) => ref.id);
    position.textContent = `${speaker ? `${speaker.textContent}: ` : ""}${ids.indexOf(id) + 1} of ${ids.length}`;
    if (id === shown) return;
    if (shown) highlight(shown, false);
    shown = id;
    highlight(id, true);
    body.replaceChildren(document.getElementById(`${id}-card`).querySelector(".card").cloneNode(true));
    panel.classList.remove("empty");
    panel.scrollTop = 0;
  }

  // Keep to one speaker's statements, or, without a link, to nobody's.
  function keepTo(link) {
    if (speaker) {
      speaker.removeAttribute("aria-current");
      document.querySelectorAll(".only, .mine").forEach((part) => part.classList.remove("only", "mine"));
    }
    speaker = link;
    if (!link) return;
    link.setAttribute("aria-current", "true");
    const text = link.closest("article").querySelector(".text");
    text.classList.add("only");
    const parts = idsOf(link).map((id) => `[data-s~="${id}"]`).join();
    text.querySelectorAll(parts).forEach((part) => part.classList.add("mine"));
  }

  function letGo() {
    keepTo(null);
    if (!shown) return;
    highlight(shown, false);
    shown = null;
    panel.classList.add("empty");
    body.replaceChildren();
    if (kept) address(location.href.split("#")[0]);
    kept = false;
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
    if (!all.includes(id)) return;
    show(id, true);
    document.getElementById(id).focus({ preventScroll: true });
    reveal(id);
  }

  function step(by) {
    const ids = order();
    if (!ids.length) return;
    let next;
    if (shown) {
      next = ids.indexOf(shown) + by;
    } else {
      next = ids.findIndex((id) => document.getElementById(id).getBoundingClientRect().top > 0);
      if (by < 0) next = (next < 0 ? ids.length : next) - 1;
    }
    go(ids[Math.min(Math.max(next, 0), ids.length - 1)]);
  }

  // A link may name several statements: it goes to the first, and from any of them to the next.
  function follow(link) {
    if (link.matches("[data-speaker]") && link !== speaker) keepTo(link);
    const ids = idsOf(link);
    go(ids[(ids.indexOf(shown) + 1) % ids.length]);
  }

  const statementAt = (target) => target.closest(".text [data-s]")?.dataset.s.split(" ")[0];
  const asked = () => go(location.hash.slice(1).replace(/-card$/, ""));

  document.addEventListener("mouseover", (event) => {
    const id = statementAt(event.target);
    if (kept || speaker || event.target.closest("#panel")) return;
    if (id) show(id, false);
    else letGo();
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.matches(".ref")) show(event.target.id, kept);
    if (shown && event.target.closest("#panel .body")) kept = true; // somebody is at work in it
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("#panel .close")) return letGo();
    const button = event.target.closest("[data-step]");
    if (button) return step(Number(button.dataset.step));
    const link = event.target.closest("[data-go]");
    if (link) {
      event.preventDefault();
      return follow(link);
    }
    const id = statementAt(event.target);
    if (id) {
      event.preventDefault();
      if (!getSelection().isCollapsed) return;
      show(id, true);
      // Not under the sheet that has just come up.
      if (sheet.matches && event.clientY > innerHeight * 0.5) scrollBy({ top: event.clientY - innerHeight * 0.3 });
    } else if (!event.target.closest("#panel, details, a")) {
      letGo();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key !== "Escape" && event.target.closest("input, select, textarea")) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "Escape") letGo();
  });
  addEventListener("hashchange", asked);
  asked();
})();
