// Makes pages nicer that work without it.
const root = document.documentElement;
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const near = (event, selector) => event.target.closest?.(selector);
root.classList.add("scripted");

// What only works with script is sent hidden.
function reveal(from = document) {
  all("[data-dismiss], [data-copy], [data-pick-all]", from).forEach((element) => (element.hidden = false));
  all("time[data-relative]", from).forEach(relative);
  // The tab that is current is in sight, however many there are.
  all(".tabs [aria-current]", from).forEach((tab) => {
    const { left, right } = tab.parentElement.getBoundingClientRect();
    const place = tab.getBoundingClientRect();
    if (place.right > right) tab.parentElement.scrollLeft += place.left - left - 48;
  });
  all("[data-order] .picture-shown", from).forEach((shown) => (shown.draggable = true));
}

// Times grow older in the server's own words, where we know them.
function relative(time) {
  const minutes = (Date.now() - new Date(time.dateTime)) / 60000;
  if (!root.lang.startsWith("en") || minutes < 0 || minutes >= 1440) return;
  time.textContent =
    minutes < 1 ? "just now" : minutes < 60 ? `${Math.floor(minutes)} min ago` : `${Math.floor(minutes / 60)} h ago`;
}
setInterval(() => all("time[data-relative]").forEach(relative), 30000);

addEventListener("keydown", (event) => {
  const search = document.querySelector("[data-search]");
  const chord = event.ctrlKey || event.metaKey;
  if (search && (chord ? event.key === "k" : event.key === "/" && !near(event, "input, textarea, select"))) {
    event.preventDefault();
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
for (const end of ["pointerout", "focusout"])
  addEventListener(end, (event) => near(event, ".term")?.classList.remove("hushed"));

// In a grid of inputs, Enter and the arrows go up and down.
addEventListener("keydown", (event) => {
  const cell = near(event, ".variant-grid td");
  const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!cell || !step || !event.target.matches("input:not([type=checkbox])")) return;
  event.preventDefault();
  const rows = all("tr", cell.closest("tbody"));
  const row = rows[rows.indexOf(cell.parentElement) + step];
  row?.cells[cell.cellIndex].querySelector("input:not([type=hidden])")?.select();
});

addEventListener("click", (event) => {
  all("details[name=menu][open]").forEach((menu) => menu.contains(event.target) || (menu.open = false));
  near(event, "[data-dismiss]")?.closest(".notice").remove();
  const copy = near(event, "[data-copy]");
  if (copy)
    navigator.clipboard?.writeText(copy.dataset.copy).then(() => {
      const before = copy.title;
      copy.title = copy.ariaLabel = "Copied";
      copy.classList.add("copied");
      setTimeout(() => {
        copy.title = copy.ariaLabel = before;
        copy.classList.remove("copied");
      }, 2000);
    });
});

// A form that changes something is sent once; coming back revives it.
let leaving = false;
addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "get") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  leaving = true;
  all("button", form).forEach((button) => (button.ariaDisabled = "true"));
  // An answer that is a file leaves the page where it is.
  setTimeout(revive, 8000);
});
function revive() {
  leaving = false;
  all("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    all("button", form).forEach((button) => (button.ariaDisabled = null));
  });
}
addEventListener("pageshow", revive);

// A form with a save bar knows what is unsaved.
for (const change of ["input", "reset"])
  addEventListener(change, (event) => {
    const form = event.target.form ?? event.target;
    const note = form.querySelector?.("[data-save-bar] > :first-child");
    if (!note) return;
    note.dataset.before ??= note.textContent;
    form.classList.toggle("unsaved", change === "input");
    note.textContent = change === "input" ? "Unsaved changes" : note.dataset.before;
  });
addEventListener("beforeunload", (event) => {
  if (!leaving && document.querySelector("form.unsaved")) event.preventDefault();
});

// What the seller receives of a price, counted in whole numbers as the server counts it.
function receive(input) {
  const fees = input.closest("[data-fees]");
  const told = input.closest("td, [data-fees]")?.querySelector("[data-receive]");
  if (!told) return;
  const [places, commission, tax, code, sign] = fees.dataset.fees.split(" ");
  const [, whole, part = ""] = input.value.trim().match(/^(\d+)\.?(\d*)$/) ?? [];
  told.textContent = "";
  if (!whole || part.length > places) return;
  const price = BigInt(whole + part.padEnd(places, "0"));
  const share = (amount, points, most) => {
    const fee = (amount * BigInt(points) + 5000n) / 10000n;
    return fee < most ? fee : most;
  };
  const fee = share(price, commission, price);
  const left = price - fee - share(fee, tax, price - fee);
  const digits = String(left).padStart(Number(places) + 1, "0");
  const end = digits.length - places;
  const major = digits.slice(0, end).replace(/\B(?=(\d{3})+$)/g, ",");
  const minor = end < digits.length ? `.${digits.slice(end)}` : "";
  if (price) told.textContent = `You'll receive ${sign}${major}${minor}${sign ? "" : `\u00a0${code}`}`;
}

