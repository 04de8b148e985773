/* A diary on the phone itself: the same screens as the server's, from the page's own template, with or without a
   network. The phone only helps to write: the server reads every answer again. Old phones: Chrome 61. */
"use strict";

(function () {
  var root = document.getElementById("diary"), store = window.nuanxin;
  var source = document.getElementById("screens");
  if (!root || !source || !store || !source.content) { return; }
  var page = root.dataset, screens = source.content, form = root.querySelector("form.screen");
  var USUAL = ".usual", REVIEW = ".review";
  var KEY = store.DRAFT + store.owner + location.pathname.replace("/family/diary/fill", "") + location.search.replace(/[?&](lang|done)=[^&]*/g, "");
  var items = Array.from(screens.querySelectorAll("[data-rules]"), function (each) {
    var rules = JSON.parse(each.dataset.rules);
    rules.key = each.dataset.step;
    return rules;
  });
  var asks = !!screens.querySelector('[data-step="' + USUAL + '"]');
  var draft, at, told = {};

  function blank() { return { id: store.uuid(), version: page.version, answers: {}, usual: null, sure: [], skipped: [] }; }
  function screen(step) { return screens.querySelector('[data-step="' + step + '"]'); }
  function item(step) { return items.filter(function (each) { return each.key === step; })[0]; }
  function all(where, what) { return Array.from(where.querySelectorAll(what)); }
  function piece(name) { return screens.querySelector('[data-piece="' + name + '"]').cloneNode(true); }
  function label(step, value) {
    var field = screen(step).querySelector('[value="' + value + '"]');
    var found = field && (field.querySelector("[data-label]") || field.parentNode.querySelector("[data-label]"));
    return found ? found.firstChild.textContent.trim() : String(value);
  }

  /* A number as it is typed: full-width, 38度5, 38.5°C. NaN where it is none. */
  function number(text) {
    var plain = String(text).normalize("NFKC").replace(/[度点。]/g, ".").replace(/[\s°cC]/g, "").replace(/\.$/, "");
    return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : NaN;
  }
  function amount(rules, raw) {
    if (raw === undefined || raw.skipped) { return NaN; }
    var typed = typeof raw === "object" ? raw.amount : raw;
    return number(typed) * (rules.factors && rules.factors[raw.unit] || 1);
  }
  function options(raw) { return Array.isArray(raw) ? raw : typeof raw === "string" ? [raw] : []; }

  /* Which screens there are: the same order and rules as on the server. */
  function comes(rules) {
    var given = rules.key in draft.answers;
    var asked = rules.when.every(function (each) {
      if (!visible(each.item)) { return false; }
      var raw = draft.answers[each.item];
      if (each.least !== null) { return amount(item(each.item), raw) >= each.least; }
      return options(raw).some(function (key) { return each.options.indexOf(key) >= 0; });
    });
    var spared = rules.usual !== null || (rules.optional && !rules.when.length);
    return asked && (given || !(asks && draft.usual !== false && spared));
  }
  function visible(step) { var rules = item(step); return step in draft.answers && comes(rules); }
  function steps() {
    var keys = items.filter(comes).map(function (each) { return each.key; });
    return (asks ? [USUAL] : []).concat(keys, [REVIEW]);
  }
  function settled(step) {
    if (step === USUAL) { return draft.usual !== null; }
    return step !== REVIEW && !told[step] && (step in draft.answers || draft.skipped.indexOf(step) >= 0);
  }
  function next() { return steps().filter(function (each) { return !settled(each); })[0] || REVIEW; }
  function before(step) { var found = steps(), place = found.indexOf(step); return place < 0 ? REVIEW : found[place - 1]; }

  /* How pressing what was answered is, by the pack's own lists. */
  function level() {
    var found = items.filter(function (each) { return visible(each.key); }).map(function (rules) {
      var raw = draft.answers[rules.key], high = amount(rules, raw);
      var chosen = options(raw).map(function (key) {
        var field = screen(rules.key).querySelector('[name="answer"][value="' + key + '"]');
        return field ? field.dataset.level : "";
      });
      if (high <= rules.most) { rules.levels.forEach(function (each) { if (high >= each[0]) { chosen.push(each[1]); } }); }
      return chosen;
    }).reduce(function (one, other) { return one.concat(other); }, []);
    return found.indexOf("emergency") >= 0 ? "emergency" : found.indexOf("urgent") >= 0 ? "urgent" : "";
  }

  function save() {
    var kept = store.write(KEY, { draft: draft, at: at, saved_at: Date.now() });
    var saved = document.getElementById("saved");
    saved.textContent = (kept ? saved.dataset.kept : saved.dataset.open).replace("{at}", store.clock(Date.now()));
  }

  /* ---- showing ---- */

  function fill(where, raw) {
    all(where, "input[type=text], textarea").forEach(function (each) {
      var value = raw && typeof raw === "object" ? raw[each.name] : raw;
      var offered = where.querySelector('button[name=answer][value="' + value + '"]');
      each.value = value === undefined || (each.name === "amount" && offered) ? "" : value;
    });
    all(where, "input[type=radio]").forEach(function (each) { each.checked = !!raw && raw[each.name] === each.value; });
    all(where, "input[type=checkbox]").forEach(function (each) { each.checked = options(raw).indexOf(each.value) >= 0; });
    all(where, "button[name=answer]").forEach(function (each) {
      if (options(raw).indexOf(each.value) >= 0) { each.classList.add("answer--before"); each.appendChild(piece("mark")); }
    });
  }

  function complain(where, step) {
    var about = told[step];
    if (!about) { return; }
    var said = piece(about.mark ? "ask" : "wrong"), legend = where.querySelector("legend, h1"), fields = all(where, "input[type=text], textarea");
    said.id = "e-" + step;
    said.textContent = about.said;
    legend.parentNode.insertBefore(said, legend.nextSibling);
    fields.forEach(function (each) {
      if (!about.mark) { each.setAttribute("aria-invalid", "true"); }
      each.setAttribute("aria-describedby", "h-" + step + " e-" + step);
    });
    if (about.mark) {
      var sure = piece("sure");
      sure.querySelector("button").value = "sure:" + about.mark;
      where.querySelector("fieldset").appendChild(sure);
    }
  }

  function review(where) {
    var lines = where.querySelector("dl"), row = lines.removeChild(lines.querySelector("[data-row]")), usual = [];
    function add(step, asked, said) {
      var found = row.cloneNode(true), button = found.querySelector("button");
      found.querySelector("dt").textContent = asked;
      found.querySelector("dd").appendChild(said);
      found.querySelector(".vh").textContent = asked;
      button.value = "edit:" + step;
      lines.appendChild(found);
    }
    items.filter(comes).forEach(function (rules) {
      if (rules.key in draft.answers) { add(rules.key, screen(rules.key).querySelector("h1").textContent, document.createTextNode(words(rules))); }
    });
    if (draft.usual) {
      var list = document.createElement("ul");
      list.className = "said__list";
      items.forEach(function (rules) {
        if (rules.usual === null || rules.key in draft.answers) { return; }
        list.appendChild(document.createElement("li")).textContent = rules.usual;
      });
      add(USUAL, row.dataset.usual, list);
    }
    all(where, "[data-add]").forEach(function (each) {
      if (each.dataset.add in draft.answers) { each.parentNode.removeChild(each); }
    });
    var more = where.querySelector(".add");
    if (more && !more.querySelector("[data-add]")) { more.parentNode.removeChild(more); }
  }

  function words(rules) {
    var raw = draft.answers[rules.key], step = rules.key;
    if (raw.skipped) { return screen(step).querySelector("button[value=skip]").textContent; }
    if (rules.type === "text") { return raw; }
    if (rules.type === "count") { return raw; }
    if (rules.type === "blood-pressure") { return raw.upper + "/" + raw.lower + " mmHg"; }
    if (rules.type === "temperature") { return raw.amount + " °C" + (raw.place ? page.comma + label(step, raw.place) : ""); }
    if (rules.type === "number") { return raw.amount + " " + (raw.unit ? label(step, raw.unit) : ""); }
    return options(raw).map(function (each) { return label(step, each); }).join(page.list);
  }

  function render(step, focus) {
    at = step;
    var found = screen(step).cloneNode(true), course = steps(), nth = course.indexOf(step) < 0 ? course.length : course.indexOf(step) + 1;
    all(form, ":scope > :not(input)").forEach(function (each) { form.removeChild(each); });
    if (step === REVIEW) { review(found); } else { fill(found, draft.answers[step]); complain(found, step); }
    if (level() === "emergency" && step !== USUAL) { form.appendChild(piece("emergency")); }
    form.appendChild(found);
    var bar = root.querySelector(".steps");
    while (bar.firstChild) { bar.removeChild(bar.firstChild); }
    course.forEach(function (each, place) { bar.appendChild(document.createElement("i")).className = place + 1 < nth ? "on" : place + 1 === nth ? "at" : ""; });
    document.getElementById("step").textContent = page.step.replace("{nth}", nth).replace("{total}", course.length);
    var intro = document.getElementById("intro");
    if (intro) { intro.hidden = nth > 1; }
    if (focus) {
      window.scrollTo(0, 0);
      (found.querySelector("[aria-invalid]") || found.querySelector("h1")).focus();
    }
  }

  function go(step) {
    if (step !== at) { history.pushState({ step: step }, ""); }
    render(step, true);
    save();
  }

  /* ---- answering ---- */

  function raw(rules, button) {
    var typed = {};
    all(form, "input[type=text], textarea, input[type=radio]:checked").forEach(function (each) { typed[each.name] = each.value.trim(); });
    if (button.name === "answer") { return rules.type === "several" ? [button.value] : button.value; }
    if (rules.type === "several") {
      var ticked = all(form, "input[type=checkbox]:checked").map(function (each) { return each.value; });
      return ticked.length ? ticked : undefined;
    }
    if (rules.type === "text") { return typed.text || undefined; }
    if (rules.type === "count") { return typed.amount || undefined; }
    if (rules.type === "blood-pressure") { return typed.upper || typed.lower ? { upper: typed.upper, lower: typed.lower } : undefined; }
    if (rules.type === "temperature") { return typed.amount ? { amount: typed.amount, place: typed.place || "" } : undefined; }
    if (rules.type === "number") { return typed.amount ? { amount: typed.amount, unit: typed.unit || "" } : undefined; }
    return undefined;
  }

  function without(list, key) { return list.filter(function (each) { return each !== key; }); }

  function answer(rules, button) {
    var step = rules.key, go_ = button.name === "go" ? button.value : "";
    var found = go_ === "skip" ? (rules.skip ? { skipped: true } : undefined) : raw(rules, button);
    delete told[step];
    delete draft.answers[step];
    draft.skipped = without(draft.skipped, step);
    if (found === undefined) {
      if (rules.optional) { draft.skipped.push(step); go(next()); return; }
      told[step] = { said: rules.missing };
      render(step, true);
      return;
    }
    draft.answers[step] = found;
    if (go_.indexOf("sure:") === 0) { draft.sure.push(go_.slice(5)); }
    if (found.skipped || !("least" in rules)) { go(next()); return; }
    look(rules, found).then(function (about) {
      if (about) { told[step] = about; render(step, true); save(); } else { go(next()); }
    });
  }

  /* What there is to say about an amount: the server's words, without a network the phone's own. */
  function look(rules, found) {
    if (!navigator.onLine) { return Promise.resolve(own(rules, found)); }
    return store.post("/family/diary/look", body(rules.key), 3000).then(function (told) {
      if (told.refused) { return own(rules, found); }
      return told.wrong ? { said: told.wrong } : told.ask ? { said: told.ask.said, mark: told.ask.mark } : null;
    }, function () { return own(rules, found); });
  }

  function own(rules, found) {
    if (rules.type === "blood-pressure") {
      var upper = number(found.upper), lower = number(found.lower);
      if (isNaN(upper) || isNaN(lower)) { return { said: rules.unreadable }; }
      var wild = [upper, lower].filter(function (each) { return each < rules.least || each > rules.most; })[0];
      return wild === undefined ? null : { said: rules.outside.replace("{typed}", wild) };
    }
    var kept = amount(rules, found), typed = typeof found === "object" ? found.amount : found;
    if (isNaN(kept)) { return { said: rules.unreadable }; }
    if (kept < rules.least || kept > rules.most) { return { said: rules.outside.replace("{typed}", typed) }; }
    if (rules.choose && !(found.place || found.unit)) { return { said: rules.choose }; }
    if (rules.likely && (kept < rules.likely[0] || kept > rules.likely[1])) {
      var mark = rules.key + "=" + Math.round(kept * 10) / 10 + rules.mark;
      return draft.sure.indexOf(mark) < 0 ? { said: rules.ask.replace("{typed}", kept), mark: mark } : null;
    }
    return null;
  }

  function body(step) {
    return { child: page.child, instrument: page.diary, draft: draft, at: step || "", zone: zone() };
  }
  function zone() { try { return Intl.DateTimeFormat().resolvedOptions().timeZone || ""; } catch (error) { return ""; } }

  /* ---- sending ---- */

  function send(button, whole) {
    if (whole && next() !== REVIEW) { go(next()); return; }
    button.disabled = true;
    draft.written_at = store.now().toISOString();
    if (page.due) { draft.due_on = page.due; }
    var entry = { owner: store.owner, child: page.child, instrument: page.diary, name: page.name, draft: draft, zone: zone(), skew: store.skew(), whole: whole };
    var kept = store.add(entry);
    if (kept) { store.forget(KEY); }
    store.sendOne(entry, true).then(function (answer) {
      if (answer.kept) { store.forget(KEY); leave("/family/diary/entries/" + draft.id + "?done=sent"); return; }
      mend(answer, button);
    }, function () { waits(); });
  }

  function leave(path) { location.href = path; }

  /* It could not be kept as it is: back to the question it is about. */
  function mend(answer, button) {
    var first = (answer.wrong || [])[0] || (answer.asks || [])[0];
    button.disabled = false;
    if (answer.outcome === "entry-changed") { store.remove(draft.id); leave("/family/diary/entries/" + draft.id + "?done=before"); return; }
    if (!first || !item(first.item)) { leave("/family?child=" + page.child); return; }
    store.remove(draft.id);
    told = {};
    (answer.wrong || []).concat(answer.asks || []).reverse().forEach(function (each) { told[each.item] = each; });
    go(first.item);
  }

  function waits() {
    all(form, ":scope > :not(input)").forEach(function (each) { form.removeChild(each); });
    var found = screen(".waits").cloneNode(true), pressing = level();
    if (pressing === "emergency") { form.appendChild(piece("emergency")); }
    if (pressing !== "urgent") { found.removeChild(found.querySelector("[data-urgent]")); }
    form.appendChild(found);
    all(root, ".bar, .steps, .step, #saved, #anew").forEach(function (each) { each.hidden = true; });
    found.querySelector("h1").focus();
    store.watched = draft.id;
    store.show();
  }

  /* ---- moving ---- */

  root.addEventListener("submit", function (event) { event.preventDefault(); });
  root.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && event.target.matches("input[type=text]")) {
      event.preventDefault();
      form.querySelector('button[value="next"]').click();
    }
  });
  root.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (!button) { return; }
    event.preventDefault();
    var wanted = button.name === "go" ? button.value : "";
    if (wanted === "back") {
      var step = before(at);
      if (step) { go(step); } else { leave("/family?child=" + page.child); }
    } else if (wanted === "anew") {
      store.remove(draft.id);
      store.forget(KEY);
      begin(blank(), null);
    } else if (wanted === "send" || wanted === "part") {
      send(button, wanted === "send");
    } else if (wanted.indexOf("edit:") === 0) {
      go(wanted.slice(5));
    } else if (at === USUAL) {
      draft.usual = wanted === "usual";
      go(next());
    } else if (item(at)) {
      answer(item(at), button);
    }
  });
  window.addEventListener("popstate", function (event) { render(event.state && event.state.step || next(), true); });

  function begin(found, step) {
    draft = found;
    told = {};
    draft.version = page.version;
    at = step && screen(step) ? step : next();
    history.replaceState({ step: at }, "");
    render(at, false);
    var anew = document.getElementById("anew");
    anew.hidden = !Object.keys(draft.answers).length && draft.usual === null;
  }

  var wanted = location.hash.slice(1), stuck = store.mine().filter(function (each) { return each.draft.id === wanted; })[0];
  var kept = store.read(KEY, null);
  if (stuck) {
    begin(stuck.draft, REVIEW);
  } else if (kept) {
    begin(kept.draft, kept.at);
    document.getElementById("saved").textContent = page.begun.replace("{at}", store.clock(kept.saved_at));
  } else {
    begin(blank(), null);
  }
})();
