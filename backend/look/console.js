// A page that watches a clock reads itself again every minute, unless somebody is writing on it. Nothing needs this.
(function () {
  var page = document.querySelector("[data-watch]"), touched = false;
  if (!page) return;
  document.addEventListener("input", function () { touched = true; });
  setInterval(function () {
    if (!touched && !document.hidden && !document.querySelector("details[open] form")) location.reload();
  }, 1000 * Number(page.getAttribute("data-watch")));
})();
