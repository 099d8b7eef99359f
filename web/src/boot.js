// SPDX-License-Identifier: Apache-2.0
// Begins at once what takes time and needs nothing of the page: the map's worker reads its map while
// the page's own script is still on its way.
const worker = new Worker("assets/map-worker.js");
worker.postMessage({ url: new URL("assets/map.json", document.baseURI).href });
window.paviseMap = worker;
