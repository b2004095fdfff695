// Times that run down, and the change a runner gives back. Pages are right without it, only as of when they were made.
(function () {
  "use strict";
  function show(element) {
    var left = Math.max(0, Math.round((Number(element.dataset.until) - Date.now()) / 1000));
    if (left > 3600) return;
    element.textContent = Math.floor(left / 60) + "." + String(left % 60).padStart(2, "0");
    if (left < 180) element.parentElement.classList.add("is-urgent");
  }
  function tick() {
    document.querySelectorAll("[data-until]").forEach(show);
  }
  if (document.querySelector("[data-live],[data-until]")) {
    tick();
    setInterval(tick, 1000);
  }

  document.addEventListener("input", function (event) {
    var field = event.target.closest("[data-change-due]");
    if (!field) return;
    var output = document.getElementById(field.getAttribute("aria-controls"));
    var given = Number(field.value.replace(/\D/g, ""));
    var back = given - Number(field.dataset.changeDue);
    if (!output) return;
    output.textContent = given && back >= 0 ? "Rp" + String(back).replace(/\B(?=(\d{3})+$)/g, ".") : "–";
  });
})();
