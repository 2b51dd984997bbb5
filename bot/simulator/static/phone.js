// One person's telephone: the chat, the input, the account's menu, and what the plus sign opens.
import { make, chatTime, minutesBetween } from "./page.js";
import { drawBubble } from "./bubbles.js";
import { drawMap } from "./map.js";
import { post, shrunk } from "./wire.js";

const APART = 5; // minutes of silence after which a time stands between bubbles
const NEAR_END = 80; // pixels from the end of the chat within which it keeps following new bubbles

export class Phone {
  constructor(person, desk) {
    this.person = person;
    this.desk = desk;
    this.shown = new Set();
    this.lastAt = "";
    this.element = document.getElementById("phone").content.firstElementChild.cloneNode(true);
    this.chat = this.find(".chat");
    this.input = this.find("input[name=text]");
    this.element.dataset.openid = person.openid;
    this.setPerson(person);
    this.listen();
    this.drawMenu();
    this.drawSamples();
  }

  find(selector) {
    return this.element.querySelector(selector);
  }

  setPerson(person) {
    this.person = person;
    this.element.setAttribute("aria-label", `${person.name}的手机`);
    this.find(".face").textContent = person.name.slice(0, 1);
    this.find(".whose b").textContent = person.name;
    this.find(".whose small").textContent = [person.is, person.where].filter(Boolean).join(" · ");
  }

  listen() {
    this.find(".say").addEventListener("submit", (event) => { event.preventDefault(); this.say(); });
    this.find(".close").addEventListener("click", () => this.desk.close(this.person.openid));
    this.find(".menu-key").addEventListener("click", () => this.fold(".menu-key", ".menu"));
    this.find(".plus").addEventListener("click", () => this.fold(".plus", ".sheet"));
    this.find(".photo").addEventListener("change", (event) => this.sendPhoto(event.target));
    this.find(".voice").addEventListener("change", (event) => this.sendVoice(event.target));
    this.find(".speak").addEventListener("click", () => this.act("voice", {}));
    this.find(".place").addEventListener("click", () => this.openMap());
    this.find(".follow").addEventListener("click", () => this.act(this.hasLeft ? "follow" : "leave", {}));
    this.element.addEventListener("focusin", () => this.setFresh(false));
    this.element.addEventListener("pointerdown", () => this.setFresh(false));
  }

  fold(key, part) {
    const opened = this.find(part).hidden;
    for (const [otherKey, other] of [[".menu-key", ".menu"], [".plus", ".sheet"]]) {
      this.find(other).hidden = !(other === part && opened);
      this.find(otherKey).setAttribute("aria-expanded", String(other === part && opened));
    }
    this.toEnd();
  }

  // ---------------------------------------------------------------- showing

  add(bubble, isNew = false) {
    if (this.shown.has(bubble.number)) return;
    this.shown.add(bubble.number);
    const follows = this.chat.scrollHeight - this.chat.scrollTop - this.chat.clientHeight < NEAR_END;
    if (!this.lastAt || minutesBetween(this.lastAt, bubble.at) > APART) {
      this.chat.append(make("p", { class: "when" }, chatTime(bubble.at, this.desk.now())));
    }
    this.lastAt = bubble.at;
    this.chat.append(drawBubble(bubble, this.person, this));
    if (follows || bubble.mine || !isNew) this.toEnd();
    if (isNew && !bubble.mine && !this.element.contains(document.activeElement)) this.setFresh(true);
  }

  toEnd() {
    this.chat.scrollTop = this.chat.scrollHeight;
  }

  setFresh(fresh) {
    this.element.classList.toggle("fresh", fresh);
    this.desk.markTab(this.person.openid, fresh);
  }

  setLeft(left) {
    this.hasLeft = left;
    this.element.classList.toggle("gone", left);
    this.find(".follow").textContent = left ? "关注" : "取消关注";
  }

  menuName(key) {
    const buttons = (this.desk.menu.button || []).flatMap((button) => button.sub_button || [button]);
    return buttons.find((button) => button.key === key)?.name || "";
  }

  drawMenu() {
    const buttons = this.desk.menu.button || [];
    const none = make("p", {}, "公众号还没有菜单");
    this.find(".menu").replaceChildren(...(buttons.length ? buttons.map((button) => this.menuButton(button)) : [none]));
  }

  menuButton(button) {
    const entries = (button.sub_button || [button]).map((entry) => make("li", {}, make("button", { type: "button", onclick: () => this.pick(entry) }, entry.name)));
    return make("details", { name: `menu-${this.person.openid}` }, make("summary", {}, button.name), make("ul", {}, ...entries));
  }

  pick(entry) {
    for (const details of this.element.querySelectorAll(".menu details")) details.open = false;
    if (entry.type === "location_select") this.openSheet(true);
    else if (entry.type?.startsWith("pic_")) this.openSheet(false);
    else if (entry.url) this.view(entry.url);
    else this.act("click", { key: entry.key });
  }

  view(url) {
    window.open(url, "_blank", "noopener");
    this.act("view", { url });
  }

  openSheet(withMap) {
    if (this.find(".sheet").hidden) this.fold(".plus", ".sheet");
    if (withMap && this.find(".map").hidden) this.openMap();
  }

  drawSamples() {
    const samples = Object.entries(this.desk.samples).map(([code, name]) => make("button", { type: "button", onclick: () => this.act("photo", { sample: code }) }, name));
    this.find(".samples").replaceChildren("样片：", ...samples);
  }

  // ---------------------------------------------------------------- doing

  async act(what, fields) {
    this.find(".sheet").hidden = true;
    this.find(".plus").setAttribute("aria-expanded", "false");
    this.chat.setAttribute("aria-busy", "true");
    const waiting = make("p", { class: "event typing" }, "……");
    const slow = setTimeout(() => { this.chat.append(waiting); this.toEnd(); }, 600);
    try {
      await post(`phones/${encodeURIComponent(this.person.openid)}/${what}`, fields);
    } catch (error) {
      this.desk.say(`没有发出去：${error.message}`);
    } finally {
      clearTimeout(slow);
      waiting.remove();
      this.chat.setAttribute("aria-busy", "false");
    }
  }

  say() {
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    this.act("say", { text });
  }

  async sendPhoto(input) {
    const [file] = input.files;
    if (!file) return;
    input.value = "";
    try {
      this.act("photo", { file: await shrunk(file) });
    } catch {
      this.desk.say("这不是一张能打开的照片");
    }
  }

  sendVoice(input) {
    const [file] = input.files;
    if (!file) return;
    input.value = "";
    this.act("voice", { file });
  }

  async openMap() {
    const box = this.find(".map");
    box.hidden = !box.hidden;
    if (box.hidden || box.childElementCount) return;
    const villages = await this.desk.maps();
    const village = villages.find((each) => each.code === this.person.village) || villages[0];
    if (!village) box.append("没有带边界的网格");
    else box.append(...drawMap(village, (longitude, latitude, label) => this.act("location", { longitude, latitude, label })));
  }
}
