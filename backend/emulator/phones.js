// Fetches what is new in the open thread every two seconds; the page works without it.
const lines = document.getElementById("lines");
const end = document.getElementById("end");

async function refresh() {
  const answer = await fetch(`${lines.dataset.thread}?count=${lines.dataset.count}`);
  if (answer.status !== 200) return;
  const atEnd = end.getBoundingClientRect().top < window.innerHeight + 200;
  lines.innerHTML = await answer.text();
  lines.dataset.count = lines.querySelectorAll(".said").length;
  if (atEnd) end.scrollIntoView();
}

if (lines) {
  end.scrollIntoView();
  setInterval(() => { if (!document.hidden) refresh().catch(() => {}); }, 2000);
}
