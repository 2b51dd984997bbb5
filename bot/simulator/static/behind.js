// The pane of what goes on behind: understanding, moves, notices, raw bodies, jobs.
import { make, parts } from "./page.js";

const MOST = 150;
const ACTS = { photo: "发了照片", voice: "发了语音", location: "发了位置", click: "点了菜单", follow: "关注", leave: "取消关注" };
const STATES = { waiting: "等着发", claimed: "正在发", sent: "已发出", delivered: "已送到", failed: "没发出", suppressed: "不发" };
const DOORS = { chat: "微信", console: "管理台", job: "定时任务" };
const SPANS = { "10m": "过了 10 分钟", "1h": "过了 1 小时", morning: "到了早上 7:30", "1d": "过了 1 天", "30d": "过了 30 天" };
const FILED = { report: "上报", apply: "申请", file: "登记", ask: "求助", place: "归到村" };
const TIMED = { job: "time", time: "time", fault: "time" };

export class Behind {
  constructor(list, nameOf) {
    this.list = list;
    this.nameOf = nameOf;
  }

  clear() {
    this.list.replaceChildren();
  }

  show(kind) {
    this.list.dataset.show = kind;
  }

  add(happening) {
    const draw = { turn, wire, job, time, fault }[happening.what];
    const kind = TIMED[happening.what] || happening.what;
    this.list.prepend(make("li", { class: kind }, ...draw(happening, this.nameOf)));
    while (this.list.childElementCount > MOST) this.list.lastElementChild.remove();
  }
}

function head(at, ...words) {
  return make("h3", {}, make("small", {}, `${parts(at).seconds} `), ...words);
}

function turn(it, nameOf) {
  const did = it.text ? `：${it.text}` : ` ${ACTS[it.act] || ""}`;
  const trouble = it.fault || it.error ? make("p", { class: "bad" }, it.why || it.error) : null;
  const often = it.deliveries > 1 ? make("p", {}, `投递了 ${it.deliveries} 次，只办了一次`) : null;
  return [
    head(it.at, nameOf(it.openid), did), trouble, often, ...understanding(it), moves(it.moves), notices(it.notices, nameOf),
    body("收到的 XML（解密后）", it.sent), body("回复的 XML（加密前）", it.got),
  ];
}

function understanding(it) {
  if (!it.intent) return [];
  const share = Math.round(it.confidence * 100);
  const meter = make("progress", { max: 1, value: it.confidence, "aria-label": "把握" });
  const sure = make("div", { class: "sure" }, make("b", {}, it.means || it.intent), make("code", {}, it.intent), meter, `${share}%`);
  if (it.alarm) sure.append(make("b", { class: "bad" }, `警报 ${it.alarm}`));
  const form = it.form ? make("small", {}, `这时正在填表（${it.form}），这句先当作回答`) : null;
  const slots = Object.entries(it.slots || {}).map(([name, value]) => make("span", {}, make("code", {}, name), ` ${value}`));
  const others = (it.alternatives || []).filter(([intent]) => intent !== it.intent).map(([intent, part]) => `${intent} ${Math.round(part * 100)}%`);
  return [form, sure, slots.length ? make("div", { class: "slots" }, ...slots) : null, others.length ? make("small", {}, `也可能：${others.join("，")}`) : null];
}

function moves(rows) {
  if (!rows?.length) return null;
  const lines = rows.map((row) => {
    const change = row.before === row.after ? row.after : `${row.before || "新"} → ${row.after}`;
    return make("li", {}, make("b", {}, row.number), ` ${row.label || FILED[row.action] || row.action}：${change}（${row.actor || "系统"}，${DOORS[row.via] || row.via}）`);
  });
  return make("ul", { class: "moved" }, ...lines);
}

function notices(rows, nameOf) {
  if (!rows?.length) return null;
  const lines = rows.map((row) => make("li", {}, `通知 ${row.to || nameOf(row.openid)}：`, make("code", {}, row.kind), ` ${STATES[row.state] || row.state}${row.urgent ? "，紧急" : ""}`));
  return make("ul", { class: "told" }, ...lines);
}

function wire(it) {
  const name = it.to_bot ? "微信 → /wechat" : `机器人 → ${it.path.replace("/cgi-bin/", "")}`;
  const code = it.to_bot ? "" : errcode(it.got);
  const bad = it.status !== 200 || code !== "";
  const verdict = make("span", bad ? { class: "bad" } : {}, `${it.status || "没有回音"}${code}`);
  const title = make("summary", {}, make("small", {}, `${parts(it.at).seconds} `), name, " ", verdict);
  return [make("details", {}, title, ...raw("发出", it.sent), ...raw("收到", it.got))];
}

function errcode(text) {
  const found = /"errcode":\s*(-?\d+)/.exec(text);
  return found && found[1] !== "0" ? ` errcode ${found[1]}` : "";
}

function job(it) {
  const counts = Object.entries(it.counts).map(([what, count]) => `${what} ${count}`).join("，");
  return [head(it.at, "定时任务 ", make("code", {}, it.name), `：${counts}`)];
}

function time(it, nameOf) {
  return [head(it.at, SPANS[it.span] || "时间过去了"), moves(it.moves), notices(it.notices, nameOf)];
}

function fault(it) {
  return [head(it.at, "故障：", it.label)];
}

function raw(title, text) {
  return text ? [make("p", {}, title), make("pre", {}, indented(text))] : [];
}

function body(title, text) {
  if (!text) return null;
  return make("details", {}, make("summary", {}, title), make("pre", {}, indented(text)));
}

// XML and JSON on one line each are easier to read broken up.
function indented(text) {
  if (text.startsWith("<")) return text.replace(/(<\/[^>]+>|<xml>)(?=<)/g, "$1\n");
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
