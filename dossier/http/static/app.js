// The only script of the pages. Everything works without it; with it: live progress, drag and drop, a question before
// what was typed is left unsaved.
"use strict";

// --- live: a run's progress as it happens; at its end the page is read anew
for (const box of document.querySelectorAll("[data-live]")) {
  const bar = box.querySelector("progress");
  const source = new EventSource(box.dataset.live);
  source.addEventListener("progress", (event) => {
    const now = JSON.parse(event.data);
    for (const name of ["done", "total", "ready", "failed"]) {
      const place = box.querySelector(`[data-live-${name}]`);
      if (place) place.textContent = now[name];
    }
    bar.max = now.total;
    bar.value = now.done;
    if (now.state !== "running") {
      source.close();
      location.reload();
    }
  });
}

// --- drop: a file dropped on a form with data-drop is as if it had been chosen; then the form is sent
for (const form of document.querySelectorAll("form[data-drop]")) {
  const input = form.querySelector("input[type=file]");
  form.querySelector("[data-drop-hint]")?.removeAttribute("hidden");
  const over = (event, on) => {
    event.preventDefault();
    form.classList.toggle("over", on);
  };
  form.addEventListener("dragover", (event) => over(event, true));
  form.addEventListener("dragleave", (event) => over(event, false));
  form.addEventListener("drop", (event) => {
    over(event, false);
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    if (form.checkValidity()) form.requestSubmit();
    else form.reportValidity();
  });
}

// --- unsaved: leaving a form with data-unsaved in which something was typed asks first
for (const form of document.querySelectorAll("form[data-unsaved]")) {
  let typed = false;
  form.addEventListener("input", () => { typed = true; });
  form.addEventListener("submit", () => { typed = false; });
  addEventListener("beforeunload", (event) => {
    if (typed) event.preventDefault();
  });
}
