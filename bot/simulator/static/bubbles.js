// Draws the bubbles of a chat as WeChat does.
import { make, drawn } from "./page.js";

const DID = {
  subscribe: "关注了服务号",
  unsubscribe: "取消了关注",
  scan: "扫了二维码",
  click: "点了菜单",
  view: "打开了网页",
};
const TEMPLATE = { template: "服务通知", notice: "订阅通知" };
const FIELD = { number: "编号", string: "编号", thing: "内容", const: "状态", phrase: "状态", time: "时间", date: "时间", name: "姓名", phone: "电话" };

export function drawBubble(bubble, person, phone) {
  if (bubble.channel === "did") return make("p", { class: "event" }, DID[bubble.kind] ? didWhat(bubble, phone) : bubble.kind);
  if (bubble.channel === "fault") return make("p", { class: "event fault" }, bubble.text);
  const face = make("span", { class: bubble.mine ? "face" : "face official", "aria-hidden": "true" }, bubble.mine ? person.name.slice(0, 1) : "站");
  return make("div", { class: bubble.mine ? "row mine" : "row" }, face, content(bubble, phone));
}

function didWhat(bubble, phone) {
  const name = bubble.kind === "click" ? phone.menuName(bubble.text) : "";
  return `你${DID[bubble.kind]}${name ? `“${name}”` : ""}`;
}

function content(bubble, phone) {
  if (bubble.channel in TEMPLATE) return card(bubble, phone);
  const draw = KINDS[bubble.kind] || text;
  return draw(bubble, phone);
}

const KINDS = {
  image: (bubble) => make("div", { class: "bubble bare" }, make("img", { src: media(bubble), alt: "照片", loading: "lazy" })),
  voice: (bubble) => make("div", { class: "bubble" }, make("a", { href: media(bubble), target: "_blank", rel: "noopener" }, "▶ 语音")),
  video: (bubble) => make("div", { class: "bubble" }, make("a", { href: media(bubble), target: "_blank", rel: "noopener" }, "▶ 视频")),
  location: (bubble) => make("div", { class: "bubble" }, make("span", { class: "pin" }, pin(), bubble.text || "我的位置")),
};

function media(bubble) {
  return `/simulator/media/${encodeURIComponent(bubble.media_id)}`;
}

function pin() {
  const shape = drawn("path", { d: "M9 1a7 7 0 0 1 7 7c0 5-7 11-7 11S2 13 2 8a7 7 0 0 1 7-7Zm0 4a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z", fill: "#c0392b" });
  return drawn("svg", { width: 18, height: 20, viewBox: "0 0 18 20", "aria-hidden": "true" }, shape);
}

// The text with its links where they stand in it.
function text(bubble, phone) {
  const box = make("div", { class: "bubble" });
  let rest = bubble.text;
  for (const link of bubble.links) {
    const place = rest.indexOf(link.label);
    if (place < 0) continue;
    box.append(rest.slice(0, place), drawLink(link, phone));
    rest = rest.slice(place + link.label.length);
  }
  box.append(rest);
  if (bubble.channel === "push") box.append(make("span", { class: "how" }, "客服消息"));
  return box;
}

function drawLink(link, phone) {
  if (link.url) return make("a", { href: link.url, target: "_blank", rel: "noopener noreferrer" }, link.label);
  return make("button", { type: "button", onclick: () => phone.act("tap", { label: link.label, menu_id: link.menu_id }) }, link.label);
}

function card(bubble, phone) {
  const rows = Object.entries(bubble.fields).flatMap(([name, value]) => [make("dt", {}, keyword(name)), make("dd", {}, value)]);
  return make("div", { class: "bubble card" }, make("h3", {}, phone.desk.titles[bubble.kind] || TEMPLATE[bubble.channel]), make("dl", {}, ...rows));
}

function keyword(name) {
  const bare = name.replace(/\d+$/, "");
  const known = Object.keys(FIELD).find((each) => bare.endsWith(each));
  return known ? FIELD[known] : bare;
}
