// Small acts answer with their own line, which takes the old one's place. Nothing needs this: each form works by itself.
(function () {
  var page = document.querySelector("[data-watch]"), touched = false;
  var here = document.querySelector(".rail [aria-current]");
  document.addEventListener("input", function () { touched = true; });

  // Where something has to be put right, else the line itself, so that a keyboard goes on from there.
  function wrongIn(part) {
    var said = part.querySelector(".err");
    return part.querySelector("[aria-invalid]") || (said && said.parentNode.querySelector("input:not([type=hidden]), select, textarea"));
  }
  function land(line) { (wrongIn(line) || line).focus(); }

  document.addEventListener("submit", function (event) {
    var form = event.target, line = document.getElementById(form.getAttribute("data-part") || "");
    if (!line || !window.fetch) return;
    event.preventDefault();
    if (line.classList.contains("busy")) return;
    line.classList.add("busy");
    fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "X-Part": "1" } })
      .then(function (answer) {
        var html = (answer.headers.get("content-type") || "").indexOf("text/html") === 0;
        if (!html || answer.redirected) throw new Error("not a line");
        return answer.text();
      })
      .then(function (text) {
        var fresh = new DOMParser().parseFromString(text, "text/html").getElementById(line.id);
        if (!fresh) throw new Error("not a line");
        line.replaceWith(fresh);
        touched = !!fresh.querySelector("details[open]");
        land(fresh);
      })
      .catch(function () { line.classList.remove("busy"); form.removeAttribute("data-part"); form.submit(); });
  });

  document.addEventListener("keydown", function (event) {
    var open = event.key === "Escape" && document.querySelector("details.do[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
  });

  var menu = here && here.parentNode.parentNode;
  if (menu && here.offsetLeft + here.offsetWidth > menu.clientWidth) menu.scrollLeft = here.offsetLeft - 16;
  var open = document.querySelector("main .act .err"), wrong = open && wrongIn(open.parentNode);
  if (wrong) wrong.focus();

  // A page that watches a clock reads itself again every minute, unless somebody is writing on it.
  if (page) setInterval(function () {
    if (!touched && !document.hidden && !document.querySelector("details[open] form")) location.reload();
  }, 1000 * Number(page.getAttribute("data-watch")));
})();
