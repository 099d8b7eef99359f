// SPDX-License-Identifier: Apache-2.0
// The page: it opens the line to the server, takes the battle in, and keeps clock, globe and panels
// in step. Everything that is shown is a function of (battle, time, selection, options).
import { App } from "./app.js";

window.pavise = new App();
