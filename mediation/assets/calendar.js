// The picture beside the agenda. It asks before anything is moved, and the server decides.

import { Calendar } from "fullcalendar";
import interaction from "fullcalendar/interaction";
import locale from "fullcalendar/locales/en-gb";
import theme from "fullcalendar/themes/classic";
import timeGrid from "fullcalendar/timegrid";
import { startAt } from "./_components.js";

const GROUNDS = { meeting: "var(--brand-pale)", works: "var(--surface)" };
const HEADER = 28; // pixels
const HOUR = 64; // tall enough for a time, a badge and a long name
const SHARED_HOUR = 84; // and for the mediator's name, where several are shown
const FRESHEN_EVERY = 3 * 60_000;
const NARROW = "(max-width: 47.99em)";

function textIn(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

// As the rest of the desk writes times: 1:00pm for 13:00, and 1pm beside the grid.
function clock(text, { isShort = false } = {}) {
  const [hour, minute] = text.split(":").map(Number);
  if (Number.isNaN(hour)) return text;
  const minutes = isShort && !minute ? "" : `:${String(minute || 0).padStart(2, "0")}`;
  return `${hour % 12 || 12}${minutes}${hour % 24 < 12 ? "am" : "pm"}`;
}

// As the list says it: the time, the short words of the badges, the name, the mediator. Each has its own line
// where the column is narrow.
function drawn(info) {
  const { badges = [], with: who = "", kind } = info.event.extendedProps;
  const parts = [];
  if (kind === "meeting") parts.push(textIn("span", "cal__time", clock(info.timeText)));
  // Of several badges the first, the most urgent, has room; the list has all of them.
  for (const badge of badges.slice(0, 1)) parts.push(textIn("span", `badge badge--${badge.tone}`, badge.text));
  const isShort = badges.length || who;
  parts.push(textIn("span", isShort ? "cal__title cal__title--short" : "cal__title", info.event.title));
  if (who) parts.push(mediator(who));
  return { domNodes: parts };
}

// The name, and its initials for where two or three meetings share a day's width: a name cut off says nothing.
function mediator(name) {
  const made = textIn("span", "cal__with", "");
  const initials = textIn("span", "cal__initials", name.split(/[\s-]+/).map((part) => part[0]).join(""));
  initials.ariaHidden = "true";
  made.append(textIn("span", "cal__name", name), initials);
  return made;
}

// What a mouse that rests on it reads: all of it, however narrow it is drawn.
function inWords(info) {
  const { badges = [], with: who = "" } = info.event.extendedProps;
  const words = [info.timeText && clock(info.timeText), info.event.title, ...badges.map((one) => one.text), who];
  return words.filter(Boolean).join(", ");
}

// FullCalendar hides the words of a day's heading from screen readers, and names the day beside them.
function readable(header) {
  header.querySelectorAll("[aria-hidden]").forEach((inner) => inner.removeAttribute("aria-hidden"));
}

function inUtc(date) {
  return `${date.toISOString().slice(0, 16)}Z`;
}

function dialogFor(element) {
  const heading = element.querySelector("h2");
  const body = element.querySelector("[data-body]");
  let undo = () => {};
  let isAsking = false;
  element.addEventListener("close", () => {
    isAsking = false;
    body.replaceChildren();
    undo();
    undo = () => {};
  });
  element.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) {
      event.preventDefault();
      element.close();
    }
  });
  const ask = async (info, here) => {
    isAsking = true;
    undo = info.revert;
    const { move_url: url } = info.event.extendedProps;
    const start = inUtc(new Date(info.event.startStr));
    const full = `${url}&start=${encodeURIComponent(start)}&next=${encodeURIComponent(here)}`;
    try {
      const answer = await fetch(`${full}&part=1`, { credentials: "same-origin" });
      if (!answer.ok || answer.redirected) throw new Error("no part");
      heading.textContent = `Move ${info.event.title}?`;
      body.innerHTML = await answer.text();
      element.showModal();
      heading.focus({ preventScroll: true });
    } catch {
      window.location.assign(full);
    }
  };
  return { ask, isOpen: () => isAsking || element.open };
}

