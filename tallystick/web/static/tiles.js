// A map of tiles in the place of the drawn one, with the same events in it: where tiles are set, and script and WebGL are
// to be had. Whatever fails, the drawn map stays.
const box = document.querySelector("[data-tiles]");
const drawn = document.querySelector(".map .ground");
const told = box.dataset;
// Pixels of a degree: the drawn map has 1.6 * 2^zoom of latitude in its own units, Mercator 512 * 2^zoom / 360.
const shrink = (latitude) => Math.max(Math.cos((latitude * Math.PI) / 180), 0.08);
const width = () => box.clientWidth / Number(told.width);
const toMercator = (zoom, latitude) => Math.log2(((1.6 * 2 ** zoom * shrink(latitude)) / (512 / 360)) * width());
const toDrawn = (zoom, latitude) =>
  Math.min(Math.max(Math.round(Math.log2(((512 / 360) * 2 ** zoom) / width() / shrink(latitude) / 1.6)), 0), 10);

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function hatch(ink) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 8;
  const pen = canvas.getContext("2d");
  pen.strokeStyle = ink;
  pen.lineWidth = 1.2;
  for (const shift of [-8, 0, 8]) {
    pen.moveTo(shift, 8);
    pen.lineTo(shift + 8, 0);
  }
  pen.stroke();
  return pen.getImageData(0, 0, 8, 8);
}

// The name of a place in the page's language, else in English, else its own: the first whose script can be drawn rightly.
// Letters are drawn here, from the fonts of this machine: nobody is asked for any.
function named() {
  const names = [`name:${document.documentElement.lang}`, "name:en", "name"].map((key) => ["to-string", ["get", key]]);
  const tried = names.flatMap((name) => [["all", ["!=", name, ""], ["is-supported-script", name]], name]);
  return {
    type: "symbol",
    filter: ["==", ["geometry-type"], "Point"],
    layout: { "text-field": ["case", ...tried, ""], "text-font": ["sans-serif"], "text-size": 11, "text-padding": 6 },
    paint: { "text-color": "#57534a", "text-halo-color": "#fbfaf7", "text-halo-width": 1.2 },
  };
}

// Vector tiles come without a style: water and land are filled, places are named, all else is thin lines.
function vectorLayers(layers) {
  const places = layers.filter(({ id }) => /^places?$/.test(id));
  const names = places.map(({ id }) => ({ id: `names of ${id}`, source: "ground", "source-layer": id, ...named() }));
  const made = [{ id: "sea", type: "background", paint: { "background-color": "#e9eef0" } }];
  for (const { id } of layers.filter((layer) => !places.includes(layer))) {
    const from = { source: "ground", "source-layer": id };
    if (/^(earth|land)$/.test(id)) made.push({ id, type: "fill", ...from, paint: { "fill-color": "#fbfaf7" } });
    else if (/water|ocean|lake/.test(id)) made.push({ id, type: "fill", ...from, paint: { "fill-color": "#e9eef0" } });
    else made.push({ id, type: "line", ...from, paint: { "line-color": "#c3bdb0", "line-width": 0.6 } });
  }
  return [...made, ...names];
}

async function ground(library) {
  if (!("file" in told)) {
    return { source: { type: "raster", tiles: [told.tiles], tileSize: 256 }, layers: null };
  }
  const protocol = new pmtiles.Protocol();
  library.addProtocol("pmtiles", protocol.tile);
  const file = new pmtiles.PMTiles(new URL(told.tiles, location.href).href);
  protocol.add(file);
  const source = { url: `pmtiles://${file.source.getKey()}` };
  if (told.kind === "raster") return { source: { type: "raster", tileSize: 256, ...source }, layers: null };
  const { vector_layers: layers = [] } = await file.getMetadata();
  return { source: { type: "vector", ...source }, layers: vectorLayers(layers) };
}

function mark({ events, href, label, name }) {
  const link = document.createElement("a");
  link.href = href;
  link.className = events > 1 ? "mark-many" : "mark-one";
  link.setAttribute("aria-label", label);
  link.title = label;
  link.textContent = events > 1 ? events.toLocaleString("en") : "";
  if (name) {
    const below = document.createElement("span");
    below.textContent = name;
    below.setAttribute("aria-hidden", "true");
    link.append(below);
  }
  return link;
}

async function show() {
  const library = await import(told.library);
  library.setWorkerUrl(new URL(told.worker, location.href).href);
  const { source, layers } = await ground(library);
  const [latitude, longitude] = told.at.split(",").map(Number);
  box.hidden = false;
  const map = new library.Map({
    container: box.querySelector(".canvas"),
    style: {
      version: 8,
      sources: { ground: source },
      layers: layers ?? [{ id: "ground", type: "raster", source: "ground", paint: { "raster-fade-duration": 0 } }],
    },
    center: [longitude, latitude],
    zoom: toMercator(Number(told.zoom), latitude),
    attributionControl: false,
    fadeDuration: 0,
    dragRotate: false,
    pitchWithRotate: false,
    scrollZoom: false,
    renderWorldCopies: true,
  });
  map.touchZoomRotate.disableRotation();
  map.getCanvas().setAttribute("aria-label", told.label);
  let marks = [];
  const now = () => {
    const { lat, lng } = map.getCenter().wrap();
    return { at: `${lat.toFixed(3)},${lng.toFixed(3)}`, zoom: String(toDrawn(map.getZoom(), lat)) };
  };
  const addressOf = (path) => {
    const address = new URL(path, location.href);
    for (const [name, value] of Object.entries(now())) address.searchParams.set(name, value);
    return address;
  };
  const events = async () => {
    const answer = await fetch(addressOf(told.events));
    if (!answer.ok) throw new Error(`events: ${answer.status}`);
    const found = await answer.json();
    map.getSource("around").setData(found.around);
    for (const one of marks) one.remove();
    marks = found.marks.map((one) => new library.Marker({ element: mark(one) }).setLngLat(one.at).addTo(map));
  };
  // What stands beside the map tells of the same window: its links, and the list of what is seen.
  const beside = async () => {
    const address = addressOf(location.href);
    history.replaceState(null, "", address);
    const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
    for (const part of [".controls", "[aria-labelledby=seen]"]) {
      document.querySelector(part)?.replaceWith(page.querySelector(part));
    }
  };
  await map.once("load");
  const ink = colour("--accent");
  map.addImage("hatch", hatch(ink));
  map.addSource("around", { type: "geojson", data: { type: "FeatureCollection", features: [] } });
  const area = ["==", ["get", "kind"], "somewhere"];
  const layer = (id, type, filter, paint) => map.addLayer({ id, type, source: "around", filter, paint });
  layer("somewhere", "fill", area, { "fill-pattern": "hatch" });
  layer("bordered", "line", ["get", "bordered"], { "line-color": ink, "line-width": 1, "line-opacity": 0.6 });
  layer("around", "fill", ["!", area], { "fill-color": ink, "fill-opacity": 0.16 });
  layer("edge", "line", ["==", ["get", "kind"], "around"], { "line-color": ink, "line-width": 1.4 });
  layer("near", "line", ["==", ["get", "kind"], "near"], { "line-color": ink, "line-width": 1.4, "line-dasharray": [3, 2] });
  await events();
  map.on("moveend", () => Promise.all([events(), beside()]).catch(() => {}));
  drawn.hidden = true;
  box.dataset.ready = "";
}

show().catch(() => {
  box.hidden = true;
  drawn.hidden = false;
});
