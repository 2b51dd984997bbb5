// The tiny map of a village: tap a named spot, or anywhere, to send it as a location.
import { make, drawn } from "./page.js";

const WIDTH = 300;
const MARGIN = 12;

export function drawMap(village, choose) {
  const points = village.grids.flatMap((grid) => grid.outline);
  const [west, east] = ends(points.map(([x]) => x));
  const [south, north] = ends(points.map(([, y]) => y));
  const narrowing = Math.cos(((south + north) / 2) * (Math.PI / 180));
  const scale = (WIDTH - 2 * MARGIN) / ((east - west) * narrowing);
  const height = (north - south) * scale + 2 * MARGIN;
  const place = (x, y) => [MARGIN + (x - west) * narrowing * scale, MARGIN + (north - y) * scale];
  const outlines = village.grids.map((grid) => drawn("polygon", { points: grid.outline.map(([x, y]) => place(x, y).join(",")).join(" ") }, drawn("title", {}, grid.name)));
  const dots = village.spots.map((spot) => {
    const [x, y] = place(spot.longitude, spot.latitude);
    return drawn("circle", { cx: x, cy: y, r: 4 }, drawn("title", {}, spot.name));
  });
  const picture = drawn("svg", { viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": `${village.name}的地图` }, ...outlines, ...dots);
  picture.addEventListener("click", (event) => {
    const box = picture.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * WIDTH;
    const y = ((event.clientY - box.top) / box.height) * height;
    const spot = event.target.tagName === "circle" ? village.spots[dots.indexOf(event.target)] : null;
    if (spot) choose(spot.longitude, spot.latitude, spot.name);
    else choose((west + (x - MARGIN) / (narrowing * scale)).toFixed(6), (north - (y - MARGIN) / scale).toFixed(6), "");
  });
  const names = village.spots.map((spot) => make("button", { type: "button", onclick: () => choose(spot.longitude, spot.latitude, spot.name) }, spot.name));
  return [picture, make("p", {}, `${village.name}：点地图，或者选一个地方`), make("div", { class: "names" }, ...names)];
}

function ends(numbers) {
  return [Math.min(...numbers), Math.max(...numbers)];
}
