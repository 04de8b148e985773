/* What waits on this phone: drafts, entries written without a network, and the pages that work without one.
   Old phones: Chrome 61. All words come from the page. */
"use strict";

(function () {
  var place = document.getElementById("waiting");
  var owner = place ? place.dataset.owner : "";
  var QUEUE = "nuanxin/queue", DRAFT = "nuanxin/draft/", SKEW = "nuanxin/skew", PAGES = "nuanxin-pages", FETCHED = "nuanxin/fetched";
  var memory = {};

  function read(key, otherwise) {
    try {
      var text = localStorage.getItem(key);
      return text === null ? (key in memory ? memory[key] : otherwise) : JSON.parse(text);
    } catch (error) { return key in memory ? memory[key] : otherwise; }
  }

  function write(key, value) {
    memory[key] = value;
    try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch (error) { return false; }
  }

  function forget(key) {
    delete memory[key];
    try { localStorage.removeItem(key); } catch (error) { /* there is no store, so there is nothing in it */ }
  }

  function uuid() {
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    var hex = Array.from(bytes, function (each) { return (each + 256).toString(16).slice(1); }).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  /* The server's time, as far as it is known: a phone's clock may be wrong. */
  function now() { return new Date(Date.now() + read(SKEW, 0)); }

  function post(path, body, wait) {
    return new Promise(function (kept, lost) {
      var timer = setTimeout(function () { lost(new Error("slow")); }, wait);
      fetch(path, {
        method: "POST", credentials: "same-origin", redirect: "error",
        headers: { "Content-Type": "application/json", "X-Form-Token": place.dataset.token },
        body: JSON.stringify(body)
      }).then(function (answer) {
        if (answer.status >= 500) { throw new Error("broken"); }
        return answer.status === 200 ? answer.json() : { refused: answer.status };
      }).then(function (found) {
        clearTimeout(timer);
        if (found.now) { write(SKEW, new Date(found.now) - Date.now()); }
        kept(found);
      }).catch(function (error) { clearTimeout(timer); lost(error); });
    });
  }

  /* Every change reads the queue anew: another tab may have changed it. */
  function mine() { return read(QUEUE, []).filter(function (each) { return each.owner === owner; }); }
  function change(id, how) {
    var all = read(QUEUE, []), found = [];
    all.forEach(function (each) { var after = each.draft.id === id ? how(each) : each; if (after) { found.push(after); } });
    return write(QUEUE, found);
  }
  function remove(id) { change(id, function () { return null; }); }
  function add(entry) {
    var all = read(QUEUE, []).filter(function (each) { return each.draft.id !== entry.draft.id; });
    return write(QUEUE, all.concat([entry]));
  }

  function sendOne(entry, mayAsk) {
    return post("/family/diary/send", {
      child: entry.child, instrument: entry.instrument, draft: entry.draft, zone: entry.zone, may_ask: mayAsk, whole: entry.whole !== false
    }, 15000).then(function (told) {
      if (told.kept) { remove(entry.draft.id); return told; }
      if (told.outcome === "clock-wrong" && !entry.restamped) {
        entry.restamped = true;
        entry.draft.written_at = new Date(+new Date(entry.draft.written_at) + read(SKEW, 0) - (entry.skew || 0)).toISOString();
        change(entry.draft.id, function () { return entry; });
        return sendOne(entry, mayAsk);
      }
      if (told.refused === 401 || told.refused === 403) { throw new Error("signed out"); }
      change(entry.draft.id, function (each) { each.stuck = told.said || place.dataset.refused; return each; });
      return told;
    });
  }

  var sending = false, arrived = [];
  function flush() {
    var waiting = mine().filter(function (each) { return !each.stuck; });
    if (sending || !place || !place.dataset.token || !waiting.length) { show(); return; }
    sending = true;
    waiting.reduce(function (before, entry) {
      return before.then(function () { return sendOne(entry, false); }).then(function (told) {
        if (told.kept) { arrived.push({ id: entry.draft.id, advice: told.advice }); }
        if (told.kept && window.nuanxin.watched === entry.draft.id) { location.href = "/family/diary/entries/" + entry.draft.id + "?done=sent"; }
      });
    }, Promise.resolve()).catch(function () { /* no network: they stay where they are */ }).then(function () {
      sending = false;
      show();
    });
  }

  function line(text, href, label) {
    var p = document.createElement("p");
    p.textContent = text;
    if (href) {
      var a = document.createElement("a");
      a.href = href;
      a.textContent = label;
      p.appendChild(document.createTextNode(" "));
      p.appendChild(a);
    }
    return p;
  }

  /* What waits, what could not be taken, what has arrived just now with what to do about it. */
  function show() {
    if (!place) { return; }
    var words = place.dataset, waiting = mine(), lines = [];
    arrived.forEach(function (each) {
      lines.push(line(each.advice || words.arrived, "/family/diary/entries/" + each.id + "?done=sent", words.read));
    });
    waiting.filter(function (each) { return each.stuck; }).forEach(function (each) {
      var href = "/family/diary/fill/" + each.instrument + "?child=" + each.child + "#" + each.draft.id;
      lines.push(line(each.name + ": " + each.stuck, href, words.open));
    });
    var still = waiting.filter(function (each) { return !each.stuck; }).length;
    if (still) { lines.push(line(words.waiting.replace("{count}", still))); }
    while (place.firstChild) { place.removeChild(place.firstChild); }
    lines.forEach(function (each) { place.appendChild(each); });
    place.hidden = !lines.length;
  }

  /* A draft of days ago is of no use to anybody. */
  function sweep() {
    try {
      Object.keys(localStorage).forEach(function (key) {
        if (key.indexOf(DRAFT) === 0 && Date.now() - read(key, {}).saved_at > 3 * 86400000) { forget(key); }
      });
    } catch (error) { /* there is no store */ }
  }

  function begun() {
    document.querySelectorAll("a[data-keep]").forEach(function (link) {
      var kept = read(DRAFT + owner + link.getAttribute("href").replace("/family/diary/fill", ""), null);
      if (!kept) { return; }
      var p = document.createElement("p");
      p.className = "ask";
      p.textContent = place.dataset.begun.replace("{at}", clock(kept.saved_at));
      link.parentNode.parentNode.insertBefore(p, link.parentNode);
    });
  }

  function clock(at) { return new Date(at).toTimeString().slice(0, 5); }

  /* Keep the pages that a family needs without a network. */
  function keepPages() {
    if (!("caches" in window) || !navigator.onLine) { return; }
    /* Not at each visit: what is paid by the megabyte is fetched again after half a day, or in another language. */
    var paths = [location.pathname + location.search], fetched = read(FETCHED, {}), language = document.documentElement.lang;
    document.querySelectorAll("a[data-keep]").forEach(function (each) {
      var path = each.getAttribute("href"), before = fetched[path] || {};
      if (before.language === language && Date.now() - before.at < 43200000) { return; }
      paths.push(path);
    });
    caches.open(PAGES).then(function (store) {
      paths.filter(function (each) { return /^\/family(\?|$|\/diary(\?|$|\/fill\/)|\/guides(\?|$|\/))/.test(each); }).forEach(function (path) {
        fetch(path, { credentials: "same-origin" }).then(function (page) {
          if (!page.ok || page.redirected) { return; }
          fetched[path] = { at: Date.now(), language: language };
          write(FETCHED, fetched);
          return store.put(path.replace(/[?&](lang|done)=[^&]*/g, ""), page);
        }).catch(function () { /* later */ });
      });
    });
  }

  window.nuanxin = {
    owner: owner, read: read, write: write, forget: forget, uuid: uuid, now: now, skew: function () { return read(SKEW, 0); }, post: post, clock: clock,
    add: add, remove: remove, mine: mine, sendOne: sendOne, flush: flush, show: show, DRAFT: DRAFT, watched: ""
  };

  if (!owner) {
    /* At the door: nobody is in, so no page of anybody stays. What waits to be sent stays. */
    forget(FETCHED);
    if ("caches" in window) { caches.delete(PAGES).catch(function () { /* none */ }); }
    return;
  }
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register("/look/worker.js", { scope: "/family" }).then(keepPages, function () { /* without */ });
  }
  window.addEventListener("online", flush);
  document.addEventListener("visibilitychange", function () { if (!document.hidden) { flush(); } });
  /* A page that was opened without a network may never be told that it is back: so it tries. */
  setInterval(flush, 15000);
  sweep();
  begun();
  flush();
})();
