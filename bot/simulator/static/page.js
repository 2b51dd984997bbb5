// Small helpers for building the page; texts are always set as text, never as HTML.

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export function drawn(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const WEEKDAYS = "日一二三四五六";

// Moments come as ISO 8601 in China's zone; they are shown as written, wherever the browser is.
export function parts(iso) {
  const [date, time] = iso.split("T");
  const [year, month, day] = date.split("-").map(Number);
  return { date, year, month, day, clock: time.slice(0, 5), seconds: time.slice(0, 8), weekday: WEEKDAYS[new Date(Date.UTC(year, month - 1, day)).getUTCDay()] };
}

export function minutesBetween(before, after) {
  return (Date.parse(after) - Date.parse(before)) / 60000;
}

// As WeChat writes it above a message: 10:32, 昨天 10:32, 11月22日 10:32.
export function chatTime(iso, nowIso) {
  const then = parts(iso);
  const days = (Date.parse(`${parts(nowIso).date}T00:00Z`) - Date.parse(`${then.date}T00:00Z`)) / 86400000;
  if (days <= 0) return then.clock;
  return days === 1 ? `昨天 ${then.clock}` : `${then.month}月${then.day}日 ${then.clock}`;
}