// How search engines show what is typed.
function previewSearch(form) {
  const box = form?.querySelector("[data-found]");
  if (!box) return;
  const typed = (name) => form.elements[name].value.trim();
  const slug = (text) => text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f'’]/g, "").replace(/[^a-z0-9]+/g, "-");
  const title = typed("seo_title") || `${typed("name")} · ${box.dataset.found}`;
  const text = (typed("seo_description") || typed("description")).replace(/\s+/g, " ");
  box.querySelector("[data-found-handle]").textContent = slug(typed("handle") || typed("name")).replace(/^-|-$/g, "");
  box.querySelector("[data-found-title]").textContent = title;
  box.querySelector("[data-found-text]").textContent = text.slice(0, 155);
  all("[data-count]", form).forEach((note, at) => {
    note.textContent = `${[...[title, text][at]].length} of the roughly ${note.dataset.count} characters shown.`;
  });
}
addEventListener("input", ({ target }) => {
  if (/(^|\[)price\]?$/.test(target.name)) receive(target);
  if (/^(name|description|handle|seo_\w+)$/.test(target.name)) previewSearch(target.form);
});

// A column of a grid is filled at once.
addEventListener("click", (event) => {
  const button = near(event, "[data-mark=set-all]");
  if (!button) return;
  event.preventDefault();
  const table = button.closest("table");
  for (const of of all("[data-all]", table)) {
    if (of.value.trim())
      all(`[data-cell=${of.dataset.all}]`, table).forEach((cell) => {
        cell.value = of.value;
        cell.dispatchEvent(new Event("input", { bubbles: true }));
      });
    of.value = "";
  }
});

// Filters apply themselves; picks are counted.
addEventListener("change", (event) => {
  const { target } = event;
  const { form } = target;
  if (target.matches("form[data-auto] :is(select, [type=checkbox], [type=radio])")) find(form);
  if (!form || !near(event, ".pick")) return;
  const picks = all("tbody .pick input", form);
  const head = form.querySelector("[data-pick-all] input");
  if (target === head) picks.forEach((pick) => (pick.checked = head.checked));
  const picked = picks.filter((pick) => pick.checked).length;
  if (head) {
    head.checked = picked === picks.length;
    head.indeterminate = picked > 0 && !head.checked;
  }
  const count = form.querySelector("[data-pick-count]");
  if (count) count.textContent = `${picked} picked`;
});

// A search shows what it finds while it is typed: the same page is fetched, and what is live of it put in place.
let typing, fetching, found;
const place = () => location.pathname + location.search;
let shown = place();
addEventListener("input", ({ target }) => {
  if (!target.matches("form[data-auto] input") || !document.querySelector("[data-live]")) return;
  clearTimeout(typing);
  typing = setTimeout(find, 150, target.form);
});
// Back and forward lead to another search; a link within the page leads nowhere else.
addEventListener("popstate", () => place() === shown || location.reload());
async function find(form) {
  clearTimeout(typing);
  const live = all("[data-live]");
  if (!live.length) return form.requestSubmit();
  const address = new URL(form.action);
  for (const [name, value] of new FormData(form)) if (value) address.searchParams.append(name, value);
  fetching?.abort();
  fetching = new AbortController();
  try {
    const answer = await fetch(address, { signal: fetching.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok || answer.redirected) return form.requestSubmit();
    for (const old of live) {
      const fresh = page.getElementById(old.id);
      old.replaceWith(fresh);
      reveal(fresh);
    }
    // One search is one step back, however many letters it took.
    history[found === form ? "replaceState" : "pushState"](null, "", address);
    found = form;
    shown = place();
  } catch (error) {
    if (error.name !== "AbortError") form.requestSubmit();
  }
}

// A field that is offered a long list asks for the part that fits what is typed, and says what the text is.
let asking;
addEventListener("input", ({ target }) => {
  const box = target.closest?.("[data-suggest]");
  if (!box) return;
  clearTimeout(asking);
  asking = setTimeout(async () => {
    const typed = target.value;
    try {
      const answer = await fetch(`${box.dataset.suggest}?${new URLSearchParams({ q: typed })}`);
      const { note, paths } = await answer.json();
      if (!answer.ok || typed !== target.value) return;
      const help = box.querySelector(".help");
      if (help && note) help.textContent = note;
      target.list.replaceChildren(...paths.map((path) => new Option(path)));
    } catch {
      // What was offered stays.
    }
  }, 200);
});

// Things in an order are dragged, and their numbers follow.
let dragged;
addEventListener("dragstart", (event) => (dragged = near(event, "[data-order] > li")));
addEventListener("dragover", (event) => {
  const over = dragged && near(event, "[data-order] > li");
  if (over?.parentElement !== dragged?.parentElement) return;
  event.preventDefault();
  if (over === dragged) return;
  const later = dragged.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING;
  over[later ? "after" : "before"](dragged);
});
addEventListener("dragend", () => {
  if (!dragged) return;
  const places = all("input[type=number]", dragged.parentElement);
  places.forEach((place, at) => (place.value = at + 1));
  places[0].dispatchEvent(new Event("input", { bubbles: true }));
  dragged = null;
});

// What goes on by itself is fetched again until the server says that it is done.
function poll(element) {
  const seconds = Number(element.dataset.poll);
  if (seconds > 0) setTimeout(again, seconds * 1000, element);
}
async function again(element) {
  let fresh;
  try {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.ok) fresh = page.getElementById(element.id);
  } catch {
    // The next try may reach the server again.
  }
  if (fresh && !element.contains(document.activeElement) && !element.querySelector(".unsaved")) {
    element.replaceWith(fresh);
    reveal(fresh);
    element = fresh;
  }
  poll(element);
}

