// SPDX-License-Identifier: Apache-2.0
// The globe: Cesium's scene and camera (its frame is ours, ECEF), and our layers over it. It draws
// when something changed, and then once.
import { Scene, Cartesian3, JulianDate, Math as CesiumMath, Matrix3, RequestScheduler, Transforms, CameraEventType, KeyboardEventModifier } from "@cesium/engine";
import { Earth } from "./earth.js";
import { Fills, Triangles } from "./fills.js";
import { Lines, LineRows } from "./lines.js";
import { Sprites } from "./sprites.js";
import { Atlas } from "./symbols.js";
import { Overlay } from "./overlay.js";
import { View } from "./view.js";
import { ecefFromLlh, enuAxes, llhFromEcef } from "../data/paths.js";

// The sun and the stars are not drawn: the turning of the Earth among them needs no tables.
Transforms.computeIcrfToCentralBodyFixedMatrix = (date, result) => Matrix3.clone(Matrix3.IDENTITY, result);
RequestScheduler.maximumRequests = 0;

export class Globe {
    constructor(root, { lean, onMove }) {
        this.root = root;
        this.lean = lean;
        this.onMove = onMove;
        this.ratio = lean ? 1 : Math.min(2, window.devicePixelRatio || 1);
        const canvas = document.createElement("canvas");
        canvas.className = "globe-canvas";
        canvas.tabIndex = -1;
        canvas.setAttribute("aria-hidden", "true");
        const over = document.createElement("canvas");
        over.className = "globe-over";
        over.setAttribute("aria-hidden", "true");
        const credit = document.createElement("div");
        root.append(canvas, over);
        this.canvas = canvas;
        this.#size();
        this.scene = new Scene({
            canvas,
            creditContainer: credit,
            creditViewport: credit,
            contextOptions: {
                requestWebgl1: false,
                webgl: {
                    alpha: false, depth: false, stencil: false, antialias: !lean,
                    preserveDrawingBuffer: false, powerPreference: "high-performance",
                },
            },
            scene3DOnly: true,
            orderIndependentTranslucency: false,
            msaaSamples: 1,
            shadows: false,
        });
        const { scene } = this;
        scene.postProcessStages.fxaa.enabled = false;
        scene.fog.enabled = false;
        scene.highDynamicRange = false;
        scene.logarithmicDepthBuffer = false;
        this.#controls();
        this.view = new View();
        this.overlay = new Overlay(over);
        this.atlas = new Atlas(scene);
        const add = (layer) => scene.primitives.add(layer);
        this.earth = add(new Earth(scene, lean));
        this.fills = add(new Fills(scene));
        this.outlines = add(new Lines(scene));
        this.trails = add(new Lines(scene));
        this.fast = add(new Lines(scene)); // what changes each frame: rounds, pairs, ellipses, measures
        this.sprites = add(new Sprites(scene, this.atlas));
        this.fastRows = new LineRows();
        this.date = JulianDate.now();
        this.seenCamera = new Float64Array(10);
        this.dirty = true;
        this.layers = []; // (globe, t) => void, in order: add sprites, rows, labels
        this.#map();
        this.resizer = new ResizeObserver(() => {
            this.#size();
            this.dirty = true;
        });
        this.resizer.observe(root);
    }

