// Live pages: when the server says that something changed, fetch this page again and swap the parts marked data-live.
(function () {
  "use strict";
  var url = document.body.dataset.liveUrl;
  if (!url || !window.EventSource) return;
  var said = document.getElementById("live-said");
  var busy = false;
  var again = false;

  function swap(text) {
    var fresh = new DOMParser().parseFromString(text, "text/html");
    var changed = [];
    document.querySelectorAll("[data-live]").forEach(function (old) {
      var next = fresh.querySelector('[data-live="' + CSS.escape(old.dataset.live) + '"]');
      if (!next || next.outerHTML === old.outerHTML) return;
      // Forms carry a fresh key each time; a part that names its version changes only with it.
      if (old.dataset.liveVersion && old.dataset.liveVersion === next.dataset.liveVersion) return;
      // What someone is typing in is never taken away.
      if (old.contains(document.activeElement) && /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) return;
      var held = document.activeElement && old.contains(document.activeElement) ? document.activeElement.id : "";
      old.replaceWith(document.importNode(next, true));
      if (held && document.getElementById(held)) document.getElementById(held).focus();
      if (next.dataset.liveSay) changed.push(next.dataset.liveSay);
    });
    if (fresh.title) document.title = fresh.title;
    if (said && changed.length) said.textContent = changed.join(". ");
    document.dispatchEvent(new CustomEvent("laris:live"));
  }

  function refresh() {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    fetch(location.href, { headers: { "X-Laris-Live": "1" }, credentials: "same-origin" })
      .then(function (answer) {
        return answer.ok ? answer.text() : null;
      })
      .then(function (text) {
        if (text) swap(text);
      })
      .catch(function () {})
      .then(function () {
        busy = false;
        if (again) {
          again = false;
          refresh();
        }
      });
  }

  var source = null;
  var opened = false;

  function follow() {
    source = new EventSource(url);
    source.onmessage = refresh;
    source.onopen = function () {
      // After a gap something may have been missed.
      if (opened) refresh();
      opened = true;
    };
  }

  follow();
  // A browser keeps pages that were left, for the way back, with their connections; and it opens only six to one server.
  window.addEventListener("pagehide", function () {
    source.close();
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) follow();
  });
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden) refresh();
  });
})();
