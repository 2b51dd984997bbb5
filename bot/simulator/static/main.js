// The desk on which the telephones lie: which are open, the clock, the platform's troubles.
import { make, parts } from "./page.js";
import { Phone } from "./phone.js";
import { Behind } from "./behind.js";
import { listen, maps, post } from "./wire.js";

const REMEMBERED = "yizhan-phones";
const NEW = "+";

class Desk {
  constructor() {
    this.people = new Map();
    this.phones = new Map();
    this.bubbles = new Map();
    this.left = new Set();
    this.menu = {};
    this.samples = {};
    this.base = { at: Date.now(), iso: new Date().toISOString() };
    this.behind = new Behind(document.getElementById("happenings"), (openid) => this.people.get(openid)?.name || "陌生人");
    this.row = document.getElementById("phones");
    this.tabs = document.getElementById("tabs");
  }

  // ---------------------------------------------------------------- what the server tells

  whole(all) {
    this.say("");
    this.menu = all.menu;
    this.samples = all.samples;
    this.titles = all.titles;
    this.left = new Set(all.left);
    this.bubbles = new Map();
    for (const bubble of all.bubbles) this.remember(bubble);
    this.fill(document.getElementById("faults"), "让平台出故障…", all.faults);
    this.setClock(all.clock);
    for (const phone of this.phones.values()) phone.element.remove();
    this.phones.clear();
    this.setPeople(all.people);
    this.behind.clear();
    for (const happening of all.behind) this.behind.add(happening);
    for (const openid of this.remembered()) this.open(openid);
  }

  setPeople(people) {
    this.people = new Map(people.map((person) => [person.openid, person]));
    const choices = Object.fromEntries(people.map((person) => [person.openid, `${person.name}（${person.is}）`]));
    for (const [openid, phone] of this.phones) {
      if (this.people.has(openid)) phone.setPerson(this.people.get(openid));
    }
    if (this.people.has(this.awaited)) {
      this.show(this.awaited);
      this.awaited = "";
    }
    this.fill(document.getElementById("open"), "打开一部手机…", { ...choices, [NEW]: "新朋友来关注" });
  }

  bubble(bubble) {
    this.remember(bubble);
    if (bubble.left) this.left.add(bubble.openid);
    else this.left.delete(bubble.openid);
    const phone = this.phones.get(bubble.openid);
    phone?.setLeft(bubble.left);
    phone?.add(bubble, true);
  }

  remember(bubble) {
    if (!this.bubbles.has(bubble.openid)) this.bubbles.set(bubble.openid, []);
    this.bubbles.get(bubble.openid).push(bubble);
  }

  // ---------------------------------------------------------------- telephones

  open(openid) {
    const person = this.people.get(openid);
    if (!person || this.phones.has(openid)) return this.choose(openid);
    const phone = new Phone(person, this);
    this.phones.set(openid, phone);
    this.row.append(phone.element);
    phone.setLeft(this.left.has(openid));
    for (const bubble of this.bubbles.get(openid) || []) phone.add(bubble);
    this.arrange(openid);
    return undefined;
  }

  close(openid) {
    this.phones.get(openid)?.element.remove();
    this.phones.delete(openid);
    this.arrange(this.phones.keys().next().value);
  }

  arrange(chosen) {
    localStorage.setItem(REMEMBERED, JSON.stringify([...this.phones.keys()]));
    const tabs = [...this.phones.values()].map(({ person }) => this.tab(person.openid, person.name));
    this.tabs.replaceChildren(...tabs, this.tab("behind", "后台"));
    for (const phone of this.phones.values()) phone.toEnd(); // they have become narrower or wider
    this.choose(this.chosen && this.phones.has(this.chosen) && chosen !== this.latest ? this.chosen : chosen);
  }

  tab(openid, name) {
    return make("button", { type: "button", "data-openid": openid, onclick: () => this.choose(openid) }, name);
  }