    #size() {
        this.width = Math.max(1, this.root.clientWidth);
        this.height = Math.max(1, this.root.clientHeight);
        const w = Math.round(this.width * this.ratio);
        const h = Math.round(this.height * this.ratio);
        if (this.canvas.width !== w || this.canvas.height !== h) {
            this.canvas.width = w;
            this.canvas.height = h;
        }
    }

    #controls() {
        const c = this.scene.screenSpaceCameraController;
        c.minimumZoomDistance = 300;
        c.maximumZoomDistance = 4e7;
        c.enableCollisionDetection = true;
        c.inertiaSpin = 0.7;
        c.inertiaZoom = 0.6;
        c.tiltEventTypes = [
            CameraEventType.MIDDLE_DRAG, CameraEventType.PINCH, CameraEventType.RIGHT_DRAG,
            { eventType: CameraEventType.LEFT_DRAG, modifier: KeyboardEventModifier.CTRL },
        ];
        c.zoomEventTypes = [CameraEventType.WHEEL, CameraEventType.PINCH];
        this.scene.camera.frustum.fov = CesiumMath.toRadians(50);
        this.scene.camera.frustum.near = 1;
        this.scene.camera.frustum.far = 1e9;
        this.scene.camera.percentageChanged = 0.02;
    }

    // --- base map ------------------------------------------------------------------------------------

    #map() {
        this.mapWorker = window.paviseMap; // boot.js began it
        this.mapWorker.onmessage = ({ data }) => {
            if (data.ready) {
                this.mapReady = true;
                this.dirty = true;
            } else if (data.world) {
                this.earth.setWorld(data.world);
            } else if (data.detail) {
                this.earth.setDetail(data.detail, data.place);
                this.mapBusy = false;
                // What is in view comes first; the rest of the world once there is time.
                if (!this.mapShown) {
                    this.mapShown = true;
                    performance.mark("map");
                    if (!this.lean) {
                        setTimeout(() => this.mapWorker.postMessage({ width: 4096 }), 700);
                    }
                }
            }
            this.dirty = true;
        };
        this.mapWorker.postMessage({ ask: true });
    }

    // Asks for a sharp map of what is in view, when that is not what is there.
    #wantDetail() {
        if (this.mapBusy || !this.mapReady || this.waiting) {
            return;
        }
        const view = this.view;
        const centre = view.ground(view.width / 2, view.height / 2) ?? view.ground(view.width / 2, view.height * 0.8);
        if (!centre) {
            return;
        }
        const [lat, lon] = llhFromEcef(...centre);
        let radius = 0;
        const height = Math.hypot(view.px, view.py, view.pz) - 6371000;
        for (const [x, y] of [[0, 0], [1, 0], [0, 1], [1, 1], [0.5, 0], [0.5, 1], [0, 0.5], [1, 0.5]]) {
            const p = view.ground(x * view.width, y * view.height);
            if (p) {
                radius = Math.max(radius, Math.hypot(p[0] - centre[0], p[1] - centre[1], p[2] - centre[2]));
            }
        }
        radius = Math.min(Math.max(radius, 0.3 * height, 20e3), 5.9e6, 12 * height + 2e5);
        const old = this.earth.place;
        if (old) {
            const off = Math.hypot(centre[0] - old.origin[0], centre[1] - old.origin[1], centre[2] - old.origin[2]);
            if (off + radius < old.radius * 0.97 && radius > old.radius * 0.42 && (!this.lean || old.step === this.earth.step || this.flight)) {
                return;
            }
        }
        this.mapBusy = true;
        this.mapWorker.postMessage({
            size: this.lean ? (this.mapShown ? 1536 : 1024) : 3072,
            radius: radius * 1.35,
            origin: Array.from(ecefFromLlh(lat, lon, 0)),
            axes: enuAxes(lat, lon),
            step: this.lean ? this.earth.step : 0,
        });
    }

    /// Colours of everything, from the theme: {sea, land, ...: [r, g, b, a] 0..1; raid, defence, ink: CSS}.
    setTheme(theme) {
        for (const [name, c] of Object.entries(theme.map)) {
            const to = this.earth.colours[name];
            [to.x, to.y, to.z, to.w] = c;
        }
        this.theme = theme;
        this.atlas.paint(theme);
        this.dirty = true;
    }

    // --- camera --------------------------------------------------------------------------------------

    /// Where the camera looks: {lat, lon, range, heading, pitch} (deg, m) of the ground in the middle.
    cameraState() {
        const { camera } = this.scene;
        const view = this.view;
        view.set(camera, this.width, this.height);
        const p = view.ground(view.width / 2, view.height / 2);
        const [lat, lon, h] = p ? llhFromEcef(...p) : llhFromEcef(view.px, view.py, view.pz);
        const range = p ? Math.hypot(p[0] - view.px, p[1] - view.py, p[2] - view.pz) : h;
        return { lat, lon, range, heading: CesiumMath.toDegrees(camera.heading), pitch: CesiumMath.toDegrees(camera.pitch) };
    }

    #destination({ lat, lon, range, heading = 0, pitch = -90, h = 0 }) {
        // The eye stands back from the point, along the line of sight.
        const target = ecefFromLlh(lat, lon, h);
        const a = enuAxes(lat, lon);
        const hd = CesiumMath.toRadians(heading);
        const pt = CesiumMath.toRadians(Math.max(-90, Math.min(-8, pitch)));
        const east = Math.sin(hd) * Math.cos(pt);
        const north = Math.cos(hd) * Math.cos(pt);
        const up = Math.sin(pt);
        const dir = [0, 1, 2].map((i) => east * a[i] + north * a[3 + i] + up * a[6 + i]);
        const eye = [0, 1, 2].map((i) => target[i] - range * dir[i]);
        const side = [0, 1, 2].map((i) => Math.cos(hd) * a[i] - Math.sin(hd) * a[3 + i]);
        const upv = [
            side[1] * dir[2] - side[2] * dir[1], side[2] * dir[0] - side[0] * dir[2], side[0] * dir[1] - side[1] * dir[0],
        ];
        return {
            destination: new Cartesian3(...eye),
            orientation: { direction: new Cartesian3(...dir), up: new Cartesian3(...upv) },
        };
    }

    setCamera(state) {
        this.scene.tweens.removeAll();
        this.scene.camera.setView(this.#destination(state));
        this.dirty = true;
    }

    /// Eases there in 250 ms; at once where motion is not wanted.
    flyTo(state, ms = 250) {
        if (matchMedia("(prefers-reduced-motion: reduce)").matches || ms <= 0) {
            this.setCamera(state);
            return;
        }
        const from = this.cameraState();
        const begin = performance.now();
        let dLon = state.lon - from.lon;
        dLon -= 360 * Math.round(dLon / 360);
        const to = { heading: from.heading, pitch: from.pitch, h: 0, ...state };
        let dHead = to.heading - from.heading;
        dHead -= 360 * Math.round(dHead / 360);
        const far = Math.abs(dLon) + Math.abs(to.lat - from.lat);
        const time = Math.min(900, ms + far * 8);
        this.flight = () => {
            const u = Math.min(1, (performance.now() - begin) / time);
            const k = u * u * (3 - 2 * u);
            this.setCamera({
                lat: from.lat + k * (to.lat - from.lat),
                lon: from.lon + k * dLon,
                range: Math.exp(Math.log(from.range) + k * (Math.log(to.range) - Math.log(from.range))),
                heading: from.heading + k * dHead,
                pitch: from.pitch + k * (to.pitch - from.pitch),
                h: to.h * k,
            });
            return u < 1;
        };
        this.dirty = true;
    }

    /// A view in which all of these places ([lat, lon, h]) are seen; pad widens it.
    frameOn(places, { pad = 1.25, min = 20e3, ms = 250, pitch = -90 } = {}) {
        if (!places.length) {
            return;
        }
        const at = places.map(([lat, lon, h]) => ecefFromLlh(lat, lon, h ?? 0));
        const lo = [Infinity, Infinity, Infinity];
        const hi = [-Infinity, -Infinity, -Infinity];
        for (const p of at) {
            for (let i = 0; i < 3; i++) {
                lo[i] = Math.min(lo[i], p[i]);
                hi[i] = Math.max(hi[i], p[i]);
            }
        }
        const mid = [0, 1, 2].map((i) => (lo[i] + hi[i]) / 2);
        const [lat, lon] = llhFromEcef(...mid);
        const c = ecefFromLlh(lat, lon);
        const radius = at.reduce((r, p) => Math.max(r, Math.hypot(p[0] - c[0], p[1] - c[1], p[2] - c[2])), min);
        const open = this.openBox();
        const part = Math.min(open.w / this.height, open.h / this.height);
        const range = Math.min(3.2e7, (radius * pad) / (Math.tan(CesiumMath.toRadians(25)) * Math.max(0.25, part)));
        // Shift so that the middle lies in the part that no panel covers.
        const mpp = (2 * range * Math.tan(this.scene.camera.frustum.fovy / 2)) / this.height;
        const dx = (open.x + open.w / 2 - this.width / 2) * mpp;
        const dy = (open.y + open.h / 2 - this.height / 2) * mpp;
        const shiftLat = lat + (dy / 6.371e6) * (180 / Math.PI);
        const shiftLon = lon - ((dx / 6.371e6) * (180 / Math.PI)) / Math.max(0.05, Math.cos((lat * Math.PI) / 180));
        this.flyTo({ lat: Math.max(-89, Math.min(89, shiftLat)), lon: shiftLon, range, heading: 0, pitch }, ms);
    }

    /// The part of the globe that no panel covers, in CSS pixels of the globe.
    openBox() {
        return this.openBoxOf?.() ?? { x: 0, y: 0, w: this.width, h: this.height };
    }

    zoom(factor) {
        const s = this.cameraState();
        this.flyTo({ ...s, range: Math.max(500, Math.min(3.5e7, s.range * factor)) }, 120);
    }
    pan(right, up) {
        const s = this.cameraState();
        const step = ((s.range * 0.25) / 6.371e6) * (180 / Math.PI);
        const h = (s.heading * Math.PI) / 180;
        const e = right * Math.cos(h) + up * Math.sin(h);
        const n = up * Math.cos(h) - right * Math.sin(h);
        this.flyTo({ ...s, lat: Math.max(-88, Math.min(88, s.lat + n * step)), lon: s.lon + (e * step) / Math.max(0.1, Math.cos((s.lat * Math.PI) / 180)) }, 120);
    }
    turn(dHeading, dPitch) {
        const s = this.cameraState();
        this.flyTo({ ...s, heading: s.heading + dHeading, pitch: Math.max(-90, Math.min(-10, s.pitch + dPitch)) }, 120);
    }

    /// Whether a person may move the camera (not while something is dragged).
    set movable(yes) {
        this.scene.screenSpaceCameraController.enableInputs = yes;
    }

    #cameraMoved() {
        const c = this.scene.camera;
        const now = [
            c.positionWC.x, c.positionWC.y, c.positionWC.z, c.directionWC.x, c.directionWC.y, c.directionWC.z,
            c.upWC.x, c.upWC.y, c.upWC.z, this.width / this.height,
        ];
        let moved = false;
        for (let i = 0; i < 10; i++) {
            if (Math.abs(now[i] - this.seenCamera[i]) > 1e-9) {
                moved = true;
                this.seenCamera[i] = now[i];
            }
        }
        return moved;
    }

    // --- a frame ---------------------------------------------------------------------------------------

    /// Draws if anything changed; returns whether it drew. Called at each animation frame.
    frame() {
        const { scene } = this;
        if (this.flight && !this.flight()) {
            this.flight = null;
        }
        scene.initializeFrame();
        const moved = this.#cameraMoved();
        if (moved) {
            this.onMove?.();
        }
        if (!this.dirty && !moved) {
            return false;
        }
        this.dirty = false;
        this.view.set(scene.camera, this.width, this.height);
        this.#graticule();
        this.overlay.begin(this.width, this.height, Math.min(2, window.devicePixelRatio || 1));
        this.sprites.clear();
        this.fastRows.clear();
        for (const layer of this.layers) {
            layer(this);
        }
        this.sprites.send();
        this.fast.set(this.fastRows);
        scene.render(this.date);
        this.#wantDetail();
        return true;
    }

    #graticule() {
        const h = this.cameraState().range;
        const steps = [0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30];
        const want = (h / 6.371e6) * (180 / Math.PI) * 0.22;
        this.earth.step = steps.find((s) => s >= want) ?? 30;
    }

    /// The picture as it is now, with its labels, as a canvas.
    snapshot() {
        this.dirty = true;
        this.frame();
        const out = document.createElement("canvas");
        out.width = this.canvas.width;
        out.height = this.canvas.height;
        const ctx = out.getContext("2d");
        ctx.drawImage(this.canvas, 0, 0);
        ctx.drawImage(this.overlay.canvas, 0, 0, out.width, out.height);
        return out;
    }
}

export { LineRows, Triangles };