// The meetings of a stretch of days. What it accepts tells the server that nobody pressed anything:
// asking again by itself keeps no colleague signed in.
async function fetched(address, { startStr, endStr }) {
  const url = new URL(address, window.location.href);
  url.searchParams.set("start", startStr);
  url.searchParams.set("end", endStr);
  const answer = await fetch(url, { credentials: "same-origin", headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) throw new Error("no events");
  return answer.json();
}

// Looks again when the page is looked at again, and every few minutes; never while something is dragged or
// asked, which would put it back under the hand.
function keepFresh(calendar, mayLook) {
  const look = () => {
    if (document.visibilityState === "visible" && mayLook()) calendar.refetchEvents();
  };
  document.addEventListener("visibilitychange", look);
  setInterval(look, FRESHEN_EVERY);
}

function startCalendar(panel) {
  const { events, view, first, day, opens, closes, now, here } = panel.dataset;
  const isDay = view === "day" || window.matchMedia(NARROW).matches;
  const isShared = panel.dataset.shared === "yes";
  const dialog = dialogFor(document.querySelector("[data-dialog]"));
  const [failed, changed] = ["failed", "changed"].map((name) => panel.querySelector(`[data-${name}]`));
  let isDragged = false;
  let atFirst = "";
  panel.hidden = false;
  const calendar = new Calendar(panel.querySelector("[data-picture]"), {
    plugins: [theme, timeGrid, interaction],
    locale,
    timeZone: "Europe/London",
    firstDay: 1,
    initialView: isDay ? "timeGridDay" : "timeGridWeek",
    initialDate: isDay ? day : first,
    now,
    nowIndicator: true,
    headerToolbar: false,
    allDaySlot: false,
    height: HEADER + (isShared ? SHARED_HOUR : HOUR) * (parseInt(closes, 10) - parseInt(opens, 10)),
    expandRows: true,
    slotMinTime: opens,
    slotMaxTime: closes,
    slotDuration: "00:30:00",
    snapDuration: "00:15:00",
    dayHeaderDidMount: (info) => readable(info.el),
    slotHeaderContent: (info) => clock(info.text, { isShort: true }),
    dayLaneClass: "cal__lane",
    dayHeaderFormat: { weekday: "short", day: "numeric" },
    slotHeaderFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
    eventTimeFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
    displayEventEnd: false,
    events: async (asked) => {
      try {
        const found = await fetched(events, asked);
        const meetings = JSON.stringify(found.filter((one) => one.kind === "meeting"));
        atFirst ||= meetings;
        changed.hidden = atFirst === meetings; // the list beside it is as it was at first
        failed.hidden = true;
        return found;
      } catch (error) {
        failed.hidden = false;
        throw error;
      }
    },
    eventDurationEditable: false,
    eventDataTransform: (event) => ({
      ...event,
      color: GROUNDS[event.kind] || "var(--sand)",
      contrastColor: "var(--ink)",
    }),
    eventClass: (info) => `cal__event cal__event--${info.event.extendedProps.kind}`,
    backgroundEventClass: (info) => `cal__ground cal__ground--${info.event.extendedProps.kind}`,
    eventContent: drawn,
    eventDidMount: (info) => {
      const { colour } = info.event.extendedProps;
      if (colour) info.el.style.setProperty("--who", colour);
      info.el.title = inWords(info);
    },
    eventDragStart: () => (isDragged = true),
    eventDragStop: () => (isDragged = false),
    eventDrop: (info) => dialog.ask(info, here),
  });
  calendar.render();
  keepFresh(calendar, () => !isDragged && !dialog.isOpen());
  panel.querySelectorAll("[role=rowheader]:empty").forEach((header) => {
    header.append(textIn("span", "govuk-visually-hidden", "Times"));
  });
}

startAt("[data-calendar]", startCalendar);
