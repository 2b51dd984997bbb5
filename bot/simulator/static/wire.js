// Talks with the server: posts what is done on the page, and hears of everything that happens.

export async function post(path, fields = {}) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  const response = await fetch(`/simulator/${path}`, { method: "POST", headers: { "X-Simulator": "1" }, body });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

export async function maps() {
  const response = await fetch("/simulator/maps");
  return response.json();
}

// `listeners` is event name -> function of its data; "lost" is called while the connection is away.
export function listen(listeners) {
  const source = new EventSource("/simulator/events");
  for (const [name, hear] of Object.entries(listeners)) {
    if (name !== "lost") source.addEventListener(name, (event) => hear(JSON.parse(event.data)));
  }
  source.onerror = () => listeners.lost();
}

// A photo as WeChat sends it: a JPEG of at most 1600 pixels on its longer side.
export async function shrunk(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, 1600 / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
}
