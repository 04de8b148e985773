/* Answers for the family's page where there is no network: the newest page that was seen, and what it is drawn with. */
"use strict";

var LOOK = "nuanxin-look", PAGES = "nuanxin-pages";
var FILES = ["tokens.css", "family.css", "diary.css", "family.js", "diary.js", "icon.svg"];
var KEPT = /^\/family(\/diary(\/fill\/[a-z0-9-]+)?|\/guides(\/[a-z0-9_.-]+)?)?$/;

self.addEventListener("install", function (event) {
  event.waitUntil(caches.open(LOOK).then(function (store) {
    return store.addAll(FILES.map(function (each) { return "/look/" + each; }));
  }).then(function () { return self.skipWaiting(); }));
});

self.addEventListener("activate", function (event) { event.waitUntil(self.clients.claim()); });

function key(url) { return url.pathname + url.search.replace(/[?&](lang|done)=[^&]*/g, ""); }

/* The network first: an old page is only for when there is none. */
function first(request, name, path) {
  return fetch(request).then(function (answer) {
    if (answer.ok && !answer.redirected && answer.type !== "opaqueredirect") {
      var copy = answer.clone();
      caches.open(name).then(function (store) { store.put(path, copy); });
    }
    return answer;
  }).catch(function (error) {
    return caches.open(name).then(function (store) {
      return store.match(path).then(function (found) { return found || (name === PAGES ? store.match("/family") : null); });
    }).then(function (found) {
      if (!found) { throw error; }
      return found;
    });
  });
}

self.addEventListener("fetch", function (event) {
  var request = event.request, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) { return; }
  if (url.pathname.indexOf("/look/") === 0) {
    event.respondWith(first(request, LOOK, url.pathname));
  } else if (request.mode === "navigate" && KEPT.test(url.pathname)) {
    event.respondWith(first(request, PAGES, key(url)));
  }
});
