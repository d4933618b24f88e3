// Makes pages nicer that work without it. Each part finds what it improves by a data attribute.
const root = document.documentElement;
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
root.classList.add("scripted");

// What only works with script is sent hidden.
function reveal(from = document) {
  all("[data-dismiss], [data-copy], [data-pick-all]", from).forEach((element) => (element.hidden = false));
  all("time[data-relative]", from).forEach(relative);
}

// Times.
function relative(time) {
  const seconds = (new Date(time.dateTime) - Date.now()) / 1000;
  const [size, unit] =
    [[60, "second"], [3600, "minute"], [86400, "hour"], [604800, "day"]].find(([limit]) => Math.abs(seconds) < limit) ?? [];
  if (!size) return;
  const amounts = { second: 1, minute: 60, hour: 3600, day: 86400 };
  const words = new Intl.RelativeTimeFormat(root.lang || "en", { numeric: "auto", style: "short" });
  time.textContent = words.format(unit === "second" ? 0 : Math.trunc(seconds / amounts[unit]), unit);
}
setInterval(() => all("time[data-relative]").forEach(relative), 30000);

// Search, and putting open things away.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  const search = document.querySelector("[data-search]");
  if (search && ((event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) || (event.key === "k" && (event.ctrlKey || event.metaKey)))) {
    event.preventDefault();
    search.focus();
    search.select();
  }
  if (event.key === "Escape") {
    const open = document.querySelector("details[name=menu][open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
    all(".term:hover, .term:focus").forEach((term) => term.classList.add("hushed"));
  }
});
document.addEventListener("pointerout", (event) => event.target.closest?.(".term")?.classList.remove("hushed"));
document.addEventListener("focusout", (event) => event.target.closest?.(".term")?.classList.remove("hushed"));

document.addEventListener("click", (event) => {
  all("details[name=menu][open]").forEach((menu) => menu.contains(event.target) || (menu.open = false));
  event.target.closest("[data-dismiss]")?.closest(".notice").remove();
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    navigator.clipboard?.writeText(copy.dataset.copy).then(() => {
      const before = copy.getAttribute("aria-label");
      copy.setAttribute("aria-label", "Copied");
      copy.classList.add("done");
      setTimeout(() => {
        copy.setAttribute("aria-label", before);
        copy.classList.remove("done");
      }, 2000);
    });
  }
});

// A form is sent once; back brings it alive again.
let leaving = false;
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) return;
  if (form.method === "get") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  leaving = true;
  setTimeout(() => all("button", form).forEach((button) => button.setAttribute("aria-disabled", "true")));
});
addEventListener("pageshow", () => {
  leaving = false;
  all("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    all("button[aria-disabled]", form).forEach((button) => button.removeAttribute("aria-disabled"));
  });
});

// Changes: filters apply themselves, forms with a save bar know what is unsaved, picks are counted.
const unsaved = () => all("form[data-unsaved]").length > 0;
document.addEventListener("input", (event) => {
  const bar = event.target.form?.querySelector("[data-save-bar]");
  if (!bar || event.target.form.dataset.unsaved) return;
  event.target.form.dataset.unsaved = "yes";
  bar.firstElementChild.textContent = "Unsaved changes";
});
addEventListener("beforeunload", (event) => unsaved() && !leaving && event.preventDefault());

document.addEventListener("change", (event) => {
  const target = event.target;
  if (target.matches("form[data-auto] :is(select, [type=date], [type=checkbox], [type=radio])")) target.form.requestSubmit();
  const form = target.closest("form");
  if (!form || !target.closest(".pick")) return;
  const picks = all("tbody .pick input", form);
  const head = form.querySelector("[data-pick-all] input");
  if (target === head) picks.forEach((pick) => (pick.checked = head.checked));
  const picked = picks.filter((pick) => pick.checked).length;
  if (head) {
    head.checked = picked === picks.length;
    head.indeterminate = picked > 0 && picked < picks.length;
  }
  const count = form.querySelector("[data-pick-count]");
  if (count) count.textContent = `${picked} picked`;
});

// What goes on by itself is fetched again until the server says it is done.
function poll(element) {
  const seconds = Number(element.dataset.poll);
  if (!(seconds > 0)) return;
  setTimeout(async () => {
    if (!element.isConnected) return;
    let fresh;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (answer.ok) fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(element.id);
    } catch {
      // The next try may reach the server again.
    }
    if (fresh && element.contains(document.activeElement) && fresh.dataset.poll) return poll(element);
    if (fresh) element.replaceWith(fresh);
    reveal(fresh ?? element);
    poll(fresh ?? element);
  }, seconds * 1000);
}

reveal();
all("[data-poll]").forEach(poll);
