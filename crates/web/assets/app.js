// Comforts on top of pages that work without: steppers, quick amounts, one send per form, installability.
(function () {
  "use strict";
  document.documentElement.classList.add("js");

  // A refused form comes back at the address it was sent to, which cannot be opened: its page's own address takes that place,
  // so that loading anew and live updates work.
  var path = document.body.dataset.path;
  if (path && path !== location.pathname + location.search) history.replaceState(history.state, "", path + location.hash);

  var quarters = { "¼": 0.25, "½": 0.5, "¾": 0.75 };

  // "1½ kg" is 1.5 and " kg"; "2 ikat" is 2 and " ikat"; an amount of money stays whole: "Rp5.000" is not stepped.
  function read(text) {
    var parts = /^\s*(\d*(?:[.,]\d+)?)\s*([¼½¾]?)(.*)$/.exec(text);
    if (!parts || (!parts[1] && !parts[2])) return { value: 0, rest: "" };
    return { value: (parseFloat((parts[1] || "0").replace(",", ".")) || 0) + (quarters[parts[2]] || 0), rest: parts[3] };
  }

  function write(value) {
    var whole = Math.floor(value);
    var mark = { 0.25: "¼", 0.5: "½", 0.75: "¾" }[Math.round((value - whole) * 1000) / 1000];
    if (mark) return (whole || "") + mark;
    return String(Math.round(value * 1000) / 1000).replace(".", ",");
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-step],[data-fill],[data-print],[data-copy]");
    if (!button) return;
    if (button.hasAttribute("data-print")) {
      document.body.classList.toggle("paper-58", button.dataset.print === "58");
      window.print();
      return;
    }
    if (button.hasAttribute("data-copy")) {
      if (navigator.clipboard) navigator.clipboard.writeText(button.dataset.copy);
      return;
    }
    var field = document.getElementById(button.getAttribute("aria-controls"));
    if (!field) return;
    event.preventDefault();
    if (button.hasAttribute("data-fill")) {
      field.value = button.dataset.fill;
      field.focus();
    } else {
      if (field.hasAttribute("data-money")) {
        var sum = Number(field.value.replace(/\D/g, "")) + Number(button.dataset.step);
        if (sum > 0) field.value = String(sum).replace(/\B(?=(\d{3})+$)/g, ".");
        return;
      }
      var now = read(field.value);
      var next = now.value + Number(button.dataset.step);
      if (next <= 0) return;
      field.value = write(next) + (now.rest || " " + (field.dataset.unit || "")).trimEnd();
    }
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    if (event.submitter) event.submitter.setAttribute("aria-disabled", "true");
  });

  // A page taken back from the browser's memory may send again.
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) return;
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
    });
    document.querySelectorAll("[aria-disabled=true]").forEach(function (button) {
      button.removeAttribute("aria-disabled");
    });
  });

  // A field or form marked data-send-on-change sends itself, a moment after the last change.
  var waiting = 0;
  document.addEventListener("change", function (event) {
    var marked = event.target.closest("[data-send-on-change]");
    if (!marked) return;
    clearTimeout(waiting);
    waiting = setTimeout(function () {
      (marked.form || marked).requestSubmit();
    }, 700);
  });

  // An error summary takes the focus, so that it is read out and seen.
  var summary = document.getElementById("errors");
  if (summary) summary.focus();

  var worker = document.body.dataset.worker;
  if (worker && "serviceWorker" in navigator) navigator.serviceWorker.register(worker);
})();