reveal();
all("[data-poll]").forEach(poll);

// A page that is open hears what happens, and fetches itself again: what changed is put in place, and where one is
// (focus, scroll, what is typed and chosen) stays.
const stage = document.querySelector(".frame:has(main[data-hears])");
let stale, fetched = 0;
if (stage && !location.pathname.startsWith("/do/")) listen(stage.querySelector("main").dataset.after);
function listen(after, wait) {
  const address = new URL("/api/v1/ws", location.href);
  address.protocol = address.protocol.replace("http", "ws");
  if (after) address.searchParams.set("after", after);
  const socket = new WebSocket(address);
  const began = Date.now();
  const kinds = stage.querySelector("main").dataset.hears.split(" ");
  socket.onopen = () => wait && !after && refresh();
  socket.onmessage = ({ data }) => {
    const { event_id, type } = JSON.parse(data);
    after = event_id;
    if (type === "resync" || kinds.some((kind) => type.startsWith(kind))) refresh();
  };
  socket.onclose = ({ code }) => {
    // Who was signed out is told so when they go on.
    if (code === 1008) return;
    const pause = Date.now() - began > 60000 ? 1000 : Math.min((wait ?? 500) * 2, 60000);
    setTimeout(listen, pause * (0.5 + Math.random()), after, pause);
  };
}
addEventListener("visibilitychange", () => stale && !document.hidden && refresh());
function refresh() {
  stale = true;
  clearTimeout(refresh.due);
  if (!document.hidden) refresh.due = setTimeout(fetchAgain, Math.max(150, fetched + 2000 - Date.now()));
}
async function fetchAgain() {
  [stale, fetched] = [false, Date.now()];
  const here = location.href;
  try {
    const answer = await fetch(here);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(".frame");
    if (here !== location.href || answer.redirected) return;
    if (!answer.ok || !fresh) throw answer.status;
    morph(stage, fresh);
    reveal(stage);
  } catch {
    setTimeout(refresh, 15000);
  }
}
const key = (node) =>
  node.id || (/^(TR|LI)$/.test(node.nodeName) && node.querySelector("a[href]")?.getAttribute("href")) || "";
const alike = (one, other) => one.nodeName === other.nodeName && key(one) === key(other);
const controls = "input:not([type=hidden]), textarea, select";
const isTouched = (control) =>
  control === document.activeElement ||
  control.checked !== control.defaultChecked ||
  (control.options
    ? [...control.options].some((option) => option.selected !== option.defaultSelected)
    : control.value !== control.defaultValue);
const isHeld = (node) =>
  node.nodeType === 1 &&
  (node.matches(".notice, form[data-sent], form.unsaved") ||
    (node.matches(controls) ? isTouched(node) : all(controls, node).some(isTouched)));
function morph(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== 1) return void (old.nodeValue = fresh.nodeValue);
  if (old.matches("form[data-sent], form.unsaved") || (old.matches(controls) && isTouched(old))) return;
  for (const { name } of [...old.attributes]) if (name !== "open" && !fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes)
    if (name !== "open" && old.getAttribute(name) !== value) old.setAttribute(name, value);
  const coming = [...fresh.childNodes];
  let at = old.firstChild;
  coming.forEach((child, index) => {
    // What is there no longer makes room, unless one is at work in it.
    while (at && !alike(at, child) && !coming.slice(index).some((later) => alike(at, later))) {
      const gone = at;
      at = at.nextSibling;
      if (!isHeld(gone)) gone.remove();
    }
    if (at && alike(at, child)) {
      morph(at, child);
      at = at.nextSibling;
      return;
    }
    let same = at;
    while (same && !alike(same, child)) same = same.nextSibling;
    old.insertBefore(same ?? document.importNode(child, true), at);
    if (same) morph(same, child);
  });
  while (at) {
    const gone = at;
    at = at.nextSibling;
    if (!isHeld(gone)) gone.remove();
  }
}