  choose(openid) {
    document.body.classList.toggle("behind", openid === "behind");
    if (this.phones.has(openid)) this.chosen = openid;
    for (const [each, phone] of this.phones) phone.element.classList.toggle("chosen", each === openid);
    for (const tab of this.tabs.children) tab.setAttribute("aria-pressed", String(tab.dataset.openid === openid));
    const phone = this.phones.get(openid);
    if (phone) {
      this.markTab(openid, false);
      phone.toEnd();
    }
  }

  markTab(openid, fresh) {
    const tab = [...this.tabs.children].find((each) => each.dataset.openid === openid);
    tab?.classList.toggle("fresh", fresh && tab.getAttribute("aria-pressed") !== "true");
  }

  remembered() {
    const kept = JSON.parse(localStorage.getItem(REMEMBERED) || "[]").filter((openid) => this.people.has(openid));
    return kept.length ? kept : [...this.people.values()].filter((person) => person.first).map((person) => person.openid);
  }

  async add(openid) {
    if (openid !== NEW) return this.show(openid);
    const stranger = await post("strangers");
    if (this.people.has(stranger.openid)) return this.show(stranger.openid);
    this.awaited = stranger.openid;
    return undefined;
  }

  show(openid) {
    this.latest = openid;
    this.open(openid);
    this.choose(openid);
    this.phones.get(openid)?.element.scrollIntoView({ inline: "nearest" });
  }

  maps() {
    this.knownMaps ||= maps();
    return this.knownMaps;
  }

  // ---------------------------------------------------------------- the bar

  setClock(clock) {
    this.base = { at: Date.now(), iso: clock.now };
    for (const button of document.querySelectorAll("[data-span]")) button.disabled = clock.moving;
    this.showClock();
  }

  // The demo's moment, in China's zone whatever the browser's is.
  now() {
    const moment = new Date(Date.parse(this.base.iso) + (Date.now() - this.base.at) + 8 * 3600000);
    return `${moment.toISOString().slice(0, 19)}+08:00`;
  }

  showClock() {
    const now = parts(this.now());
    document.getElementById("now").textContent = `${now.year}年${now.month}月${now.day}日 周${now.weekday} ${now.seconds}`;
  }

  async move(span) {
    this.say("时间在走……");
    for (const button of document.querySelectorAll("[data-span]")) button.disabled = true;
    try {
      this.setClock(await post(`clock/${span}`));
      this.say("");
    } catch (error) {
      this.say(`时钟没有动：${error.message}`);
    }
  }

  async order(fault) {
    const { ordered } = await post(`faults/${fault}`);
    this.say(`已安排：${ordered}`);
    setTimeout(() => this.say(""), 4000);
  }

  fill(select, title, choices) {
    const options = Object.entries(choices).map(([value, label]) => make("option", { value }, label));
    select.replaceChildren(make("option", { value: "" }, title), ...options);
  }

  say(words) {
    document.getElementById("status").textContent = words;
  }
}

const desk = new Desk();
listen({
  whole: (all) => desk.whole(all),
  people: ({ people }) => desk.setPeople(people),
  bubble: (bubble) => desk.bubble(bubble),
  behind: (happening) => desk.behind.add(happening),
  clock: (clock) => desk.setClock(clock),
  lost: () => desk.say("和服务断开了，正在重连……"),
});
setInterval(() => desk.showClock(), 1000);

function chosenOnce(id, then) {
  const select = document.getElementById(id);
  select.addEventListener("change", async () => {
    const { value } = select;
    select.value = "";
    if (!value) return;
    try {
      await then(value);
    } catch (error) {
      desk.say(error.message);
    }
  });
}

chosenOnce("open", (openid) => desk.add(openid));
chosenOnce("faults", (fault) => desk.order(fault));
for (const button of document.querySelectorAll("[data-span]")) button.addEventListener("click", () => desk.move(button.dataset.span));
for (const button of document.querySelectorAll("[data-show]")) {
  button.addEventListener("click", () => {
    desk.behind.show(button.dataset.show);
    for (const each of document.querySelectorAll("[data-show]")) each.setAttribute("aria-pressed", String(each === button));
  });
}
document.getElementById("show-behind").addEventListener("click", (event) => {
  const pane = document.getElementById("behind");
  pane.hidden = !pane.hidden;
  event.target.setAttribute("aria-expanded", String(!pane.hidden));
});
