"use strict";
// What makes the pages quicker to use; each of them works without.
(() => {
  document.documentElement.classList.add("js");
  const keys = document.getElementById("keys");
  const items = () => [...document.querySelectorAll("[data-items] > .item")];
  let at = -1; // which of the items the keys are at

  // Where facets would push the results down, they are folded.
  function fold(root) {
    if (matchMedia("(max-width: 60rem)").matches) root.querySelectorAll(".fold").forEach((part) => { part.open = false; });
  }
  fold(document);

  function go(to) {
    const all = items();
    if (!all.length) return;
    all.forEach((item) => item.classList.remove("here"));
    at = Math.min(Math.max(to, 0), all.length - 1);
    all[at].classList.add("here");
    all[at].scrollIntoView({ block: "nearest" });
    (all[at].querySelector("[data-open]") || all[at]).focus({ preventScroll: true });
  }

  const current = () => document.activeElement.closest(".item") || items()[at];

  // y, n, p, v: open the form of the item that one is at, with that outcome chosen.
  function settle(key) {
    const item = current();
    const choice = item?.querySelector(`.settle [data-key="${key}"]`);
    if (!choice) return false;
    choice.closest("details").open = true;
    choice.checked = true;
    const degree = choice.closest("fieldset").querySelector("[name=degree]");
    degree.required = key === "p";
    (key === "p" ? degree : choice.form.elements.evidence).focus();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=radio]), textarea, select");
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.form) {
      event.preventDefault();
      return event.target.form.requestSubmit();
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && typing) {
      const item = event.target.closest(".item");
      event.target.blur();
      if (item) {
        item.querySelectorAll("details[open]").forEach((part) => { part.open = false; });
        item.querySelector("[data-open]")?.focus();
      }
      return;
    }
    if (typing || keys.open) return;
    if (event.key === "/") document.querySelector("[data-slash]")?.focus();
    else if (event.key === "?") keys.showModal();
    else if (event.key === "j" && items().length) go(at + 1);
    else if (event.key === "k" && items().length) go(at - 1);
    else if (event.key === "u") [...(current() || document).querySelectorAll('[data-key="u"]')].at(-1)?.click();
    else if (!"ynpv".includes(event.key) || !settle(event.key)) return;
    event.preventDefault();
  });

  document.addEventListener("change", (event) => {
    if (event.target.name !== "outcome") return;
    const degree = event.target.form.elements.degree;
    if (degree) degree.required = event.target.value === "partly";
  });

  document.addEventListener("focusin", (event) => {
    const item = event.target.closest("[data-items] > .item");
    if (item) at = items().indexOf(item);
  });

  // What is read by now is gone to.
  function follow(root) {
    const to = (root.matches?.("[data-go-to]") ? root : root.querySelector?.("[data-go-to]"))?.dataset.goTo;
    if (to) location.replace(to);
  }
  follow(document);

  document.addEventListener("htmx:load", (event) => {
    follow(event.detail.elt);
    fold(event.detail.elt);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    // After settling, one is still at the same item.
    const undo = event.detail.target?.closest?.(".item") || (event.detail.elt.closest && event.detail.elt.closest(".item"));
    undo?.querySelector("[data-key=u], summary")?.focus();
  });
  // What went wrong is said, not swallowed.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status < 400) return;
    event.detail.shouldSwap = false;
    const said = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html").querySelector("[role=alert]");
    const where = event.detail.requestConfig.elt;
    where.querySelector(".wrong")?.remove();
    const note = document.createElement("p");
    note.className = "wrong failed";
    note.setAttribute("role", "alert");
    note.textContent = said ? said.textContent : "This did not work; try it again.";
    where.append(note);
  });
  // The address goes with what is searched for.
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt.id === "seek" && event.detail.successful) {
      const url = new URL(event.detail.xhr.responseURL);
      for (const [name, value] of [...url.searchParams]) if (!value) url.searchParams.delete(name);
      history.replaceState(null, "", url);
    }
  });

  // A statement's card in the panel is a copy, whose links have to be brought to life.
  const panel = document.querySelector("#panel .body");
  if (panel) new MutationObserver(() => window.htmx?.process(panel)).observe(panel, { childList: true });

  const files = document.getElementById("files");
  for (const kind of ["dragenter", "dragover"]) files?.addEventListener(kind, () => files.classList.add("over"));
  for (const kind of ["dragleave", "drop"]) files?.addEventListener(kind, () => files.classList.remove("over"));
})();
